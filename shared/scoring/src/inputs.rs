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
    /// Every name that the dictionary does not have, every value that is no finite number of float32's range, every
    /// required value that is missing, and every value that another one contradicts, under `prefix` and the feature's
    /// name.
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
        together(metadata, values, prefix, &mut form);
        form.finish(|| {
            let read = row.len();
            row.extend(derive(metadata, &row));
            Some(Self { row, read })
        })
    }

    /// The firm that every other is set against.
    pub(crate) fn usual(metadata: &Metadata) -> Self {
        let mut row: Vec<f32> = metadata.usual_firm.iter().map(|&value| value as f32).collect();
        let read = row.len();
        row.extend(derive(metadata, &row));
        Self { row, read }
    }

    /// The usual firm, but of one industry.
    pub(crate) fn of_industry(metadata: &Metadata, industry: &Feature) -> Self {
        let mut firm = Self::usual(metadata);
        for (value, feature) in firm.row.iter_mut().zip(metadata.inputs()) {
            if feature.section.is_some() {
                *value = f32::from(u8::from(feature.name == industry.name));
            }
        }
        firm
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

/// What no firm can be, though each value alone could stand: a part that is greater than its whole, a whole that is
/// nothing, a firm of two industries. A derived ratio whose dictionary says 0 to 1 is a share of a whole.
fn together(metadata: &Metadata, values: &Map<String, Value>, prefix: &str, form: &mut Form) {
    let number = |feature: &Feature| values.get(&feature.name).and_then(Value::as_f64);
    let of_column =
        |column: &str| metadata.inputs().find(|feature| feature.column.as_deref() == Some(column));
    for share in metadata.features.iter().filter(|feature| feature.range == [0.0, 1.0]) {
        let Some([part, whole]) = &share.ratio else { continue };
        let Some((part, whole)) = of_column(part).zip(of_column(whole)) else { continue };
        let Some((some, all)) = number(part).zip(number(whole)) else { continue };
        if all <= 0.0 {
            let sentence = format!("“{}”应大于 0", whole.title);
            form.refuse(&field(prefix, &whole.name), Invalid::new("out_of_range", sentence));
        } else if !(0.0..=all).contains(&some) {
            let sentence = format!("“{}”应在 0 与“{}”之间，请核对", part.title, whole.title);
            form.refuse(&field(prefix, &part.name), Invalid::new("exceeds_whole", sentence));
        }
    }
    let is_set = |feature: &&Feature| number(feature).is_some_and(|flag| flag != 0.0);
    let industries = metadata.inputs().filter(|feature| feature.name.starts_with("industry_"));
    for more in industries.filter(|one| one.unit == "flag").filter(is_set).skip(1) {
        let sentence = "一家企业只填一个行业，其余填 0";
        form.refuse(&field(prefix, &more.name), Invalid::new("several_industries", sentence));
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
