use crate::Audience;
use chrono::{DateTime, Utc};
use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query, moment};

/// How cursors know the list.
const LIST: List = List::by_time("inbox");

statement! {
    ListMessages("read-inbox/list") -> Row
}
statement! {
    CountUnread("read-inbox/count_unread") -> Unread
}

/// Which messages are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxQuery {
    /// `true` for those not read yet.
    #[param(value_type = Option<bool>, nullable = false)]
    unread: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many items, 1 to 100; 20 by default.
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

row! {
    struct Row {
        id: Uuid,
        kind: String,
        payload: serde_json::Value,
        created_at: DateTime<Utc>,
        read_at: Option<DateTime<Utc>>,
    }
}

row! {
    struct Unread { unread: i64 }
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    id: Uuid,
    /// `order_arrived`, `order_grabbed`, `order_first_reviewed`, `order_credited`, `order_disbursed`, `order_ended`,
    /// `offer_made`, `offer_expired`,
    /// `demand_arrived`, `demand_choice`, `product_submitted`, `product_reviewed`, `consent_withdrawn`,
    /// `objection_made`, `objection_answered`, `loan_alert`, `model_drifted`, `compensation_claimed`,
    /// `compensation_decided`, `feedback_taken_back`, `engine_failed`, `rule_failed`; more may come.
    kind: String,
    /// Chinese, one line.
    title: String,
    /// Chinese, one or two sentences.
    text: String,
    /// What the message is about, for links: ids and numbers.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
    created_at: DateTime<Utc>,
    /// Null until it is read.
    #[schema(required)]
    read_at: Option<DateTime<Utc>>,
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Inbox {
    /// The newest first.
    items: Vec<Message>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many are not read, of all; counted up to 1000.
    unread: i64,
}

/// 站内消息: the caller's messages, newest first.
#[utoipa::path(
    get, path = "/api/inbox", tag = "read-inbox", params(InboxQuery),
    responses((status = 200, body = Inbox))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller,
    Query(query): Query<InboxQuery>,
) -> Answer<Json<Inbox>> {
    let wanted = Wanted::check(query)?;
    let Audience { applicant, officer, institution, role } = Audience::from(&session);
    let (after_time, after_id) = wanted.page.after.clone().unzip();
    let list = ListMessages {
        applicant_id: applicant,
        officer_id: officer,
        institution_id: institution,
        role: role.clone(),
        account_id: session.account,
        unread_only: wanted.unread_only,
        after_time,
        after_id,
        rows_wanted: wanted.page.rows_wanted(),
    };
    let count = CountUnread {
        applicant_id: applicant,
        officer_id: officer,
        institution_id: institution,
        role,
        account_id: session.account,
    };
    let store = platform.store().await?;
    let rows = store.all(list).await?;
    let Unread { unread } = store.one(count).await?;
    let slice = wanted.page.slice(rows, |row| (moment(row.created_at), row.id), message);
    Ok(Json(Inbox { items: slice.items, next_cursor: slice.next_cursor, unread }))
}

fn message(row: Row) -> Message {
    let value = |name: &str| row.payload.get(name).and_then(serde_json::Value::as_str);
    let (title, text) = words::message(&row.kind, value);
    Message {
        id: row.id,
        kind: row.kind,
        title: title.to_owned(),
        text,
        payload: row.payload,
        created_at: row.created_at,
        read_at: row.read_at,
    }
}

struct Wanted {
    page: Page,
    unread_only: bool,
}

impl Wanted {
    fn check(query: InboxQuery) -> Answer<Self> {
        let mut form = Form::default();
        let unread_only = form.check_optional("unread", query.unread.as_deref().map(parse_bool));
        let place = PageQuery { cursor: query.cursor, limit: query.limit };
        let page = Page::check(LIST, &place, &mut form);
        let wanted =
            form.finish(|| Some(Self { page: page?, unread_only: unread_only?.unwrap_or(false) }))?;
        Ok(wanted)
    }
}

fn parse_bool(text: &str) -> Result<bool, Invalid> {
    text.parse().map_err(|_| Invalid::new("invalid_flag", "请填写 true 或 false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(unread: Option<&str>, cursor: Option<&str>) -> InboxQuery {
        InboxQuery {
            unread: unread.map(str::to_owned),
            cursor: cursor.map(str::to_owned),
            limit: None,
        }
    }

    #[test]
    fn reads_the_parameters() {
        assert!(!Wanted::check(query(None, None)).unwrap().unread_only);
        assert!(Wanted::check(query(Some("true"), None)).unwrap().unread_only);
        assert!(Wanted::check(query(Some("1"), None)).is_err());
    }
}
