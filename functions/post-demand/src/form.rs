use domain::{
    Amount, AmountBounds, AnnualRate, FieldErrors, Form, Invalid, Name, Phone, ProjectNumber,
    TermMonths, Text, Word, anonymous_text, consent_text_id, parse_project_name,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many institutions may take a slot, unless the applicant says otherwise.
const MAX_INSTITUTIONS_DEFAULT: i32 = 3;

/// A demand as it is published.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Demand {
    /// Yuan, within the bounds that the platform sets: 10,000 to 100,000,000 by default.
    #[schema(value_type = String, example = "800000.00")]
    amount: Option<String>,
    #[schema(value_type = i64, minimum = 1, maximum = 360)]
    term_months: Option<i64>,
    /// A word of the dictionary.
    #[schema(value_type = String, example = "equipment")]
    purpose: Option<String>,
    /// A word of the dictionary; any mode by default.
    #[schema(nullable = false, example = "mortgage")]
    guarantee_mode: Option<String>,
    /// The highest yearly rate wished for, a fraction: 5 % is `0.05`.
    #[schema(nullable = false, example = "0.05")]
    annual_rate_max: Option<String>,
    /// In the applicant's own words, without telephone and identity numbers; at most a thousand characters.
    #[schema(nullable = false)]
    description: Option<String>,
    #[schema(value_type = String)]
    contact_name: Option<String>,
    #[schema(value_type = String, example = "17000000001")]
    contact_phone: Option<String>,
    /// How many institutions may take a slot; 3 by default.
    #[schema(nullable = false, minimum = 1, maximum = 10)]
    max_institutions: Option<i64>,
    /// The text that the applicant agrees to: with it, each institution that takes the demand up may look at the
    /// firm's data.
    #[schema(nullable = false, example = "loan_application.2")]
    consent_text_id: Option<String>,
    /// The official number of the project that the money is for.
    #[schema(nullable = false, min_length = 4, max_length = 40)]
    project_number: Option<String>,
    /// The project's name.
    #[schema(nullable = false, max_length = 60)]
    project_name: Option<String>,
}

/// A demand whose every field is right.
pub(crate) struct Checked {
    pub(crate) amount: Amount,
    pub(crate) term: TermMonths,
    pub(crate) purpose: String,
    pub(crate) guarantee_mode: Option<String>,
    pub(crate) annual_rate_max: Option<AnnualRate>,
    pub(crate) description: Text<0, 1000>,
    pub(crate) contact_name: Name,
    pub(crate) contact_phone: Phone,
    pub(crate) max_institutions: i32,
    pub(crate) consent_text: Option<String>,
    pub(crate) project_number: Option<String>,
    pub(crate) project_name: Option<String>,
}

impl Demand {
    /// Checks every field.
    pub(crate) fn check(&self, bounds: &AmountBounds) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let amount = |text| Amount::parse(text).and_then(|amount| bounds.admit(amount));
        let amount = form.require("amount", self.amount.as_deref().map(amount));
        let term = form.require("term_months", self.term_months.map(TermMonths::new));
        let purpose = form.require("purpose", self.purpose.as_deref().map(Word::parse));
        let mode = self.guarantee_mode.as_deref().map(Word::parse);
        let mode = form.check_optional("guarantee_mode", mode);
        let rate = self.annual_rate_max.as_deref().map(AnnualRate::parse);
        let rate = form.check_optional("annual_rate_max", rate);
        let description = anonymous_text(self.description.as_deref().unwrap_or(""));
        let description = form.check("description", description);
        let contact_name =
            form.require("contact_name", self.contact_name.as_deref().map(Name::parse));
        let contact_phone =
            form.require("contact_phone", self.contact_phone.as_deref().map(Phone::parse));
        let most = self.max_institutions.map(parse_most);
        let most = form.check_optional("max_institutions", most);
        let consent_text = self.consent_text_id.as_deref().map(consent_text_id);
        let consent_text = form.check_optional("consent_text_id", consent_text);
        let project_number = self.project_number.as_deref().map(ProjectNumber::parse);
        let project_number = form.check_optional("project_number", project_number);
        let project_name = self.project_name.as_deref().map(parse_project_name);
        let project_name = form.check_optional("project_name", project_name);
        form.finish(|| {
            Some(Checked {
                amount: amount?,
                term: term?,
                purpose: purpose?.into_string(),
                guarantee_mode: mode?.map(Word::into_string),
                annual_rate_max: rate?,
                description: description?,
                contact_name: contact_name?,
                contact_phone: contact_phone?,
                max_institutions: most?.unwrap_or(MAX_INSTITUTIONS_DEFAULT),
                consent_text: consent_text?,
                project_number: project_number?.map(ProjectNumber::into_string),
                project_name: project_name?.map(Name::into_string),
            })
        })
    }
}

fn parse_most(number: i64) -> Result<i32, Invalid> {
    i32::try_from(number)
        .ok()
        .filter(|number| (1..=10).contains(number))
        .ok_or_else(|| Invalid::new("invalid_number", "受理机构数请填写 1 至 10"))
}
