"""Trains a model: `train.py --model financial --data FOLDER` writes `financial/model.onnx` and what it is worth.

The recipe is measured on a fifth of the rows that it never saw; what is shipped is the same recipe on all rows.
The same data and seed give the same file. `--short` makes a small model of `sample.csv` in seconds, for tests.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rongtong_models import dictionary, fusion, graph, metrics, population, trees
from rongtong_models.dictionary import Dictionary, Feature

HERE = Path(__file__).parent
HELD_OUT = 5
SAMPLE = 1000


def main() -> None:
    arguments = parse()
    model = dictionary.read(HERE / arguments.model)
    if arguments.short:
        shorten(model.training)
        file = HERE / arguments.model / "sample.csv"
        frame = pd.read_csv(file)
    else:
        file = arguments.data / model.training["file"]
        frame = pd.read_parquet(file)
    features = model.expand(model.inputs(frame))
    target = frame[model.model["target"]].to_numpy(np.int64)
    figures = held_out(model, features, target)
    fused, out_of_fold = fusion.fit(model, features, target)
    figures |= cross_validation(model, features, target, out_of_fold, without_directions(model, features, target))
    out = arguments.out or HERE / arguments.model
    out.mkdir(parents=True, exist_ok=True)
    write(model, fused, out_of_fold, features, target, digest(file), out)
    if not arguments.short:
        write_sample(model, features, target, out)
    (out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps({"model": arguments.model, **figures}))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, choices=["financial", "loan"])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="the folder of the data sets")
    source.add_argument("--short", action="store_true", help="few trees of the sample; needs another --out")
    parser.add_argument("--out", type=Path, help="where to write; the model's own folder by default")
    arguments = parser.parse_args()
    if arguments.short and not arguments.out:
        parser.error("--short needs --out: it must not replace the real model")
    return arguments


def shorten(training: dict[str, Any]) -> None:
    """One booster, few rounds and folds."""
    boosters = [{**training["boosters"][0], "rounds": 20}]
    reference = {**training["reference"], "rounds": 20}
    training.update({"boosters": boosters, "reference": reference, "folds": 3, "held_out_parts": 1})


def held_out(model: Dictionary, features: np.ndarray, target: np.ndarray) -> dict[str, Any]:
    """The recipe on four fifths, measured on the last fifth; no two equal rows stand on both sides.

    Where a fifth holds too few failures to tell recipes apart, `held_out_parts` has the other fifths held out in turn.
    """
    fold = fusion.folds(features, target, HELD_OUT, model.training["seed"] + 1)
    parts = []
    for number in range(model.training["held_out_parts"]):
        held = fold == number
        fused, _ = fusion.fit(model, features[~held], target[~held])
        log_odds = {
            "fusion": fused.log_odds(features[held]),
            "trees": trees.log_odds(fused.boosters, features[held]),
            "linear": fused.linear.log_odds(features[held]),
            "lightgbm": fusion.reference(model, features, target, held),
        }
        parts.append({name: metrics.measure(target[held], values) for name, values in log_odds.items()})
    figures = {"held_out": parts[0]}
    if len(parts) > 1:
        figures["repeated_held_out"] = repeated(parts)
    return figures


def repeated(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and standard error over the fifths: of the fusion, and of what it has more than the one LightGBM."""

    def spread(values: list[float]) -> dict[str, float]:
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        return {"mean": round(float(np.mean(values)), 5), "standard_error": round(float(error), 5)}

    figures: dict[str, Any] = {"parts": len(parts), "fusion": {}, "fusion_less_lightgbm": {}}
    for name in ("auc", "ks", "brier", "ece", "slope"):
        figures["fusion"][name] = spread([part["fusion"][name] for part in parts])
        more = [part["fusion"][name] - part["lightgbm"][name] for part in parts]
        figures["fusion_less_lightgbm"][name] = spread(more)
    return figures


def without_directions(model: Dictionary, features: np.ndarray, target: np.ndarray) -> dict[str, np.ndarray]:
    """The same recipe without any direction, out of fold: what the directions cost."""
    if not any(model.directions):
        return {}
    _, out_of_fold = fusion.fit(model.free(), features, target)
    return {"free": out_of_fold.fusion}


def cross_validation(
    model: Dictionary,
    features: np.ndarray,
    target: np.ndarray,
    out_of_fold: fusion.OutOfFold,
    free: dict[str, np.ndarray],
) -> dict[str, Any]:
    """The figures out of fold, and AUC and Brier score fold by fold with their means, as cross validation is mostly
    published."""
    folds = [out_of_fold.fold == number for number in range(model.training["folds"])]
    alone = np.zeros(len(target))
    for held in folds:
        alone[held] = fusion.reference(model, features, target, held)
    named = {**out_of_fold.parts, **free, "lightgbm": alone}

    def each(measured: Callable[..., float]) -> dict[str, list[float]]:
        return {
            name: [round(float(measured(target[held], values[held])), 4) for held in folds]
            for name, values in named.items()
        }

    by_fold = {"auc": each(metrics.roc_auc_score), "brier": each(metrics.brier)}
    return {
        "cross_validation": {name: metrics.measure(target, values) for name, values in named.items()},
        "by_fold_auc": {name: round(float(np.mean(values)), 4) for name, values in by_fold["auc"].items()},
        "by_fold": by_fold,
    }


def write(
    model: Dictionary,
    fused: fusion.Fusion,
    out_of_fold: fusion.OutOfFold,
    features: np.ndarray,
    target: np.ndarray,
    data: str,
    out: Path,
) -> None:
    """Writes `model.onnx` with its metadata inside."""
    forest = trees.forest(fused.boosters, fused.tree_weight)
    part = fused.weighted_linear()
    metadata = {
        "name": model.model["name"],
        "title": model.model["title"],
        "version": model.model["version"],
        "horizon": model.model["horizon"],
        "data_sha256": data,
        "rows": len(target),
        "bad_rate": round(float(target.mean()), 6),
        "columns": model.columns,
        "features": [described(feature) for feature in model.features],
        "dimensions": model.dimensions,
        "scale": model.scale,
        **population.describe(model, features, target, 1.0 / (1.0 + np.exp(-out_of_fold.fusion))),
    }
    made = graph.build(model, forest, part, metadata)
    (out / "model.onnx").write_bytes(graph.serialize(made))


def described(feature: Feature) -> dict[str, Any]:
    """A feature as the platform reads it, with the formula that it is derived by."""
    formulas = dict.fromkeys(dictionary.FORMULAS)
    if feature.formula:
        formulas[feature.formula.kind] = feature.formula.operands
    return {
        "name": feature.name, "title": feature.title, "column": feature.column, "dimension": feature.dimension,
        "unit": feature.unit, "range": [feature.low, feature.high], "required": feature.required,
        "direction": feature.direction, "section": feature.section, "says": feature.says,
        "says_negative": feature.says_negative, **formulas,
    }


def write_sample(model: Dictionary, features: np.ndarray, target: np.ndarray, out: Path) -> None:
    """Writes `sample.csv`, a thousand rows with their outcome: for tests, and for the demo city's accounts."""
    drawn = np.random.default_rng(model.training["seed"]).permutation(len(target))[:SAMPLE]
    sample = pd.DataFrame(features[drawn][:, : len(model.columns)], columns=model.columns)
    sample[model.model["target"]] = target[drawn]
    sample.to_csv(out / "sample.csv", index=False, float_format="%.4g")


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
