"""Trees and linear part together: their log-odds weighted by a second regression on predictions out of fold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import lightgbm
import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from . import linear, trees
from .dictionary import Dictionary
from .linear import Linear


@dataclass
class Fusion:
    """`shift + tree_weight * trees + linear_weight * linear`, in log-odds."""

    boosters: list[lightgbm.Booster]
    linear: Linear
    tree_weight: float
    linear_weight: float
    shift: float

    def log_odds(self, features: np.ndarray) -> np.ndarray:
        """The log-odds of each row."""
        by_trees = trees.log_odds(self.boosters, features)
        return (
            self.shift
            + self.tree_weight * by_trees
            + self.linear_weight * self.linear.log_odds(features)
        )

    def weighted_linear(self) -> Linear:
        """The linear part with its weight, and the shift, multiplied in."""
        part, weight = self.linear, self.linear_weight
        return replace(
            part,
            weight=part.weight * weight,
            absence=part.absence * weight,
            base=part.base * weight + self.shift,
        )


@dataclass
class OutOfFold:
    """Log-odds of each row by models that did not see it, nor a row equal to it."""

    trees: np.ndarray
    linear: np.ndarray
    fusion: np.ndarray
    fold: np.ndarray

    @property
    def parts(self) -> dict[str, np.ndarray]:
        """The fusion and each part alone, by name."""
        return {"fusion": self.fusion, "trees": self.trees, "linear": self.linear}


def groups(features: np.ndarray) -> np.ndarray:
    """Equal rows get equal numbers, so that none stands on both sides of a split."""
    _, group = np.unique(np.nan_to_num(features, nan=-9e30), axis=0, return_inverse=True)
    return group.ravel()


def folds(features: np.ndarray, target: np.ndarray, count: int, seed: int) -> np.ndarray:
    """The fold of each row."""
    split = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    fold = np.zeros(len(target), np.int64)
    for number, (_, held) in enumerate(split.split(features, target, groups(features))):
        fold[held] = number
    return fold


def fit(dictionary: Dictionary, features: np.ndarray, target: np.ndarray) -> tuple[Fusion, OutOfFold]:
    """The fusion of all rows, and what it is worth out of fold."""
    training = dictionary.training
    directions, taught = dictionary.directions, dictionary.taught(features)

    def parts(rows: np.ndarray) -> tuple[list[lightgbm.Booster], Linear]:
        made = trees.boosters(taught[rows], target[rows], training, directions)
        return made, linear.fit(taught[rows], target[rows], training["linear_l2"], directions)

    fold = folds(features, target, training["folds"], training["seed"])
    by_trees, by_linear = np.zeros(len(target)), np.zeros(len(target))
    for number in range(training["folds"]):
        held = fold == number
        made, part = parts(~held)
        by_trees[held] = trees.log_odds(made, features[held])
        by_linear[held] = part.log_odds(features[held])
    fused = np.zeros(len(target))
    for number in range(training["folds"]):
        held = fold == number
        shift, a, b = _weights(by_trees[~held], by_linear[~held], target[~held])
        fused[held] = shift + a * by_trees[held] + b * by_linear[held]
    shift, a, b = _weights(by_trees, by_linear, target)
    made, part = parts(np.ones(len(target), bool))
    return Fusion(made, part, a, b, shift), OutOfFold(by_trees, by_linear, fused, fold)


def reference(dictionary: Dictionary, features: np.ndarray, target: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Log-odds of the held rows by what the fusion is measured against: one LightGBM of the columns alone, free."""
    columns = features[:, : len(dictionary.columns)]
    directions = [0] * columns.shape[1]
    training = dictionary.training
    alone = trees.single(columns[~held], target[~held], training["reference"], training["seed"], directions)
    return trees.log_odds([alone], columns[held])


def _weights(by_trees: np.ndarray, by_linear: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Shift and weights that make the target most likely; no weight is negative, so directions stay."""
    design = np.column_stack([np.ones(len(target)), by_trees, by_linear])
    bounds = [(None, None), (0.0, None), (0.0, None)]
    return linear.likeliest(design, target, np.zeros(3), bounds)
