"""How the loan model does by region and size: `fairness.py --data sba_full_columns_22k.parquet`, a JSON line per group.

The file is a sample of the training rows with more columns, so `auc` flatters every group alike; what is compared is
the gap between groups, and between what was said (`expected`) and what was seen (`observed`).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
from sklearn.metrics import roc_auc_score

from rongtong_models import dictionary

HERE = Path(__file__).parent
# The census regions of the United States, by their states.
REGIONS = {
    "northeast": "CT ME MA NH RI VT NJ NY PA",
    "midwest": "IL IN MI OH WI IA KS MN MO NE ND SD",
    "south": "DE FL GA MD NC SC VA DC WV AL KY MS TN AR LA OK TX",
    "west": "AZ CO ID MT NV NM UT WY AK CA HI OR WA",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, type=Path)
    frame = pd.read_parquet(parser.parse_args().data)
    model = dictionary.read(HERE / "loan")
    session = onnxruntime.InferenceSession(HERE / "loan" / "model.onnx")
    (probability,) = session.run(["probability"], {"features": model.inputs(columns(frame, model.columns))})
    region = frame["State"].map({state: name for name, states in REGIONS.items() for state in states.split()})
    size = pd.cut(frame["NoEmp"], [-1, 4, 19, 99, np.inf], labels=["0-4", "5-19", "20-99", "100+"])
    place = frame["UrbanRural"].map({1: "urban", 2: "rural"})
    for kind, group in (("region", region), ("employees", size), ("place", place)):
        for name in sorted(group.dropna().unique()):
            rows = (group == name).to_numpy()
            print(json.dumps({"by": kind, "group": name, **figures(frame["default"][rows], probability[rows, 0])}))


def columns(frame: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """The model's columns from those of the public record."""
    sector = frame["NAICS"].astype(str).str[:2]
    made = pd.DataFrame({name: frame[name] for name in ("NewExist", "GrAppv", "SBA_Appv")})
    for name in ("RevLineCr", "LowDoc"):
        made[name] = (frame[name] == "Y").astype(float)
    for name in (name for name in wanted if name.startswith("NAICS_")):
        first, _, last = name.removeprefix("NAICS_").partition("-")
        made[name] = sector.between(first, last or first).astype(float)
    return made


def figures(target: pd.Series, probability: np.ndarray) -> dict[str, float]:
    """Rows, order, and what was said beside what was seen."""
    return {
        "rows": len(target),
        "auc": round(float(roc_auc_score(target, probability)), 4),
        "expected": round(float(probability.mean()), 4),
        "observed": round(float(target.mean()), 4),
    }


if __name__ == "__main__":
    main()
