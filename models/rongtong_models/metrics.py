"""How good probabilities are: order (AUC, KS), distance (Brier) and calibration (ECE, slope, intercept)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve

BINS = 10


def measure(target: np.ndarray, log_odds: np.ndarray) -> dict[str, float]:
    """All figures of one set of rows; `ece` over ten bins of equally many rows."""
    probability = 1.0 / (1.0 + np.exp(-log_odds))
    false_rate, true_rate, _ = roc_curve(target, log_odds)
    slope, intercept = calibration(target, log_odds)
    return {
        "auc": round(float(roc_auc_score(target, log_odds)), 4),
        "ks": round(float(np.max(true_rate - false_rate)), 4),
        "brier": round(float(brier_score_loss(target, probability)), 5),
        "ece": round(expected_calibration_error(target, probability), 5),
        "slope": round(slope, 3),
        "intercept": round(intercept, 3),
        "rows": len(target),
    }


def brier(target: np.ndarray, log_odds: np.ndarray) -> float:
    """The mean squared distance between probability and outcome."""
    return float(brier_score_loss(target, 1.0 / (1.0 + np.exp(-log_odds))))


def expected_calibration_error(target: np.ndarray, probability: np.ndarray) -> float:
    """The mean distance between what was said and what was seen."""
    order = np.argsort(probability, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [abs(probability[part].mean() - target[part].mean()) * len(part) for part in bins]
    return float(sum(gaps) / len(target))


def calibration(target: np.ndarray, log_odds: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of the regression of the target on the log-odds; 1 and 0 are perfect (Cox, 1958)."""
    design = np.column_stack([np.clip(log_odds, -15.0, 15.0), np.ones(len(target))])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logit = design @ weights
        error = 1.0 / (1.0 + np.exp(-logit)) - target
        return np.logaddexp(0.0, logit).sum() - target @ logit, design.T @ error

    slope, intercept = minimize(loss, [1.0, 0.0], jac=True, method="L-BFGS-B").x
    return float(slope), float(intercept)
