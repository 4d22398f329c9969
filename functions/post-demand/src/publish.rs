use crate::form::{Checked, Demand};
use crate::posted::Posted;
use crypto::field;
use domain::{Amount, AnnualRate, Form, Word, unknown_consent_text};
use serde_json::Value;
use store::{Statement, params, row, statement};
use web::{
    Answer, Applicant, Body, Fault, IdempotencyKey, Json, Platform, StatusCode, Stored, ambient,
};

const POST: Statement = statement!("post-demand/post");

row! {
    struct Outcome { purpose_known: bool, mode_known: bool, consent_text_known: bool, response: Option<Value> }
}

/// 发布需求: publishes a demand to every institution.
#[utoipa::path(
    post, path = "/api/demands", tag = "post-demand", request_body = Demand,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 100 visible ASCII characters")),
    responses((status = 201, body = Posted)),
    extensions(("x-roles" = json!(["applicant"])))
)]
pub(crate) async fn publish(
    platform: Platform,
    applicant: Applicant,
    key: IdempotencyKey,
    body: Body<Demand>,
) -> Answer<(StatusCode, Json<Posted>)> {
    let digest = body.digest();
    let checked = body.value.check()?;
    let key = key.or_fresh();
    let outcome = post(&platform, applicant, &key, &digest, checked).await?;
    let mut form = Form::default();
    if !outcome.purpose_known {
        form.refuse("purpose", Word::unknown());
    }
    if !outcome.mode_known {
        form.refuse("guarantee_mode", Word::unknown());
    }
    if !outcome.consent_text_known {
        form.refuse("consent_text_id", unknown_consent_text());
    }
    form.finish(|| Some(()))?;
    let posted = match outcome.response {
        Some(response) => Posted::read(response)?,
        None => Stored::find(&platform, applicant.account, &key, "post_demand", &digest)
            .await?
            .ok_or(Fault::Unavailable)?,
    };
    Ok((StatusCode::CREATED, Json(posted)))
}

async fn post(
    platform: &Platform,
    applicant: Applicant,
    key: &str,
    digest: &[u8],
    checked: Checked,
) -> Answer<Outcome> {
    let keyring = platform.keyring().await?;
    let id = ambient::new_id();
    let (name, phone) = (checked.contact_name.as_str(), checked.contact_phone.as_str());
    let parameters = params![
        applicant.account,
        key.to_owned(),
        digest.to_vec(),
        id,
        applicant.applicant,
        Amount::yuan(checked.amount),
        checked.term.months(),
        checked.purpose,
        checked.guarantee_mode,
        checked.annual_rate_max.map(AnnualRate::fraction),
        checked.description.into_string(),
        keyring.seal(field::DEMAND_CONTACT_NAME, id, name, ambient::random_bytes()),
        keyring.seal(field::DEMAND_CONTACT_PHONE, id, phone, ambient::random_bytes()),
        keyring.blind_index(field::DEMAND_CONTACT_PHONE, phone),
        checked.max_institutions,
        platform.request_id().to_owned(),
        checked.consent_text.clone(),
        checked.consent_text.as_ref().map(|_| ambient::new_id()),
    ];
    Ok(platform.store().await?.one(&POST, parameters).await?)
}
