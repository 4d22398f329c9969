//! What the loan model says of industries.

use crate::inputs::Inputs;
use crate::model::{Model, ModelError};
use std::collections::BTreeMap;

/// What the loan model adds for each section to a loan that is usual in all else; the mean where several of its classes
/// belong to one.
pub(crate) fn industries(loan: &Model) -> Result<BTreeMap<String, f64>, ModelError> {
    let metadata = loan.metadata();
    let classes: Vec<_> =
        metadata.inputs().filter_map(|class| Some((class.section.as_ref()?, class))).collect();
    let firms: Vec<_> =
        classes.iter().map(|(_, class)| Inputs::of_industry(metadata, class)).collect();
    let mut sections: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for ((section, _), log_odds) in classes.iter().zip(loan.log_odds(&firms)?) {
        sections.entry((*section).clone()).or_default().push(log_odds - loan.base());
    }
    let mean = |all: Vec<f64>| all.iter().sum::<f64>() / all.len().max(1) as f64;
    Ok(sections.into_iter().map(|(section, all)| (section, mean(all))).collect())
}
