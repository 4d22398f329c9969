"""The logistic regression on tamed features: clipped, signed logarithm, standardised, with a weight for absence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

@dataclass
class Linear:
    """`base + sum(where(missing, absence, weight * z))`; z is tamed to mean 0 and deviation 1."""

    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    absence: np.ndarray
    base: float

    def contributions(self, features: np.ndarray) -> np.ndarray:
        """What each feature adds to the log-odds."""
        missing = np.isnan(features)
        clipped = np.clip(np.where(missing, 0.0, features), self.low, self.high)
        tamed = (np.sign(clipped) * np.log1p(np.abs(clipped)) - self.mean) / self.deviation
        return np.where(missing, self.absence, self.weight * tamed)

    def log_odds(self, features: np.ndarray) -> np.ndarray:
        """The log-odds of each row."""
        return self.base + self.contributions(features).sum(axis=1)


def fit(features: np.ndarray, target: np.ndarray, l2: float, directions: list[int]) -> Linear:
    """Maximum likelihood with a ridge of `l2`; a feature with a direction gets a weight of that sign or none."""
    width = features.shape[1]
    low, high = np.nanquantile(features, [0.01, 0.99], axis=0)
    blank = Linear(low, high, np.zeros(width), np.ones(width), np.ones(width), np.zeros(width), 0.0)
    missing = np.isnan(features)
    tamed = np.where(missing, np.nan, blank.contributions(features))
    mean, deviation = np.nanmean(tamed, axis=0), np.nanstd(tamed, axis=0)
    deviation = np.where(deviation > 0.0, deviation, 1.0)
    tamed = np.nan_to_num((tamed - mean) / deviation)
    # The same column twice: what is there, and that it is not there.
    design = np.hstack([tamed, missing.astype(np.float64), np.ones((len(target), 1))])
    ridge = np.full(design.shape[1], l2)
    ridge[-1] = 0.0
    signs = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}
    bounds = [signs[direction] for direction in directions] + [(None, None)] * (width + 1)
    found = likeliest(design, target, ridge, bounds)
    weight, absence, base = found[:width], found[width:-1], found[-1]
    return Linear(low, high, mean, deviation, weight, absence, float(base))


def likeliest(
    design: np.ndarray, target: np.ndarray, ridge: np.ndarray, bounds: list[tuple[float | None, float | None]]
) -> np.ndarray:
    """The weights of a logistic regression that make the target most likely, to six significant digits.

    A bounded search finds which weights rest on their bound, Newton's method takes the others to the last digit: so the
    same data give the same weights in whatever order the processor adds.
    """

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logit = design @ weights
        value = np.logaddexp(0.0, logit).sum() - target @ logit + 0.5 * (ridge * weights**2).sum()
        return value, design.T @ (expit(logit) - target) + ridge * weights

    start = np.zeros(design.shape[1])
    options = {"maxiter": 5000, "ftol": 1e-12, "gtol": 1e-6}
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    bounded = np.array([bound != (None, None) for bound in bounds])
    free = ~bounded | (np.abs(weights) > 1e-6)
    weights[~free] = 0.0
    columns = design[:, free]
    for _ in range(6):
        chance = expit(design @ weights)
        gradient = columns.T @ (chance - target) + (ridge * weights)[free]
        curvature = (columns.T * (chance * (1.0 - chance))) @ columns + np.diag(ridge[free])
        weights[free] -= np.linalg.lstsq(curvature, gradient, rcond=None)[0]
    weights[np.abs(weights) < 1e-9] = 0.0
    return np.array([float(f"{weight:.6g}") for weight in weights])
