use crate::bounds;
use crate::form::{Checked, Demand};
use crate::posted::Posted;
use crypto::field;
use domain::{Amount, AnnualRate, Form, Word, project_key, unknown_consent_text};
use serde_json::Value;
use store::{row, statement};
use web::{
    Answer, Applicant, Body, Channel, Fault, IdempotencyKey, Json, Platform, StatusCode, Stored,
    ambient,
};

statement! {
    Post("post-demand/post") -> PostResult
}

row! {
    struct PostResult { purpose_known: bool, mode_known: bool, consent_text_known: bool, response: Option<Value> }
}

/// 发布需求: publishes a demand to every institution.
#[utoipa::path(
    post, path = "/api/demands", tag = "post-demand", request_body = Demand,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 100 visible ASCII characters")),
    responses((status = 201, body = Posted))
)]
pub(crate) async fn publish(
    platform: Platform,
    applicant: Applicant,
    key: IdempotencyKey,
    channel: Channel,
    body: Body<Demand>,
) -> Answer<(StatusCode, Json<Posted>)> {
    let digest = body.digest()?;
    let checked = body.value.check(&bounds::read(&platform).await?)?;
    let key = key.or_fresh();
    let outcome =
        post(&platform, applicant, (key.as_str(), digest.as_slice()), channel, checked).await?;
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
    (key, digest): (&str, &[u8]),
    channel: Channel,
    checked: Checked,
) -> Answer<PostResult> {
    let keyring = platform.keyring().await?;
    let id = ambient::new_id();
    let (name, phone) = (checked.contact_name.as_str(), checked.contact_phone.as_str());
    let post = Post {
        account_id: applicant.account,
        key: key.to_owned(),
        request_hash: digest.to_vec(),
        demand_id: id,
        applicant_id: applicant.applicant,
        amount: Amount::yuan(checked.amount),
        term_months: checked.term.months(),
        purpose: checked.purpose,
        guarantee_mode: checked.guarantee_mode,
        annual_rate_max: checked.annual_rate_max.map(AnnualRate::fraction),
        description: checked.description.into_string(),
        contact_name: keyring.seal(
            field::DEMAND_CONTACT_NAME,
            id,
            name,
            ambient::random_bytes(),
        )?,
        contact_phone: keyring.seal(
            field::DEMAND_CONTACT_PHONE,
            id,
            phone,
            ambient::random_bytes(),
        )?,
        contact_phone_index: keyring.blind_index(field::DEMAND_CONTACT_PHONE, phone),
        max_institutions: checked.max_institutions,
        request_id: platform.request_id().to_owned(),
        consent_text_id: checked.consent_text.clone(),
        consent_id: checked.consent_text.as_ref().map(|_| ambient::new_id()),
        channel: channel.as_str().to_owned(),
        project_key: checked.project_name.as_deref().map(project_key).filter(|key| !key.is_empty()),
        project_number: checked.project_number,
        project_name: checked.project_name,
    };
    Ok(platform.store().await?.one(post).await?)
}
