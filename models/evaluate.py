"""Measures a model on any file with its columns: `evaluate.py --model financial --data FILE.parquet`, one JSON line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd

from rongtong_models import dictionary, metrics

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, choices=["financial", "loan"])
    parser.add_argument("--data", required=True, type=Path, help="parquet with the model's columns and its target")
    parser.add_argument("--onnx", type=Path, help="another file than the one in the model's folder")
    arguments = parser.parse_args()
    model = dictionary.read(HERE / arguments.model)
    frame = pd.read_parquet(arguments.data)
    absent = [column for column in [*model.columns, model.model["target"]] if column not in frame]
    if absent:
        raise SystemExit(f"{arguments.data} has no {', '.join(absent)}")
    session = onnxruntime.InferenceSession(arguments.onnx or HERE / arguments.model / "model.onnx")
    (log_odds,) = session.run(["log_odds"], {"features": model.inputs(frame)})
    target = frame[model.model["target"]].to_numpy(np.int64)
    print(json.dumps(metrics.measure(target, log_odds[:, 0].astype(np.float64))))


if __name__ == "__main__":
    main()
