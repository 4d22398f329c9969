"""What the training population looks like, to set one answer beside it: usual values, percentiles, grades."""

from __future__ import annotations

from typing import Any

import numpy as np

from .dictionary import Dictionary

# The upper bound of each grade's probability of default; what lies above the last is D.
GRADES = [("AAA", 0.005), ("AA", 0.01), ("A", 0.02), ("BBB", 0.04), ("BB", 0.08), ("B", 0.16), ("C", 0.32), ("D", 1.0)]


def describe(
    dictionary: Dictionary,
    features: np.ndarray,
    target: np.ndarray,
    probability: np.ndarray,
) -> dict[str, Any]:
    """Quartiles of each feature and the shares between them, the usual firm, deciles of the probability, grades."""
    quartiles = np.nanquantile(features, [0.25, 0.5, 0.75], axis=0)
    usual = [[_short(value) for value in column] for column in quartiles.T]
    return {
        "usual": usual,
        "quarters": [_quarters(values, edges) for values, edges in zip(features.T, usual)],
        "missing": [_short(rate) for rate in np.isnan(features).mean(axis=0)],
        "usual_firm": usual_firm(dictionary, features),
        "probability_deciles": [_short(value) for value in np.quantile(probability, np.linspace(0.0, 1.0, 11))],
        "grades": _grades(target, probability),
    }


def usual_firm(dictionary: Dictionary, features: np.ndarray) -> list[float]:
    """What every score is set against: the median of each column, and of the industries the most frequent. What is
    derived, is derived from these."""
    columns = dictionary.features[: len(dictionary.columns)]
    values = [_short(value) for value in np.nanmedian(features[:, : len(columns)], axis=0)]
    industries = [place for place, feature in enumerate(columns) if feature.section]
    if industries:
        most = industries[int(features[:, industries].sum(axis=0).argmax())]
        values = [float(place == most) if place in industries else value for place, value in enumerate(values)]
    return values


def _quarters(values: np.ndarray, edges: list[float]) -> list[float]:
    """The shares of all rows that lie up to the first quartile, up to the second, the third and above; where many
    values are equal they are not quarters. What lacks from one is missing."""
    place = np.searchsorted(edges, values[~np.isnan(values)].astype(np.float64))
    return [_short(count / len(values)) for count in np.bincount(place, minlength=4)]


def _grades(target: np.ndarray, probability: np.ndarray) -> list[dict[str, Any]]:
    grades, below = [], 0.0
    for name, above in GRADES:
        inside = (probability >= below) & ((probability < above) | (above == 1.0))
        observed = float(target[inside].mean()) if inside.any() else None
        grades.append(
            {
                "grade": name,
                "probability_below": above,
                "rows": int(inside.sum()),
                "observed": None if observed is None else _short(observed),
            }
        )
        below = above
    return grades


def _short(value: float) -> float:
    """Six significant digits; these are for comparing, not for reckoning."""
    return float(f"{value:.6g}")
