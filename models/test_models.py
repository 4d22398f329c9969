"""Tests of the training pipeline and of the models that are shipped: `python -m unittest` in this folder."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd

import oracle
from rongtong_models import dictionary, metrics

HERE = Path(__file__).parent
MODELS = ["financial", "loan"]


def train_short(model: str, out: Path) -> dict:
    """Runs the program as a person would and gives the figures that it prints."""
    command = [sys.executable, "train.py", "--model", model, "--short", "--out", str(out)]
    said = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
    return json.loads(said)


class Pipeline(unittest.TestCase):
    """The program, on the sample."""

    def test_the_same_data_and_seed_give_the_same_file(self) -> None:
        for model in MODELS:
            with self.subTest(model), tempfile.TemporaryDirectory() as folder:
                digests = []
                for name in ("a", "b"):
                    out = Path(folder) / name
                    figures = train_short(model, out)
                    digests.append(hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest())
                self.assertEqual(digests[0], digests[1])
                self.assertGreater(figures["cross_validation"]["fusion"]["auc"], 0.5)

    def test_short_does_not_replace_the_real_model(self) -> None:
        command = [sys.executable, "train.py", "--model", "loan", "--short"]
        refused = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("--out", refused.stderr)


class Shipped(unittest.TestCase):
    """R-12: the models as they are shipped."""

    def setUp(self) -> None:
        self.models = {}
        for name in MODELS:
            described = dictionary.read(HERE / name)
            frame = pd.read_csv(HERE / name / "sample.csv")
            session = onnxruntime.InferenceSession(HERE / name / "model.onnx")
            self.models[name] = (described, frame, session)

    def test_the_outputs_belong_together(self) -> None:
        for name, (described, frame, session) in self.models.items():
            with self.subTest(name):
                metadata = session.get_modelmeta().custom_metadata_map
                inputs = described.inputs(frame)
                outputs = ["log_odds", "values", "probability", "score"]
                log_odds, values, probability, score = session.run(outputs, {"features": inputs})
                np.testing.assert_array_equal(values, described.expand(inputs))
                log_odds = log_odds.astype(np.float64)
                np.testing.assert_allclose(probability, 1.0 / (1.0 + np.exp(-log_odds)), atol=1e-6)
                points = float(metadata["offset"]) - float(metadata["factor"]) * log_odds
                np.testing.assert_allclose(score, points, atol=1e-3)

    def test_what_shap_says_adds_up_and_goes_the_stated_way(self) -> None:
        for name, (described, frame, session) in self.models.items():
            inputs = described.inputs(frame)
            usual = np.array([json.loads(session.get_modelmeta().custom_metadata_map["usual_firm"])], np.float32)
            adds = oracle.shapley(HERE / name / "model.onnx", session, inputs)
            (log_odds,) = session.run(["log_odds"], {"features": inputs})
            (base,) = session.run(["log_odds"], {"features": usual})
            np.testing.assert_allclose(adds.sum(axis=1), log_odds[:, 0] - base[0, 0], atol=1e-5)
            for place, feature in enumerate(described.features):
                if feature.direction:
                    with self.subTest(name, feature=feature.name):
                        more = described.expand(inputs)[:, place] - described.expand(usual)[0, place]
                        wrong = np.sign(more) * np.sign(adds[:, place]) == -feature.direction
                        self.assertEqual(float(np.abs(adds[wrong, place]).max(initial=0.0) > 1e-9), 0.0)

    def test_a_stated_direction_holds(self) -> None:
        for name, (described, frame, session) in self.models.items():
            inputs = described.inputs(frame)
            (before,) = session.run(["log_odds"], {"features": inputs})
            for place, feature in enumerate(described.features[: len(described.columns)]):
                if feature.direction == 0:
                    continue
                with self.subTest(name, feature=feature.name):
                    raised = inputs.copy()
                    raised[:, place] += 0.25 * (np.nanquantile(inputs[:, place], 0.9) - np.nanmedian(inputs[:, place]))
                    (after,) = session.run(["log_odds"], {"features": raised})
                    moved = (after - before)[~np.isnan(inputs[:, place]), 0] * feature.direction
                    self.assertGreaterEqual(float(moved.min()), -1e-5)

    def test_the_card_counts_the_directions(self) -> None:
        described, _, _ = self.models["financial"]
        columns = described.features[: len(described.columns)]
        stated = sum(feature.direction != 0 for feature in columns)
        self.assertIn(f"{stated} of the 64 ratios", (HERE / "README.md").read_text("utf-8"))

    def test_a_column_and_what_is_derived_from_it_go_one_way(self) -> None:
        text = (HERE / "financial" / "features.toml").read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            turned = text.replace('direction = "riskier"\nrequired = false\nsays = "财务费用',
                                  'direction = "safer"\nrequired = false\nsays = "财务费用')
            stated = turned.replace('title = "总资产毛利率"\ndimension = "operating_capability"\nunit = "ratio"\n'
                                    'range = [-8.5, 2.1]\ndirection = "none"',
                                    'title = "总资产毛利率"\ndimension = "operating_capability"\nunit = "ratio"\n'
                                    'range = [-8.5, 2.1]\ndirection = "safer"')
            self.assertNotEqual(turned, stated)
            (Path(folder) / "features.toml").write_text(stated, "utf-8")
            with self.assertRaisesRegex(ValueError, "financial_expenses_to_assets"):
                dictionary.read(Path(folder))

    def test_missing_values_are_taken(self) -> None:
        for name, (described, frame, session) in self.models.items():
            with self.subTest(name):
                nothing = np.full((1, len(described.columns)), np.nan, np.float32)
                (probability,) = session.run(["probability"], {"features": nothing})
                self.assertTrue(0.0 < float(probability[0, 0]) < 1.0)

    def test_evaluate_prints_one_line(self) -> None:
        for name, (described, frame, _) in self.models.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "sample.parquet"
                frame.to_parquet(file)
                command = [sys.executable, "evaluate.py", "--model", name, "--data", str(file)]
                said = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
                figures = json.loads(said)
                self.assertEqual(said.count("\n"), 1)
                self.assertEqual(figures["rows"], len(frame))
                wanted = {"auc", "ks", "brier", "ece", "slope", "intercept", "rows"}
                self.assertEqual(set(figures), wanted)


class Formulas(unittest.TestCase):
    """How features are derived, on values that can be computed by hand."""

    def test_each_kind(self) -> None:
        columns = {"a": np.array([2000.0, 1999.0, 25750.5]), "b": np.array([4.0, 0.5, np.nan])}
        for kind, operands, expected in (
            ("difference", ("a", "b"), [1996.0, 1998.5, np.nan]),
            ("ratio", ("a", "b"), [500.0, 3998.0, np.nan]),
            ("remainder", ("a", 1000.0), [0.0, 999.0, 750.5]),
        ):
            with self.subTest(kind):
                value = dictionary.Formula(kind, operands).value(columns.__getitem__)
                np.testing.assert_array_equal(value, expected)

    def test_a_round_amount_leaves_nothing(self) -> None:
        amounts = np.arange(1.0, 5001.0) * 1000.0
        remainder = dictionary.Formula("remainder", ("a", 1000.0)).value({"a": amounts}.__getitem__)
        self.assertEqual(float(np.abs(remainder).max()), 0.0)


class Measures(unittest.TestCase):
    """The figures, on cases that can be computed by hand."""

    def test_perfect_and_blind(self) -> None:
        target = np.array([0, 0, 1, 1])
        self.assertEqual(metrics.measure(target, np.array([-9.0, -8.0, 8.0, 9.0]))["auc"], 1.0)
        self.assertEqual(metrics.measure(target, np.zeros(4))["ks"], 0.0)

    def test_calibration_of_a_known_population(self) -> None:
        draw = np.random.default_rng(1)
        log_odds = draw.normal(-1.0, 1.0, 40000)
        target = (draw.random(40000) < 1.0 / (1.0 + np.exp(-log_odds))).astype(np.int64)
        slope, intercept = metrics.calibration(target, log_odds)
        self.assertAlmostEqual(slope, 1.0, delta=0.05)
        self.assertAlmostEqual(intercept, 0.0, delta=0.05)
        doubled, _ = metrics.calibration(target, 2.0 * log_odds)
        self.assertAlmostEqual(doubled, 0.5, delta=0.05)


if __name__ == "__main__":
    unittest.main()
