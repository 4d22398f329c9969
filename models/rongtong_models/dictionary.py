"""A model's feature dictionary, `features.toml`: what goes in, what it means, and how it is trained."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

DIRECTIONS = {"none": 0, "riskier": 1, "safer": -1}
FORMULAS = ["ratio", "difference", "remainder"]


@dataclass(frozen=True)
class Formula:
    """How a feature is derived, reckoned in double precision: `ratio` of two columns, their `difference` (the first
    less the second), or the `remainder` of a column by a number."""

    kind: str
    operands: tuple[Any, Any]

    def value(self, column: Callable[[str], np.ndarray]) -> np.ndarray:
        """The feature from the columns; the graph and the platform derive it in the same way."""
        first, second = self.operands
        if self.kind == "difference":
            return column(first) - column(second)
        if self.kind == "ratio":
            with np.errstate(divide="ignore", invalid="ignore"):
                return column(first) / column(second)
        # Half a unit of the currency more: the quotient of a round amount then lies clear of the next whole number,
        # however a runtime divides.
        return column(first) - second * np.floor((column(first) + 0.5) / second)


@dataclass(frozen=True)
class Feature:
    """One feature; `column` is where it is read, or `formula` how it is derived; `section` is the industry that a flag
    stands for; an `operand` is read for what is derived from it alone; `says` is a value in a plain sentence."""

    name: str
    title: str
    dimension: str
    unit: str
    low: float
    high: float
    direction: int
    required: bool
    column: str | None
    formula: Formula | None
    section: str | None
    operand: bool
    says: str | None
    says_negative: str | None


@dataclass(frozen=True)
class Dictionary:
    """All features of a model in the order of its inputs, the derived ones last."""

    model: dict[str, Any]
    training: dict[str, Any]
    scale: dict[str, float]
    features: list[Feature]

    @property
    def columns(self) -> list[str]:
        """The columns that are read, in the order of the graph's input."""
        return [feature.column for feature in self.features if feature.column]

    @property
    def dimensions(self) -> list[str]:
        """The five dimensions, in the order of the graph's output."""
        return self.model["dimensions"]

    def inputs(self, frame: pd.DataFrame) -> np.ndarray:
        """The columns as the graph takes them: float32, NaN where missing or infinite."""
        values = frame[self.columns].to_numpy(np.float64)
        return np.where(np.isfinite(values), values, np.nan).astype(np.float32)

    def expand(self, inputs: np.ndarray) -> np.ndarray:
        """All features from the inputs."""

        def column(name: str) -> np.ndarray:
            return inputs[:, self.columns.index(name)].astype(np.float64)

        derived = [feature.formula.value(column) for feature in self.features if feature.formula]
        return np.column_stack([inputs, *derived]).astype(np.float32)

    @property
    def directions(self) -> list[int]:
        """What a higher value of each feature means: 1 riskier, -1 safer, 0 where nothing is stated."""
        return [feature.direction for feature in self.features]

    def taught(self, features: np.ndarray) -> np.ndarray:
        """The features as the training sees them: an operand says nothing of its own."""
        shown = features.copy()
        shown[:, [feature.operand for feature in self.features]] = 0.0
        return shown

    def free(self) -> Dictionary:
        """The same dictionary without a direction, to see what the directions cost."""
        return replace(self, features=[replace(feature, direction=0) for feature in self.features])


def read(folder: Path) -> Dictionary:
    """Reads `features.toml` of a model's folder. Raises ValueError where it contradicts itself."""
    table = tomllib.loads((folder / "features.toml").read_text("utf-8"))
    features = [_feature(entry) for entry in table["feature"]]
    derived = [feature.column is None for feature in features]
    if derived != sorted(derived):
        raise ValueError("derived features come last")
    if len({feature.name for feature in features}) != len(features):
        raise ValueError("a feature's name is its own")
    kinds = {feature.formula.kind for feature in features if feature.formula}
    if not kinds <= set(FORMULAS):
        raise ValueError(f"unknown formulas: {sorted(kinds - set(FORMULAS))}")
    contradicted = [feature.name for feature in features if feature.formula and _contradicts(feature, features)]
    if contradicted:
        raise ValueError(f"a column goes one way, what is derived from it the other: {contradicted}")
    unknown = {feature.dimension for feature in features} - set(table["model"]["dimensions"])
    if unknown:
        raise ValueError(f"unknown dimensions: {sorted(unknown)}")
    return Dictionary(table["model"], table["training"], table["scale"], features)


def _contradicts(derived: Feature, features: list[Feature]) -> bool:
    """Whether a better value of a column could be a worse one of what is derived from it."""
    stated = {feature.column: feature.direction for feature in features if feature.column and feature.direction}
    first, second = derived.formula.operands
    if derived.formula.kind == "difference":
        return any(stated.get(column, way) != way for column, way in ((first, derived.direction),
                                                                      (second, -derived.direction)))
    return first in stated or second in stated


def _feature(entry: dict[str, Any]) -> Feature:
    low, high = entry["range"]
    (formula,) = [Formula(kind, tuple(of)) for kind, of in entry.get("derived", {}).items()] or [None]
    return Feature(
        name=entry["name"],
        title=entry["title"],
        dimension=entry["dimension"],
        unit=entry["unit"],
        low=low,
        high=high,
        direction=DIRECTIONS[entry["direction"]],
        required=entry["required"],
        column=entry.get("column"),
        formula=formula,
        section=entry.get("section"),
        operand=entry.get("operand", False),
        says=entry.get("says"),
        says_negative=entry.get("says_negative"),
    )
