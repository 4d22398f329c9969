use crate::posted::Posted;
use crypto::field;
use serde_json::Value;
use store::{row, statement};
use uuid::Uuid;
use web::{
    Answer, Applicant, Fault, Id, IdempotencyKey, Json, Platform, Problem, StatusCode, Stored,
    ambient,
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
        contact_name_cipher: Vec<u8>,
        contact_phone_cipher: Vec<u8>,
        reposted: bool,
    }
}

row! {
    struct Claimed { response: Value }
}

/// 一键重发: posts a failed demand again, once.
#[utoipa::path(
    post, path = "/api/demands/{id}/repost", tag = "post-demand",
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
) -> Answer<(StatusCode, Json<Posted>)> {
    let store = platform.store().await?;
    let failed =
        store.optional(FindFailed { demand_id: id, applicant_id: applicant.applicant }).await?;
    let failed = failed.ok_or(Fault::NotFound)?;
    if failed.state != "failed" {
        return Err(Problem::conflict(Fault::StateConflict, failed.state));
    }
    // The request has no body: what is posted again stands in the path.
    let digest = crypto::sha256(id.as_bytes());
    let key = key.or_fresh();
    let account = applicant.account;
    let kept = Stored::find(&platform, account, &key, "repost_demand", &digest).await?;
    let posted = match kept {
        Some(posted) => posted,
        None if failed.reposted => {
            return Err(Problem::conflict(Fault::AlreadyReposted, failed.state));
        }
        None => claim(&platform, applicant, id, &key, &digest, failed).await?,
    };
    Ok((StatusCode::CREATED, Json(posted)))
}

async fn claim(
    platform: &Platform,
    applicant: Applicant,
    parent: Uuid,
    key: &str,
    digest: &[u8],
    failed: Failed,
) -> Answer<Posted> {
    let keyring = platform.keyring().await?;
    let name = keyring.open(field::DEMAND_CONTACT_NAME, parent, &failed.contact_name_cipher)?;
    let phone = keyring.open(field::DEMAND_CONTACT_PHONE, parent, &failed.contact_phone_cipher)?;
    let id = ambient::new_id();
    let repost = Repost {
        account_id: applicant.account,
        key: key.to_owned(),
        request_hash: digest.to_vec(),
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
        None => Stored::find(platform, applicant.account, key, "repost_demand", digest)
            .await?
            .ok_or_else(|| Fault::Unavailable.into()),
    }
}
