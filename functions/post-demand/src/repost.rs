use crate::bounds;
use crate::posted::Posted;
use crypto::field;
use domain::{AmountBounds, FieldErrors, Form, Word, consent_text_id, unknown_consent_text};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Applicant, Body, Channel, Fault, Id, IdempotencyKey, Json, Platform, Problem,
    StatusCode, Stored, ambient,
};

statement! {
    FindFailed("post-demand/find_failed") -> Failed
}
statement! {
    Repost("post-demand/repost") -> Claimed
}

row! {
    struct Failed {
        state: String,
        amount: Decimal,
        contact_name_cipher: Vec<u8>,
        contact_phone_cipher: Vec<u8>,
        reposted: bool,
        purpose_known: bool,
        mode_known: bool,
        consent_text_known: bool,
    }
}

row! {
    struct Claimed { response: Value }
}

/// What is agreed to with the new demand.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Again {
    /// The text that the applicant agrees to. The consent of the failed demand has ended with it and does not come
    /// along: without a text here nobody may look at the firm's data for the new one.
    #[schema(nullable = false, example = "loan_application.2")]
    consent_text_id: Option<String>,
}

/// What makes the new demand, beside the failed one.
struct Claim {
    parent: Uuid,
    key: String,
    digest: Vec<u8>,
    consent_text: Option<String>,
    channel: Channel,
}

impl Failed {
    /// What a new demand must hold, the one that is posted again must hold as well: bounds and words may have changed.
    fn check(&self, bounds: &AmountBounds) -> Result<(), FieldErrors> {
        let mut form = Form::default();
        form.check("amount", bounds.admit_yuan(self.amount));
        if !self.purpose_known {
            form.refuse("purpose", Word::unknown());
        }
        if !self.mode_known {
            form.refuse("guarantee_mode", Word::unknown());
        }
        if !self.consent_text_known {
            form.refuse("consent_text_id", unknown_consent_text());
        }
        form.finish(|| Some(()))
    }
}

/// 一键重发: posts a failed demand again, once; a consent is asked for anew.
#[utoipa::path(
    post, path = "/api/demands/{id}/repost", tag = "post-demand", request_body = Option<Again>,
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 100 visible ASCII characters")
    ),
    responses(
        (status = 201, body = Posted),
        (status = 409, description = "state_conflict, already_reposted")
    )
)]
pub(crate) async fn repost(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    key: IdempotencyKey,
    channel: Channel,
    body: Option<Body<Again>>,
) -> Answer<(StatusCode, Json<Posted>)> {
    let mut form = Form::default();
    let text = body.and_then(|body| body.value.consent_text_id);
    let text = form.check_optional("consent_text_id", text.as_deref().map(consent_text_id));
    let text = form.finish(|| text)?;
    let find_failed = FindFailed {
        demand_id: id,
        applicant_id: applicant.applicant,
        consent_text_id: text.clone(),
    };
    let failed = platform.store().await?.optional(find_failed).await?;
    let failed = failed.ok_or(Fault::NotFound)?;
    if failed.state != "failed" {
        return Err(Problem::conflict(Fault::StateConflict, failed.state));
    }
    // What is posted again stands in the path, what is agreed to in the body.
    let asked = [id.as_bytes().as_slice(), text.as_deref().unwrap_or_default().as_bytes()];
    let (key, digest) = (key.or_fresh(), crypto::sha256(&asked.concat()));
    let account = applicant.account;
    let kept = Stored::find(&platform, account, &key, "repost_demand", &digest).await?;
    let posted = match kept {
        Some(posted) => posted,
        None if failed.reposted => {
            return Err(Problem::conflict(Fault::AlreadyReposted, failed.state));
        }
        None => {
            failed.check(&bounds::read(&platform).await?)?;
            let claim = Claim { parent: id, key, digest, consent_text: text, channel };
            post(&platform, applicant, claim, failed).await?
        }
    };
    Ok((StatusCode::CREATED, Json(posted)))
}

async fn post(
    platform: &Platform,
    applicant: Applicant,
    claim: Claim,
    failed: Failed,
) -> Answer<Posted> {
    let Claim { parent, key, digest, consent_text, channel } = claim;
    let keyring = platform.keyring().await?;
    let name = keyring.open(field::DEMAND_CONTACT_NAME, parent, &failed.contact_name_cipher)?;
    let phone = keyring.open(field::DEMAND_CONTACT_PHONE, parent, &failed.contact_phone_cipher)?;
    let id = ambient::new_id();
    let repost = Repost {
        account_id: applicant.account,
        key: key.clone(),
        request_hash: digest.clone(),
        demand_id: id,
        applicant_id: applicant.applicant,
        parent_id: parent,
        contact_name: keyring.seal(
            field::DEMAND_CONTACT_NAME,
            id,
            &name,
            ambient::random_bytes(),
        )?,
        contact_phone: keyring.seal(
            field::DEMAND_CONTACT_PHONE,
            id,
            &phone,
            ambient::random_bytes(),
        )?,
        contact_phone_index: keyring.blind_index(field::DEMAND_CONTACT_PHONE, &phone),
        request_id: platform.request_id().to_owned(),
        consent_id: consent_text.as_ref().map(|_| ambient::new_id()),
        consent_text_id: consent_text,
        channel: channel.as_str().to_owned(),
    };
    let claimed = match platform.store().await?.optional(repost).await {
        Err(error) if error.is_constraint("demand_reposted_once") => {
            return Err(Problem::conflict(Fault::AlreadyReposted, failed.state));
        }
        claimed => claimed?,
    };
    match claimed {
        Some(claimed) => Posted::read(claimed.response),
        // The same key was a moment faster.
        None => Stored::find(platform, applicant.account, &key, "repost_demand", &digest)
            .await?
            .ok_or_else(|| Fault::Unavailable.into()),
    }
}
