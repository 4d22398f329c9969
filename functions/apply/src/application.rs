use crate::filter::parse_id;
use chrono::{DateTime, Utc};
use crypto::field;
use domain::{
    Amount, DeviceId, FieldErrors, Form, Invalid, Name, OfferLimits, Phone, ProjectNumber,
    TermMonths, Word, consent_text_id, parse_project_name, project_key, unknown_consent_text,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Applicant, Body, Channel, Fault, IdempotencyKey, Json, Platform, Problem, StatusCode,
    Stored, ambient,
};

statement! {
    Apply("apply/apply") -> Claimed
}
statement! {
    ExplainRefusal("apply/explain_refusal") -> Refusal
}

/// An application for a product.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Application {
    #[schema(value_type = Uuid)]
    product_id: Option<String>,
    /// Yuan.
    #[schema(value_type = String, example = "500000.00")]
    amount: Option<String>,
    #[schema(value_type = i64, minimum = 1, maximum = 360)]
    term_months: Option<i64>,
    /// A word of the dictionary.
    #[schema(value_type = String, example = "working_capital")]
    purpose: Option<String>,
    /// The person to ask for.
    #[schema(value_type = String)]
    contact_name: Option<String>,
    #[schema(value_type = String, example = "17000000001")]
    contact_phone: Option<String>,
    /// The text that the applicant agrees to: with it, the institution's look at the firm's data is allowed from the
    /// moment of the application.
    #[schema(nullable = false, example = "loan_application.2")]
    consent_text_id: Option<String>,
    /// What the portal calls the device.
    #[schema(nullable = false, min_length = 8, max_length = 64)]
    device_id: Option<String>,
    /// The official number of the project that the money is for.
    #[schema(nullable = false, min_length = 4, max_length = 40)]
    project_number: Option<String>,
    /// The project's name.
    #[schema(nullable = false, max_length = 60)]
    project_name: Option<String>,
}

struct Checked {
    product: Uuid,
    amount: Amount,
    term: TermMonths,
    purpose: String,
    contact_name: Name,
    contact_phone: Phone,
    consent_text: Option<String>,
    device: Option<DeviceId>,
    project_number: Option<String>,
    project_name: Option<String>,
}

impl Application {
    fn check(&self) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let product = form.require("product_id", self.product_id.as_deref().map(parse_id));
        let amount = form.require("amount", self.amount.as_deref().map(Amount::parse));
        let term = form.require("term_months", self.term_months.map(TermMonths::new));
        let purpose = form.require("purpose", self.purpose.as_deref().map(Word::parse));
        let contact_name =
            form.require("contact_name", self.contact_name.as_deref().map(Name::parse));
        let contact_phone =
            form.require("contact_phone", self.contact_phone.as_deref().map(Phone::parse));
        let consent_text = self.consent_text_id.as_deref().map(consent_text_id);
        let consent_text = form.check_optional("consent_text_id", consent_text);
        let device =
            form.check_optional("device_id", self.device_id.as_deref().map(DeviceId::parse));
        let project_number = self.project_number.as_deref().map(ProjectNumber::parse);
        let project_number = form.check_optional("project_number", project_number);
        let project_name = self.project_name.as_deref().map(parse_project_name);
        let project_name = form.check_optional("project_name", project_name);
        form.finish(|| {
            Some(Checked {
                product: product?,
                amount: amount?,
                term: term?,
                purpose: purpose?.into_string(),
                contact_name: contact_name?,
                contact_phone: contact_phone?,
                consent_text: consent_text?,
                device: device?,
                project_number: project_number?.map(ProjectNumber::into_string),
                project_name: project_name?.map(Name::into_string),
            })
        })
    }
}

/// The order that came of an application.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Submitted {
    id: Uuid,
    number: String,
    /// `submitted`.
    state: String,
    product_id: Uuid,
    institution_id: Uuid,
    /// Yuan.
    amount: Decimal,
    term_months: i32,
    purpose: String,
    submitted_at: DateTime<Utc>,
    /// Until when an officer ought to take it.
    stage_due_at: DateTime<Utc>,
    /// 办结期限.
    complete_due_at: DateTime<Utc>,
    /// Whether the period reaches into a year whose holidays are not announced yet.
    due_is_provisional: bool,
    /// The consent that was given with the application; null when none was.
    #[schema(required)]
    consent_id: Option<Uuid>,
}

row! {
    struct Claimed { response: serde_json::Value }
}

row! {
    struct Refusal {
        on_shelf: bool,
        state: String,
        amount_min: Decimal,
        amount_max: Decimal,
        term_months_min: i32,
        term_months_max: i32,
        eligible: bool,
        purpose_known: bool,
        consent_text_known: bool,
        has_room: bool,
        open_applications_max: i32,
    }
}

/// 一键申请: applies for a product. The same key with the same form gives the same order.
#[utoipa::path(
    post, path = "/api/orders", tag = "apply", request_body = Application,
    params(("Idempotency-Key" = String, Header, description = "1 to 100 visible ASCII characters")),
    responses(
        (status = 201, body = Submitted),
        (status = 404, description = "no such product"),
        (status = 409, description = "not_on_shelf, not_eligible; too_many_open, `state` being how many it may have")
    )
)]
pub(crate) async fn submit(
    platform: Platform,
    applicant: Applicant,
    key: IdempotencyKey,
    channel: Channel,
    body: Body<Application>,
) -> Answer<(StatusCode, Json<Submitted>)> {
    let digest = body.digest()?;
    let checked = body.value.check()?;
    let key = key.required()?;
    let submitted =
        match claim(&platform, applicant, (key.as_str(), digest.as_slice()), channel, &checked)
            .await?
        {
            Some(submitted) => submitted,
            None => {
                let stored =
                    Stored::find(&platform, applicant.account, &key, "apply", &digest).await?;
                match stored {
                    Some(submitted) => submitted,
                    None => return Err(explain(&platform, applicant, &checked).await?),
                }
            }
        };
    Ok((StatusCode::CREATED, Json(submitted)))
}

/// Claims the key and makes the order; `None` when the key is taken or the product does not admit the application.
async fn claim(
    platform: &Platform,
    applicant: Applicant,
    (key, digest): (&str, &[u8]),
    channel: Channel,
    checked: &Checked,
) -> Answer<Option<Submitted>> {
    let keyring = platform.keyring().await?;
    let id = ambient::new_id();
    let name = checked.contact_name.as_str();
    let phone = checked.contact_phone.as_str();
    let apply = Apply {
        account_id: applicant.account,
        key: key.to_owned(),
        request_hash: digest.to_vec(),
        order_id: id,
        applicant_id: applicant.applicant,
        product_id: checked.product,
        amount: checked.amount.yuan(),
        term_months: checked.term.months(),
        purpose: checked.purpose.clone(),
        contact_name: keyring.seal(field::ORDER_CONTACT_NAME, id, name, ambient::random_bytes())?,
        contact_phone: keyring.seal(
            field::ORDER_CONTACT_PHONE,
            id,
            phone,
            ambient::random_bytes(),
        )?,
        contact_phone_index: keyring.blind_index(field::ORDER_CONTACT_PHONE, phone),
        request_id: platform.request_id().to_owned(),
        consent_text_id: checked.consent_text.clone(),
        consent_id: checked.consent_text.as_ref().map(|_| ambient::new_id()),
        device_index: checked
            .device
            .as_ref()
            .map(|device| keyring.blind_index(field::ORDER_DEVICE, device.as_str())),
        project_number: checked.project_number.clone(),
        project_name: checked.project_name.clone(),
        channel: channel.as_str().to_owned(),
        project_key: checked.project_name.as_deref().map(project_key).filter(|key| !key.is_empty()),
    };
    let claimed = platform.store().await?.optional(apply).await?;
    claimed
        .map(|claimed| serde_json::from_value(claimed.response))
        .transpose()
        .map_err(|error| Problem::caused(Fault::Internal, error))
}

async fn explain(platform: &Platform, applicant: Applicant, checked: &Checked) -> Answer<Problem> {
    let explain_refusal = ExplainRefusal {
        product_id: checked.product,
        applicant_id: applicant.applicant,
        purpose: checked.purpose.clone(),
        consent_text_id: checked.consent_text.clone(),
    };
    let store = platform.store().await?;
    let refusal = store.optional(explain_refusal).await?;
    let refusal = refusal.ok_or(Fault::NotFound)?;
    if !refusal.on_shelf {
        return Ok(Problem::conflict(Fault::NotOnShelf, refusal.state));
    }
    let limits = OfferLimits {
        amount: (refusal.amount_min, refusal.amount_max),
        term_months: (refusal.term_months_min, refusal.term_months_max),
    };
    let outside = limits.admit(checked.amount, checked.term).err();
    let mut refused = outside.map_or_else(Vec::new, |errors| errors.0);
    if !refusal.purpose_known {
        refused.extend(FieldErrors::one("purpose", Word::unknown()).0);
    }
    if !refusal.consent_text_known {
        refused.extend(FieldErrors::one("consent_text_id", unknown_consent_text()).0);
    }
    if !refused.is_empty() {
        return Ok(FieldErrors(refused).into());
    }
    if !refusal.eligible {
        return Ok(Problem::conflict(Fault::NotEligible, refusal.state));
    }
    if !refusal.has_room {
        return Ok(Problem::conflict(
            Fault::TooManyOpen,
            refusal.open_applications_max.to_string(),
        ));
    }
    // The product changed between the two reads; a second try finds its current state.
    let sentence = "产品信息刚刚更新，请刷新后重新提交";
    Ok(Problem::field("product_id", Invalid::new("offer_changed", sentence)))
}
