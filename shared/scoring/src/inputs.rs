use crate::metadata::{Feature, Metadata};
use domain::{FieldErrors, Form, Invalid};
use serde_json::{Map, Value};

/// The values of a model's dictionary for one firm, checked; missing ones are NaN inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// What was read, and behind it the derived features as the graph derives them.
    row: Vec<f32>,
    /// How many were read.
    read: usize,
}

impl Inputs {
    /// Reads `{"name": number or null, ...}`. What is absent or null is missing.
    ///
    /// # Errors
    /// Every name that the dictionary does not have, every value that is no finite number of float32's range, and
    /// every required value that is missing, under `prefix` and the feature's name.
    pub fn read(
        metadata: &Metadata,
        values: &Map<String, Value>,
        prefix: &str,
    ) -> Result<Self, FieldErrors> {
        let mut form = Form::default();
        for name in values.keys() {
            if !metadata.reads(name) {
                let sentence =
                    format!("{}的特征字典中没有此项，请对照字典修改名称", metadata.title);
                form.refuse(&field(prefix, name), Invalid::new("unknown_feature", sentence));
            }
        }
        let mut row = Vec::with_capacity(metadata.features.len());
        for feature in metadata.inputs() {
            let value = values.get(&feature.name).unwrap_or(&Value::Null);
            match read_one(feature, value) {
                Ok(number) => row.push(number),
                Err(invalid) => form.refuse(&field(prefix, &feature.name), invalid),
            }
        }
        form.finish(|| {
            let read = row.len();
            row.extend(derive(metadata, &row));
            Some(Self { row, read })
        })
    }

    /// The row as the graph takes it.
    pub(crate) fn row(&self) -> &[f32] {
        self.row.get(..self.read).unwrap_or_default()
    }

    /// The value of a feature, if it is there.
    pub(crate) fn value(&self, place: usize) -> Option<f64> {
        let value = self.row.get(place).copied();
        value.filter(|value| !value.is_nan()).map(f64::from)
    }
}

/// What the graph makes of the columns, in double precision as there.
fn derive(metadata: &Metadata, row: &[f32]) -> Vec<f32> {
    let value = |column: &str| {
        let place = metadata.inputs().position(|feature| feature.column.as_deref() == Some(column));
        place.and_then(|place| row.get(place)).map_or(f64::NAN, |value| f64::from(*value))
    };
    let derived = metadata.features.iter().filter(|feature| feature.column.is_none());
    let formula =
        |feature: &Feature| match (&feature.ratio, &feature.difference, &feature.remainder) {
            (Some([over, under]), _, _) => value(over) / value(under),
            (_, Some([first, second]), _) => value(first) - value(second),
            // Half a unit of the currency more: see `models/rongtong_models/dictionary.py`.
            (_, _, Some((column, unit))) => {
                value(column) - unit * ((value(column) + 0.5) / unit).floor()
            }
            _ => f64::NAN,
        };
    derived.map(|feature| formula(feature) as f32).collect()
}

fn field(prefix: &str, name: &str) -> String {
    // Names come from callers: a hostile one must not make the answer larger than the request.
    let name: String = name.chars().take(60).collect();
    format!("{prefix}{name}")
}

fn read_one(feature: &Feature, value: &Value) -> Result<f32, Invalid> {
    match value {
        Value::Null if feature.required => {
            let sentence = format!("评分必须有“{}”，请补充后重试", feature.title);
            Err(Invalid::new("required_feature", sentence))
        }
        Value::Null => Ok(f32::NAN),
        value => {
            let number =
                value.as_f64().map(|number| number as f32).filter(|number| number.is_finite());
            let sentence = || format!("“{}”应为有限的数值，缺失时请填 null", feature.title);
            number.ok_or_else(|| Invalid::new("invalid_number", sentence()))
        }
    }
}
