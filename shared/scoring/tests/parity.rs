//! the models in tract answer as in onnxruntime, on a thousand rows, alone and together, within a millionth; what
//! each feature adds is what shap says, within a hundred-thousandth.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a helper that cannot do its part fails the test"
)]

use scoring::{Inputs, Model};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of a probability. Log-odds are some ten units long, so float32 itself is no finer there.
const PROBABILITY: f64 = 1e-6;
const LOG_ODDS: f64 = 1e-5;
/// Points; whole ones are given.
const SCORE: f64 = 2e-3;
/// Of log-odds, for each feature.
const SHAPLEY: f64 = 1e-5;
/// The graph adds a thousand trees in float32, the explanation in float64.
const SUMS: f64 = 2e-5;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn load(name: &str) -> Model {
    let file = std::fs::read(root().join(format!("models/{name}/model.onnx"))).unwrap();
    Model::load(&file).unwrap()
}

/// The rows of the sample, by the names of the dictionary.
fn sample(model: &Model) -> Vec<Map<String, Value>> {
    let name = &model.metadata().name;
    let text = std::fs::read_to_string(root().join(format!("models/{name}/sample.csv"))).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let value = |cell: &str| match cell {
        "" => Value::Null,
        // What onnxruntime is given is read as float32 as well.
        number => f64::from(number.parse::<f32>().unwrap()).into(),
    };
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let named = model.metadata().inputs().map(|feature| {
                let place =
                    columns.iter().position(|column| Some(*column) == feature.column.as_deref());
                (feature.name.clone(), value(cells[place.unwrap()]))
            });
            named.collect()
        })
        .collect()
}

/// Probability, log-odds, score, and what each feature adds, of each row.
fn oracle(name: &str) -> Vec<[Vec<f64>; 4]> {
    let python = root().join(".local/venv/bin/python");
    let output = Command::new(python)
        .args(["-B", "oracle.py", "--model", name])
        .current_dir(root().join("models"))
        .output()
        .expect("onnxruntime is missing: run scripts/test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_thousand_rows_are_answered_alike() {
    for name in ["financial", "loan"] {
        let model = load(name);
        let rows: Vec<Inputs> = sample(&model)
            .iter()
            .map(|row| Inputs::read(model.metadata(), row, "").unwrap())
            .collect();
        assert_eq!(rows.len(), 1000);
        let together = model.run(&rows).unwrap();
        let mut worst = [0.0_f64; 5];
        for ((outcome, row), expected) in together.iter().zip(&rows).zip(oracle(name)) {
            let alone = model.run(std::slice::from_ref(row)).unwrap();
            let apart = |ours: &[f64], theirs: &[f64]| {
                assert_eq!(ours.len(), theirs.len());
                let gaps = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs());
                gaps.fold(0.0, f64::max)
            };
            let [probability, log_odds, score, features] = expected;
            for outcome in [outcome, &alone[0]] {
                worst[0] = worst[0].max(apart(&[outcome.probability], &probability));
                worst[1] = worst[1].max(apart(&[outcome.log_odds], &log_odds));
                worst[2] = worst[2].max(apart(&[outcome.score], &score));
                worst[3] = worst[3].max(apart(&outcome.features, &features));
                // All features together, and all dimensions, are what the firm has beyond the usual one.
                let sum = model.base() + outcome.features.iter().sum::<f64>();
                let whole = *outcome.hybrids.last().unwrap();
                worst[4] = worst[4].max(apart(&[sum, whole], &[outcome.log_odds; 2]));
            }
            assert_eq!(outcome.hybrids[0], model.base());
        }
        println!("{name}: probability, log-odds, score, features, sums within {worst:?}");
        let most = [PROBABILITY, LOG_ODDS, SCORE, SHAPLEY, SUMS];
        let within = worst.iter().zip(most).all(|(worst, most)| *worst <= most);
        assert!(within, "{name}: {worst:?}");
    }
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    assert!(Model::load(b"").is_err());
    assert!(Model::load(b"no model").is_err());
    let mut file = std::fs::read(root().join("models/loan/model.onnx")).unwrap();
    file.truncate(file.len() / 2);
    assert!(Model::load(&file).is_err());
}

#[test]
fn bad_values_are_named() {
    let model = load("financial");
    let mut row = sample(&model).remove(0);
    row.insert("net_profit_to_assets".to_owned(), Value::Null);
    row.insert("liabilities_to_assets".to_owned(), "NaN".into());
    row.insert("quick_ratio".to_owned(), 1e300.into());
    row.insert("no_such_ratio".to_owned(), 1.0.into());
    let errors = Inputs::read(model.metadata(), &row, "features.").unwrap_err().0;
    let mut named: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
    named.sort_unstable();
    let expected = [
        ("features.liabilities_to_assets", "invalid_number"),
        ("features.net_profit_to_assets", "required_feature"),
        ("features.no_such_ratio", "unknown_feature"),
        ("features.quick_ratio", "invalid_number"),
    ];
    assert_eq!(named, expected);
}

#[test]
fn values_that_contradict_each_other_are_named() {
    let model = load("loan");
    let row = |changes: &[(&str, f64)]| {
        let mut row = sample(&model).remove(0);
        changes
            .iter()
            .for_each(|(name, value)| _ = row.insert((*name).to_owned(), (*value).into()));
        Inputs::read(model.metadata(), &row, "")
    };
    let codes = |changes: &[(&str, f64)]| {
        let errors = row(changes).unwrap_err().0;
        errors.iter().map(|error| (error.field.clone(), error.code)).collect::<Vec<_>>()
    };
    let loan =
        |approved, guaranteed| [("approved_amount", approved), ("guaranteed_amount", guaranteed)];
    assert_eq!(
        codes(&loan(150_000.0, 400_000.0)),
        [("guaranteed_amount".to_owned(), "exceeds_whole")]
    );
    assert_eq!(codes(&loan(150_000.0, -1.0)), [("guaranteed_amount".to_owned(), "exceeds_whole")]);
    assert_eq!(codes(&loan(0.0, 0.0)), [("approved_amount".to_owned(), "out_of_range")]);
    assert!(row(&loan(150_000.0, 150_000.0)).is_ok());
    let two = codes(&[("industry_11", 1.0), ("industry_21", 1.0)]);
    assert!(two.iter().any(|(_, code)| *code == "several_industries"), "{two:?}");
    assert!(row(&[]).is_ok());
}
