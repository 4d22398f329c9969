use crate::posted::Posted;
use crypto::field;
use serde_json::Value;
use store::{Statement, params, row, statement};
use uuid::Uuid;
use web::{
    Answer, Applicant, Fault, Id, IdempotencyKey, Json, Platform, Problem, StatusCode, Stored,
    ambient,
};

const FIND_FAILED: Statement = statement!("post-demand/find_failed");
const REPOST: Statement = statement!("post-demand/repost");

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
    ),
    extensions(("x-roles" = json!(["applicant"])))
)]
pub(crate) async fn repost(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    key: IdempotencyKey,
) -> Answer<(StatusCode, Json<Posted>)> {
    let store = platform.store().await?;
    let failed: Option<Failed> =
        store.optional(&FIND_FAILED, params![id, applicant.applicant]).await?;
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
    let parameters = params![
        applicant.account,
        key.to_owned(),
        digest.to_vec(),
        id,
        applicant.applicant,
        parent,
        keyring.seal(field::DEMAND_CONTACT_NAME, id, &name, ambient::random_bytes()),
        keyring.seal(field::DEMAND_CONTACT_PHONE, id, &phone, ambient::random_bytes()),
        keyring.blind_index(field::DEMAND_CONTACT_PHONE, &phone),
        platform.request_id().to_owned(),
    ];
    let claimed: Option<Claimed> = match platform.store().await?.optional(&REPOST, parameters).await
    {
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
