use crate::Audience;
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Fault, Id, Json, Platform, Problem};

statement! {
    MarkRead("read-inbox/mark_read") -> Marked
}

statement! {
    MarkAllRead("read-inbox/mark_all_read") -> AllRead
}

row! {
    /// What was marked.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct AllRead {
        /// How many messages were unread before.
        marked: i64,
    }
}

row! {
    struct Marked { id: Uuid, read_at: Option<DateTime<Utc>> }
}

/// When a message was read for the first time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadMark {
    id: Uuid,
    read_at: DateTime<Utc>,
}

/// 标为已读: marks a message as read; again is the same.
#[utoipa::path(
    post, path = "/api/inbox/{id}/read", tag = "read-inbox", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReadMark))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller,
    Id(id): Id,
) -> Answer<Json<ReadMark>> {
    let store = platform.store().await?;
    // A mark that another device makes at the same moment is not visible yet: a second read finds it.
    for _ in 0..2 {
        let Audience { applicant, officer, institution, role } = Audience::from(&session);
        let mark_read = MarkRead {
            message_id: id,
            applicant_id: applicant,
            officer_id: officer,
            institution_id: institution,
            role,
            account_id: session.account,
        };
        let marked = store.optional(mark_read).await?;
        let Marked { id, read_at } = marked.ok_or(Fault::NotFound)?;
        if let Some(read_at) = read_at {
            return Ok(Json(ReadMark { id, read_at }));
        }
    }
    Err(Problem::caused(Fault::Internal, "a message takes no mark"))
}

/// 全部标为已读: marks every unread message of the caller as read, of the newest thousand.
#[utoipa::path(
    post, path = "/api/inbox/read", tag = "read-inbox",
    responses((status = 200, body = AllRead))
)]
pub(crate) async fn read_all(platform: Platform, Caller(session): Caller) -> Answer<Json<AllRead>> {
    let Audience { applicant, officer, institution, role } = Audience::from(&session);
    let mark_all_read = MarkAllRead {
        applicant_id: applicant,
        officer_id: officer,
        institution_id: institution,
        role,
        account_id: session.account,
    };
    Ok(Json(platform.store().await?.one(mark_all_read).await?))
}
