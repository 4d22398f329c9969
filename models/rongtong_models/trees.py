"""The boosted trees (LightGBM), in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

Node = dict[str, Any]

FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass
class Tree:
    """A tree in arrays, the root first; a leaf has feature -1 and its value less the tree's mean."""

    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    missing_left: list[bool]
    value: list[float]


@dataclass
class Forest:
    """Trees whose leaves and `base`, the sum of their means, add up to the log-odds."""

    base: float
    trees: list[Tree]


def boosters(
    features: np.ndarray, target: np.ndarray, training: dict[str, Any], directions: list[int]
) -> list[lightgbm.Booster]:
    """One booster for each entry of `training`: they differ in size and seed, and their mean errs less than each."""
    return [
        single(features, target, entry, training["seed"] + number, directions)
        for number, entry in enumerate(training["boosters"])
    ]


def single(
    features: np.ndarray, target: np.ndarray, entry: dict[str, Any], seed: int, directions: list[int]
) -> lightgbm.Booster:
    """One booster with the rounds and the parameters of its entry."""
    parameters = {
        "objective": "binary",
        "verbose": -1,
        "deterministic": True,
        "force_row_wise": True,
        # Threads wait for each other at every node: on a machine that is shared, one is several times as fast as two.
        "num_threads": 1,
        "seed": seed,
        "monotone_constraints": directions,
        "monotone_constraints_method": "intermediate",
        **{name: value for name, value in entry.items() if name != "rounds"},
    }
    return lightgbm.train(parameters, lightgbm.Dataset(features, target), entry["rounds"])


def log_odds(made: list[lightgbm.Booster], features: np.ndarray) -> np.ndarray:
    """The mean of the boosters' log-odds."""
    return np.mean([booster.predict(features, raw_score=True) for booster in made], axis=0)


def forest(made: list[lightgbm.Booster], weight: float) -> Forest:
    """The trees of all boosters, scaled so that they add up to `weight` times the mean of their log-odds."""
    share = weight / len(made)
    whole = Forest(0.0, [])
    for booster in made:
        for info in booster.dump_model()["tree_info"]:
            tree = Tree([], [], [], [], [], [])
            whole.base += _grow(tree, info["tree_structure"], share)
            # A tree of one leaf asks nothing: its value is in the base.
            if len(tree.feature) > 1:
                whole.trees.append(tree)
    return whole


def _grow(tree: Tree, root: Node, share: float) -> float:
    """Copies a tree depth first and gives its mean over the training rows, which its leaves then lack: sums of small
    numbers keep more digits."""
    mean = share * _expectation(root)

    def visit(node: Node) -> int:
        index = len(tree.feature)
        leaf = "leaf_value" in node
        tree.feature.append(-1 if leaf else node["split_feature"])
        tree.threshold.append(0.0 if leaf else _rounded_down(node["threshold"]))
        tree.missing_left.append(not leaf and _missing_goes_left(node))
        tree.value.append(share * node["leaf_value"] - mean if leaf else 0.0)
        tree.left.append(0)
        tree.right.append(0)
        if not leaf:
            tree.left[index] = visit(node["left_child"])
            tree.right[index] = visit(node["right_child"])
        return index

    visit(root)
    return mean


def _count(node: Node) -> float:
    return node.get("internal_count", node.get("leaf_count", 1))


def _expectation(node: Node) -> float:
    """The mean of a node's leaves over the training rows that reach them."""
    if "leaf_value" in node:
        return node["leaf_value"]
    if "expectation" not in node:
        sides = [node["left_child"], node["right_child"]]
        total = sum(_count(side) for side in sides)
        node["expectation"] = sum(_expectation(side) * _count(side) for side in sides) / total
    return node["expectation"]


def _rounded_down(threshold: float) -> float:
    """The greatest float32 that is not above: `x <= t` then means the same for every float32 x."""
    # A split between missing and present has a threshold above every float32.
    nearest = np.float32(min(threshold, FLOAT32_MAX))
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(nearest)


def _missing_goes_left(node: Node) -> bool:
    # Where training saw no missing value, LightGBM reads one as zero.
    return node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0.0
