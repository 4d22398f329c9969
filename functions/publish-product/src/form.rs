use domain::{
    Amount, AnnualRate, FieldErrors, Form, IndustrySection, Invalid, Name, Offer, RegionCode,
    SubjectType, TermMonths, Text, Word,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many entries a list of a product may have.
const ENTRIES_MAX: usize = 20;

/// What a version of a product offers. An empty list means no restriction.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ProductForm {
    /// One to sixty characters.
    #[schema(value_type = String, example = "颍融信用贷")]
    name: Option<String>,
    /// At most two hundred characters.
    #[schema(nullable = false)]
    summary: Option<String>,
    /// A word of the dictionary.
    #[schema(value_type = String, example = "credit")]
    guarantee_mode: Option<String>,
    /// Yuan.
    #[schema(value_type = String, example = "50000.00")]
    amount_min: Option<String>,
    #[schema(value_type = String, example = "1000000.00")]
    amount_max: Option<String>,
    #[schema(value_type = i64, minimum = 1, maximum = 360)]
    term_months_min: Option<i64>,
    #[schema(value_type = i64, minimum = 1, maximum = 360)]
    term_months_max: Option<i64>,
    /// A fraction: 4.35 % is `0.0435`.
    #[schema(value_type = String, example = "0.0365")]
    annual_rate_min: Option<String>,
    #[schema(value_type = String, example = "0.0585")]
    annual_rate_max: Option<String>,
    /// `company`, `sole_trader`, `person`.
    #[schema(nullable = false, max_items = 20)]
    subject_types: Option<Vec<String>>,
    /// Six digits of GB/T 2260 each.
    #[schema(nullable = false, max_items = 20)]
    region_codes: Option<Vec<String>>,
    /// Sections of GB/T 4754, A to T.
    #[schema(nullable = false, max_items = 20)]
    industry_sections: Option<Vec<String>>,
    /// 申请条件, at most two thousand characters.
    #[schema(nullable = false)]
    conditions: Option<String>,
    /// 所需材料, at most two thousand characters.
    #[schema(nullable = false)]
    materials: Option<String>,
}

/// A form that holds, under the names of the columns of a version. What the form leaves out is not written, so that a
/// version that is edited keeps it.
#[derive(Debug, Serialize)]
pub(crate) struct Terms {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    guarantee_mode: String,
    amount_min: Decimal,
    amount_max: Decimal,
    term_months_min: i32,
    term_months_max: i32,
    annual_rate_min: Decimal,
    annual_rate_max: Decimal,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_types: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region_codes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    industry_sections: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    materials: Option<String>,
}

impl Terms {
    /// For a version that has nothing to keep: what was left out is empty.
    pub(crate) fn whole(mut self) -> Self {
        for text in [&mut self.summary, &mut self.conditions, &mut self.materials] {
            text.get_or_insert_default();
        }
        for list in [&mut self.subject_types, &mut self.region_codes, &mut self.industry_sections] {
            list.get_or_insert_default();
        }
        self
    }
}

impl ProductForm {
    pub(crate) fn check(&self) -> Result<Terms, FieldErrors> {
        let mut form = Form::default();
        let name = form.require("name", self.name.as_deref().map(Name::parse));
        let summary = self.summary.as_deref().map(Text::<0, 200>::parse);
        let summary = form.check_optional("summary", summary);
        let mode = form.require("guarantee_mode", self.guarantee_mode.as_deref().map(Word::parse));
        let offer = self.check_offer(&mut form);
        let subjects =
            check_list(&mut form, "subject_types", self.subject_types.as_ref(), |text| {
                SubjectType::parse(text).map(|subject| subject.as_str().to_owned())
            });
        let regions = check_list(&mut form, "region_codes", self.region_codes.as_ref(), |text| {
            RegionCode::parse(text).map(RegionCode::into_string)
        });
        let sections = self.industry_sections.as_ref();
        let sections = check_list(&mut form, "industry_sections", sections, |text| {
            IndustrySection::parse(text).map(IndustrySection::into_string)
        });
        let conditions = self.conditions.as_deref().map(Text::<0, 2000>::parse);
        let conditions = form.check_optional("conditions", conditions);
        let materials = self.materials.as_deref().map(Text::<0, 2000>::parse);
        let materials = form.check_optional("materials", materials);
        form.finish(|| {
            let Offer { amount, term, rate } = offer?;
            Some(Terms {
                name: name?.into_string(),
                summary: summary?.map(Text::into_string),
                guarantee_mode: mode?.into_string(),
                amount_min: amount.0.yuan(),
                amount_max: amount.1.yuan(),
                term_months_min: term.0.months(),
                term_months_max: term.1.months(),
                annual_rate_min: rate.0.fraction(),
                annual_rate_max: rate.1.fraction(),
                subject_types: subjects?,
                region_codes: regions?,
                industry_sections: sections?,
                conditions: conditions?.map(Text::into_string),
                materials: materials?.map(Text::into_string),
            })
        })
    }

    fn check_offer(&self, form: &mut Form) -> Option<Offer> {
        let amount = |text: &Option<String>| text.as_deref().map(Amount::parse);
        let least = form.require("amount_min", amount(&self.amount_min));
        let most = form.require("amount_max", amount(&self.amount_max));
        let shortest = form.require("term_months_min", self.term_months_min.map(TermMonths::new));
        let longest = form.require("term_months_max", self.term_months_max.map(TermMonths::new));
        let rate = |text: &Option<String>| text.as_deref().map(AnnualRate::parse);
        let lowest = form.require("annual_rate_min", rate(&self.annual_rate_min));
        let highest = form.require("annual_rate_max", rate(&self.annual_rate_max));
        let offer = Offer {
            amount: (least?, most?),
            term: (shortest?, longest?),
            rate: (lowest?, highest?),
        };
        offer.check(form);
        Some(offer)
    }
}

/// Checks each entry, names the first that is wrong, and keeps each once, in the order of the alphabet. No list stays
/// none.
fn check_list(
    form: &mut Form,
    field: &str,
    entries: Option<&Vec<String>>,
    parse: impl Fn(&str) -> Result<String, Invalid>,
) -> Option<Option<Vec<String>>> {
    let Some(entries) = entries else {
        return Some(None);
    };
    if entries.len() > ENTRIES_MAX {
        let sentence = format!("最多填写 {ENTRIES_MAX} 项");
        return form.check(field, Err(Invalid::new("too_many", sentence)));
    }
    let parsed: Result<Vec<_>, _> = entries.iter().map(|entry| parse(entry)).collect();
    let mut parsed = form.check(field, parsed)?;
    parsed.sort_unstable();
    parsed.dedup();
    Some(Some(parsed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn form(changes: Value) -> ProductForm {
        let mut form = json!({
            "name": "颍融信用贷", "guarantee_mode": "credit",
            "amount_min": "1.00", "amount_max": "2.00", "term_months_min": 3, "term_months_max": 24,
            "annual_rate_min": "0.0365", "annual_rate_max": "0.0585",
        });
        for (field, value) in changes.as_object().unwrap() {
            form[field] = value.clone();
        }
        serde_json::from_value(form).unwrap()
    }

    fn fields(form: &ProductForm) -> Vec<String> {
        form.check().unwrap_err().0.into_iter().map(|error| error.field).collect()
    }

    // O-08
    #[test]
    fn names_every_field_that_is_missing() {
        let missing = [
            "name",
            "guarantee_mode",
            "amount_min",
            "amount_max",
            "term_months_min",
            "term_months_max",
            "annual_rate_min",
            "annual_rate_max",
        ];
        assert_eq!(fields(&ProductForm::default()), missing);
    }

    #[test]
    fn names_the_lists_and_ranges_that_do_not_hold() {
        let wrong = form(json!({
            "amount_min": "3.00", "term_months_max": 2, "annual_rate_max": "0.01",
            "subject_types": ["nobody"], "region_codes": vec!["341202"; 21], "industry_sections": ["Z"],
        }));
        let expected = [
            "amount_max",
            "term_months_max",
            "annual_rate_max",
            "subject_types",
            "region_codes",
            "industry_sections",
        ];
        assert_eq!(fields(&wrong), expected);
    }

    #[test]
    fn keeps_each_entry_once() {
        let terms =
            form(json!({ "region_codes": ["341203", "341202", "341203"] })).check().unwrap();
        assert_eq!(
            terms.region_codes.as_deref(),
            Some(["341202", "341203"].map(String::from).as_slice())
        );
        assert_eq!(terms.subject_types, None, "left out, not emptied");
        assert_eq!(terms.whole().subject_types, Some(Vec::new()));
    }
}
