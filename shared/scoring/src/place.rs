use crate::answer::Answer;
use crate::inputs::Inputs;
use crate::metadata::Metadata;
use crate::model::Outcome;
use serde::{Deserialize, Serialize};

/// A score as it is answered, and what is stored beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// What people read.
    pub answer: Answer,
    /// For the drift of the model.
    pub place: Place,
}

/// The place of a run in the population that trained the model, by which drift is measured. No value of the firm
/// can be read back from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The model that ran.
    pub model: String,
    /// Its version.
    pub version: String,
    /// 0 to 9: the decile of the population that the probability falls into.
    pub decile: usize,
    /// A letter for each feature that is read: `0` to `3` for the quartile that its value falls into, `-` when missing.
    pub quarters: String,
}

impl Scored {
    /// What comes of a run of one model alone.
    pub fn of(metadata: &Metadata, inputs: &Inputs, outcome: &Outcome) -> Self {
        Self {
            answer: Answer::of(metadata, inputs, outcome),
            place: Place::of(metadata, inputs, outcome),
        }
    }
}

impl Place {
    /// The place of a run.
    pub(crate) fn of(metadata: &Metadata, inputs: &Inputs, outcome: &Outcome) -> Self {
        let features = metadata.inputs().zip(&metadata.usual).enumerate();
        Self {
            model: metadata.name.clone(),
            version: metadata.version.clone(),
            decile: decile(&metadata.probability_deciles, outcome.probability),
            quarters: features
                .map(|(place, (_, quartiles))| quarter(quartiles, inputs.value(place)))
                .collect(),
        }
    }
}

/// The decile of a value: the bounds between are the inner ones of the eleven.
fn decile(bounds: &[f64], value: f64) -> usize {
    let inner = bounds.get(1..bounds.len().saturating_sub(1)).unwrap_or_default();
    inner.partition_point(|&bound| bound < value)
}

fn quarter(quartiles: &[f64], value: Option<f64>) -> char {
    let below = value.map(|value| quartiles.partition_point(|&quartile| quartile < value));
    below.and_then(|place| char::from_digit(u32::try_from(place).ok()?, 10)).unwrap_or('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_belong_to_the_part_below_them() {
        let quartiles = [1.0, 2.0, 3.0];
        for (value, letter) in
            [(0.5, '0'), (1.0, '0'), (1.5, '1'), (3.0, '2'), (3.5, '3'), (f64::INFINITY, '3')]
        {
            assert_eq!(quarter(&quartiles, Some(value)), letter, "{value}");
        }
        assert_eq!(quarter(&quartiles, None), '-');
        assert_eq!(quarter(&[0.0; 3], Some(0.0)), '0', "a flag that is mostly off");
        let bounds: Vec<f64> = (0..=10).map(|tenth| f64::from(tenth) / 10.0).collect();
        for (value, tenth) in [(-1.0, 0), (0.05, 0), (0.1, 0), (0.11, 1), (0.95, 9), (2.0, 9)] {
            assert_eq!(decile(&bounds, value), tenth, "{value}");
        }
    }
}
