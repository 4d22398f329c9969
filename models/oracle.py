"""What onnxruntime makes of a model's sample: `oracle.py --model financial`, one JSON array per row and output.

The tests hold the platform's own runtime against it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnxruntime
import pandas as pd

from rongtong_models import dictionary

HERE = Path(__file__).parent
OUTPUTS = ["probability", "log_odds", "score", "feature_contributions", "dimension_contributions"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, choices=["financial", "loan"])
    arguments = parser.parse_args()
    model = dictionary.read(HERE / arguments.model)
    inputs = model.inputs(pd.read_csv(HERE / arguments.model / "sample.csv"))
    session = onnxruntime.InferenceSession(HERE / arguments.model / "model.onnx")
    answers = session.run(OUTPUTS, {"features": inputs})
    for row in range(len(inputs)):
        print(json.dumps([answer[row].tolist() for answer in answers]))


if __name__ == "__main__":
    main()
