use crate::list::Consent;
use domain::{FieldErrors, Form, Invalid, consent_text_id, unknown_consent_text};
use serde::Deserialize;
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Applicant, Body, Channel, Fault, IdempotencyKey, Json, Platform, Problem, StatusCode,
    Stored, ambient,
};

statement! {
    Give("give-consent/give") -> ConsentResult
}

/// An agreement to one of the texts. Which of the three receivers it names depends on the text.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewConsent {
    #[schema(value_type = String, example = "self_assessment.1")]
    text_id: Option<String>,
    /// For the institution of this order.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    order_id: Option<String>,
    /// For each institution that takes this demand up.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    demand_id: Option<String>,
    /// For this partner.
    #[schema(nullable = false)]
    partner_client_id: Option<String>,
}

struct Checked {
    text: String,
    order: Option<Uuid>,
    demand: Option<Uuid>,
    partner: Option<String>,
}

impl NewConsent {
    fn check(self) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let text = form.require("text_id", self.text_id.as_deref().map(consent_text_id));
        let order = form.check_optional("order_id", self.order_id.as_deref().map(parse_id));
        let demand = form.check_optional("demand_id", self.demand_id.as_deref().map(parse_id));
        let partner = self.partner_client_id.as_deref().map(client_id);
        let partner = form.check_optional("partner_client_id", partner);
        form.finish(|| {
            Some(Checked { text: text?, order: order?, demand: demand?, partner: partner? })
        })
    }
}

fn parse_id(text: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
}

fn client_id(text: &str) -> Result<String, Invalid> {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (4..=40).contains(&text.len()) && text.bytes().all(letter) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new("unknown_partner", "没有此合作机构，请核对合作机构编号"))
    }
}

row! {
    struct ConsentResult {
        text_known: bool,
        receiver: Option<String>,
        ended: bool,
        order_found: bool,
        demand_found: bool,
        partner_found: bool,
        response: Option<Value>,
    }
}

/// 授权: agrees to a text. The consent counts from this moment, until what it is for has ended.
#[utoipa::path(
    post, path = "/api/consents", tag = "give-consent", request_body = NewConsent,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 100 visible ASCII characters")),
    responses((status = 201, body = Consent))
)]
pub(crate) async fn give(
    platform: Platform,
    applicant: Applicant,
    key: IdempotencyKey,
    channel: Channel,
    body: Body<NewConsent>,
) -> Answer<(StatusCode, Json<Consent>)> {
    let digest = body.digest()?;
    let checked = body.value.check()?;
    let key = key.or_fresh();
    let give = Give {
        account_id: applicant.account,
        key: key.clone(),
        request_hash: digest.clone(),
        consent_id: ambient::new_id(),
        applicant_id: applicant.applicant,
        text_id: checked.text.clone(),
        order_id: checked.order,
        demand_id: checked.demand,
        client_id: checked.partner.clone(),
        channel: channel.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let outcome: ConsentResult = platform.store().await?.one(give).await?;
    let consent = match outcome.response {
        Some(response) => serde_json::from_value(response)
            .map_err(|error| Problem::caused(Fault::Internal, error))?,
        None => {
            // What was given before is answered again, also when it could not be given any more.
            let account = applicant.account;
            match Stored::find(&platform, account, &key, "give_consent", &digest).await? {
                Some(stored) => stored,
                None => {
                    refuse(&checked, &outcome)?;
                    return Err(Fault::Unavailable.into());
                }
            }
        }
    };
    Ok((StatusCode::CREATED, Json(consent)))
}

/// What was wrong with the form, if anything was.
fn refuse(checked: &Checked, outcome: &ConsentResult) -> Result<(), FieldErrors> {
    let mut form = Form::default();
    if !outcome.text_known {
        form.refuse("text_id", unknown_consent_text());
    }
    let unknown = || Invalid::new("not_found", "没有找到，请检查编号");
    let named = [
        ("order_id", checked.order.is_some(), outcome.order_found, "institution"),
        ("demand_id", checked.demand.is_some(), outcome.demand_found, "institution"),
        ("partner_client_id", checked.partner.is_some(), outcome.partner_found, "partner"),
    ];
    for (field, named, found, receiver) in named {
        if named && !found {
            form.refuse(field, unknown());
        } else if named && outcome.receiver.as_deref().is_some_and(|wanted| wanted != receiver) {
            form.refuse(field, Invalid::new("wrong_receiver", "该授权书不用于此对象，请去掉此项"));
        } else if named && outcome.ended {
            form.refuse(field, Invalid::new("order_ended", "该申请已结束，无需再授权"));
        }
    }
    match outcome.receiver.as_deref() {
        Some("institution") if checked.order.is_some() == checked.demand.is_some() => {
            let sentence = "请填写一项：申请编号（order_id）或需求编号（demand_id）";
            form.refuse("order_id", Invalid::new("required", sentence));
        }
        Some("partner") if checked.partner.is_none() => {
            form.refuse("partner_client_id", Invalid::new("required", "请填写合作机构编号"));
        }
        _ => {}
    }
    form.finish(|| Some(()))
}
