//! The values that the rules read, from the case: what is not known is absent.

use crate::case::Case;
use chrono::NaiveDate;
use facts::FactsRead;
use rules::Inputs;
use scoring::Answer as ScoreAnswer;
use serde_json::Value;

/// All inputs of a case, by the names of the catalogue.
pub(crate) fn of(case: &Case, score: Option<&ScoreAnswer>, today: NaiveDate) -> Inputs {
    let mut inputs = case.own_inputs();
    inputs.extend(case.facts.iter().flat_map(FactsRead::inputs));
    let name = case.fact("registration", "name").and_then(Value::as_str);
    let legal_person = case.fact("registration", "legal_person_index").and_then(Value::as_str);
    let same = |told: Option<&str>, own: Option<&str>| Some(told? == own?);
    let facts = case.facts.as_ref();
    let to_sales = facts.and_then(|facts| facts.amount_to_sales(case.amount()));
    let derived: [(&str, Value); 7] = [
        ("registration_name_matches", same(name, case.organisation_name()).into()),
        ("legal_person_matches", same(legal_person, case.legal_person_index()).into()),
        ("business_age_months", facts.and_then(|facts| facts.business_age_months(today)).into()),
        ("accounts_age_months", facts.and_then(|facts| facts.accounts_age_months(today)).into()),
        ("amount_to_sales", to_sales.map(|ratio| ratio.to_string()).into()),
        ("score", score.map(|score| score.score.to_string()).into()),
        ("probability", score.map(|score| score.probability.to_string()).into()),
    ];
    for (name, value) in derived {
        inputs.insert(name.to_owned(), value);
    }
    // Some old codes were given out with a wrong check character: the registration knows which.
    let registered = case.fact("registration", "credit_code").and_then(Value::as_str);
    if registered.is_some() && registered == case.credit_code() {
        inputs.insert("credit_code_valid".to_owned(), true.into());
    }
    inputs.insert("grade".to_owned(), score.map(|score| score.grade.clone()).into());
    inputs.retain(|_, value| !value.is_null());
    inputs
}
