"""What others make of a model's sample: `oracle.py --model financial`, one JSON array per row.

onnxruntime gives probability, log-odds and score; shap what each feature adds to the log-odds of the usual firm. The
tests hold the platform's own runtime against both.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import shap

from rongtong_models import dictionary

HERE = Path(__file__).parent
OUTPUTS = ["probability", "log_odds", "score"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, choices=["financial", "loan"])
    name = parser.parse_args().model
    inputs = dictionary.read(HERE / name).inputs(pd.read_csv(HERE / name / "sample.csv"))
    session = onnxruntime.InferenceSession(HERE / name / "model.onnx")
    answers = session.run(OUTPUTS, {"features": inputs})
    contributions = shapley(HERE / name / "model.onnx", session, inputs)
    for row in range(len(inputs)):
        print(json.dumps([*(answer[row].tolist() for answer in answers), contributions[row].tolist()]))


def shapley(file: Path, session: onnxruntime.InferenceSession, inputs: np.ndarray) -> np.ndarray:
    """The Shapley value of each feature against the usual firm."""
    values, linear = session.run(["values", "linear_contributions"], {"features": inputs})
    return explainer(file, session)(values, linear)


def explainer(
    file: Path, session: onnxruntime.InferenceSession
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What makes Shapley values of the graph's outputs: of the trees by shap; of the linear part, where nothing depends
    on anything else, the difference."""
    usual = np.array([json.loads(session.get_modelmeta().custom_metadata_map["usual_firm"])], np.float32)
    usual_values, usual_linear = session.run(["values", "linear_contributions"], {"features": usual})
    trees = shap.TreeExplainer(
        {"trees": forest(file), "input_dtype": np.float32},
        data=usual_values.astype(np.float64),
        feature_perturbation="interventional",
    )

    def explained(values: np.ndarray, linear: np.ndarray) -> np.ndarray:
        of_trees = trees.shap_values(values.astype(np.float64), check_additivity=False)
        return np.asarray(of_trees).reshape(values.shape) + linear.astype(np.float64) - usual_linear

    return explained


def forest(file: Path) -> list[dict[str, np.ndarray]]:
    """The trees of the file as shap takes them."""
    graph = onnx.load(file).graph
    (node,) = [node for node in graph.node if node.op_type == "TreeEnsembleRegressor"]
    parts: dict[str, Any] = {part.name: onnx.helper.get_attribute_value(part) for part in node.attribute}
    of_tree = np.array(parts["nodes_treeids"])
    leaf = np.array([mode == b"LEAF" for mode in parts["nodes_modes"]])
    yes, no = (np.where(leaf, -1, parts[f"nodes_{side}nodeids"]) for side in ("true", "false"))
    missing = np.where(parts["nodes_missing_value_tracks_true"], yes, no)
    value = np.zeros(len(of_tree))
    value[leaf] = parts["target_weights"]
    features = np.where(leaf, -2, parts["nodes_featureids"])
    threshold = np.array(parts["nodes_values"], np.float64)
    trees = []
    for number in np.unique(of_tree):
        own = of_tree == number
        trees.append(
            {
                "children_left": yes[own], "children_right": no[own], "children_default": missing[own],
                "feature": features[own], "threshold": threshold[own], "value": value[own].reshape(-1, 1),
                # Counts of training rows play no part against a single background.
                "node_sample_weight": np.ones(own.sum()),
            }
        )
    return trees


if __name__ == "__main__":
    main()
