//! Lists of subjects that the anti-fraud rules look at: kept by two people, with reason, source and expiry.

use chrono::{DateTime, NaiveDate, Utc};
use crypto::{Keyring, field};
use domain::{
    CreditCode, Form, Invalid, Phone, ResidentId, Text, mask_credit_code, mask_phone,
    mask_resident_id, parse_day,
};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, Body, Fault, Id, Json, List, Page, PageQuery, Platform, Problem, Query, Slice, Staff,
    StatusCode, ambient, moment,
};

/// How cursors know the list.
const LIST: List = List::by_time("list-entries");

statement! {
    ListEntries("manage-risk/list_entries") -> ListEntry
}
statement! {
    ProposeEntry("manage-risk/propose_entry") -> Proposed
}
statement! {
    ApproveEntry("manage-risk/approve_entry") -> Moved
}
statement! {
    RemoveEntry("manage-risk/remove_entry") -> Moved
}

row! {
    /// A subject of a list. What tells who a person is is masked.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ListEntry {
        id: Uuid,
        /// `black`: an application is refused; `grey`: it is looked at.
        kind: String,
        /// `credit_code`, `phone`, `device` or `legal_person`.
        subject: String,
        #[schema(required)]
        shown: Option<String>,
        reason: String,
        source: String,
        /// The last day on which it counts; null for good.
        #[schema(required)]
        valid_until: Option<NaiveDate>,
        is_expired: bool,
        /// `proposed`, `active` or `removed`.
        state: String,
        created_at: DateTime<Utc>,
        #[schema(required)]
        proposed_by: Option<String>,
        /// Whether the caller proposed it and so may not put it in force.
        is_own: bool,
        #[schema(required)]
        approved_by: Option<String>,
        #[schema(required)]
        approved_at: Option<DateTime<Utc>>,
        #[schema(required)]
        removal_reason: Option<String>,
        #[schema(required)]
        removal_proposed_by: Option<String>,
        /// Whether the caller proposed its removal and so may not complete it.
        is_own_removal: bool,
        #[schema(required)]
        removed_at: Option<DateTime<Utc>>,
    }
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryQuery {
    /// `black` or `grey`.
    #[param(nullable = false)]
    kind: Option<String>,
    /// `proposed`, `active` or `removed`.
    #[param(nullable = false)]
    state: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 名单: the entries of the lists, the newest first.
#[utoipa::path(
    get, path = "/api/list-entries", tag = "manage-risk", params(EntryQuery),
    responses((status = 200, body = Slice<ListEntry>))
)]
pub(crate) async fn list(
    platform: Platform,
    staff: Staff,
    Query(query): Query<EntryQuery>,
) -> Answer<Json<Slice<ListEntry>>> {
    let mut form = Form::default();
    let kind = query.kind.map(|kind| one_of(&kind, &KINDS));
    let kind = form.check_optional("kind", kind);
    let state = query.state.map(|state| one_of(&state, &["proposed", "active", "removed"]));
    let state = form.check_optional("state", state);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (kind, state, page) = form.finish(|| Some((kind?, state?, page?)))?;
    let (after_time, after_id) = page.after.clone().unzip();
    let list_entries = ListEntries {
        kind,
        state,
        after_time,
        after_id,
        rows_wanted: page.rows_wanted(),
        account_id: staff.account,
    };
    let rows = platform.store().await?.all(list_entries).await?;
    Ok(Json(page.slice(rows, |row| (moment(row.created_at), row.id), |row| row)))
}

const KINDS: [&str; 2] = ["black", "grey"];

fn one_of(text: &str, known: &[&str]) -> Result<String, Invalid> {
    let found = known.contains(&text).then(|| text.to_owned());
    found.ok_or_else(|| Invalid::new("unknown_code", format!("请填写 {} 之一", known.join("、"))))
}

/// An entry to propose.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct EntryForm {
    #[schema(value_type = String, example = "black")]
    kind: Option<String>,
    /// `credit_code`, `phone`, `device` or `legal_person`.
    #[schema(value_type = String, example = "credit_code")]
    subject: Option<String>,
    /// The credit code, the telephone number, the identity number of the legal representative; for a device the number
    /// of an order that came from it. Persons are kept as keyed digests alone.
    #[schema(value_type = String)]
    value: Option<String>,
    /// One to sixty characters.
    #[schema(value_type = String, example = "提供虚假财务报表")]
    reason: Option<String>,
    /// Where it is known from, one to sixty characters.
    #[schema(value_type = String, example = "平台核查")]
    source: Option<String>,
    /// The last day on which it counts, not in the past; for good by default.
    #[schema(value_type = Option<NaiveDate>, nullable = false)]
    valid_until: Option<String>,
}

/// Who is meant, as it is kept.
#[derive(Debug, PartialEq, Eq)]
enum Subject {
    CreditCode(String),
    Phone(String),
    Device(String),
    LegalPerson(String),
}

struct Entry {
    kind: String,
    subject: Subject,
    reason: String,
    source: String,
    valid_until: Option<NaiveDate>,
}

impl EntryForm {
    fn check(&self, today: NaiveDate) -> Result<Entry, domain::FieldErrors> {
        let mut form = Form::default();
        let kind = form.require("kind", self.kind.as_deref().map(|kind| one_of(kind, &KINDS)));
        let named = self.subject.as_deref().zip(self.value.as_deref().map(str::trim));
        let subject = match named {
            Some(("credit_code", code)) => {
                let code = CreditCode::parse(code);
                form.check("value", code.map(|code| Subject::CreditCode(code.as_str().to_owned())))
            }
            Some(("phone", phone)) => {
                let phone = Phone::parse(phone);
                form.check("value", phone.map(|phone| Subject::Phone(phone.as_str().to_owned())))
            }
            Some(("legal_person", number)) => {
                let number = ResidentId::parse(number);
                let number = number.map(|id| Subject::LegalPerson(id.as_str().to_owned()));
                form.check("value", number)
            }
            Some(("device", order)) => {
                let order = Text::<1, 32>::parse(order);
                form.check("value", order.map(|order| Subject::Device(order.into_string())))
            }
            Some(_) => {
                let sentence = "请填写 credit_code、phone、device、legal_person 之一";
                form.check("subject", Err(Invalid::new("unknown_code", sentence)))
            }
            None => {
                form.require("subject", self.subject.as_ref().map(Ok));
                form.require("value", self.value.as_ref().map(Ok));
                None
            }
        };
        let reason = form.require("reason", self.reason.as_deref().map(Text::<1, 60>::parse));
        let source = form.require("source", self.source.as_deref().map(Text::<1, 60>::parse));
        let day = self.valid_until.as_deref().map(|day| {
            let day = parse_day(day)?;
            let sentence = "请填写不早于今天的到期日，格式如 2027-12-31";
            let past = || Invalid::new("invalid_date", sentence);
            Some(day).filter(|day| *day >= today).ok_or_else(past)
        });
        let day = form.check_optional("valid_until", day);
        form.finish(|| {
            Some(Entry {
                kind: kind?,
                subject: subject?,
                reason: reason?.into_string(),
                source: source?.into_string(),
                valid_until: day?,
            })
        })
    }
}

/// The columns of a subject.
#[derive(Default)]
struct Columns {
    subject: &'static str,
    credit_code: Option<String>,
    digest: Option<Vec<u8>>,
    demand_digest: Option<Vec<u8>>,
    order_number: Option<String>,
    shown: String,
}

impl Subject {
    fn columns(self, keys: &Keyring) -> Columns {
        match self {
            Self::CreditCode(code) => Columns {
                subject: "credit_code",
                shown: mask_credit_code(&code),
                credit_code: Some(code),
                ..Columns::default()
            },
            Self::Phone(phone) => Columns {
                subject: "phone",
                digest: Some(keys.blind_index(field::ORDER_CONTACT_PHONE, &phone)),
                demand_digest: Some(keys.blind_index(field::DEMAND_CONTACT_PHONE, &phone)),
                shown: mask_phone(&phone),
                ..Columns::default()
            },
            Self::LegalPerson(number) => Columns {
                subject: "legal_person",
                digest: Some(keys.blind_index(field::APPLICANT_LEGAL_PERSON_ID, &number)),
                shown: mask_resident_id(&number),
                ..Columns::default()
            },
            Self::Device(order) => Columns {
                subject: "device",
                shown: format!("订单 {order} 的设备"),
                order_number: Some(order),
                ..Columns::default()
            },
        }
    }
}

row! {
    struct Proposed { made: bool, is_known: bool }
}

row! {
    struct Moved { refusal: Option<String>, state: String }
}

/// Where an entry stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryReceipt {
    id: Uuid,
    /// `proposed`, `active` or `removed`.
    state: String,
}

/// 新增名单: proposes an entry. Somebody else puts it in force.
#[utoipa::path(
    post, path = "/api/list-entries", tag = "manage-risk", request_body = EntryForm,
    responses(
        (status = 201, body = EntryReceipt),
        (status = 409, description = "state_conflict, `state` being `exists`: the subject stands in the list")
    )
)]
pub(crate) async fn propose(
    platform: Platform,
    staff: Staff,
    Body { value, .. }: Body<EntryForm>,
) -> Answer<(StatusCode, Json<EntryReceipt>)> {
    let entry = value.check(ambient::today())?;
    let columns = entry.subject.columns(&platform.keyring().await?);
    let id = ambient::new_id();
    let propose_entry = ProposeEntry {
        entry_id: id,
        kind: entry.kind,
        subject: columns.subject.to_owned(),
        credit_code: columns.credit_code,
        digest: columns.digest,
        demand_digest: columns.demand_digest,
        order_number: columns.order_number,
        shown: columns.shown,
        reason: entry.reason,
        source: entry.source,
        valid_until: entry.valid_until,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let Proposed { made, is_known } = platform.store().await?.one(propose_entry).await?;
    if !is_known {
        let sentence = "没有此订单，或该订单未记录设备，请核对订单编号";
        return Err(Problem::field("value", Invalid::new("unknown_device", sentence)));
    }
    if !made {
        return Err(Problem::conflict(Fault::StateConflict, "exists"));
    }
    Ok((StatusCode::CREATED, Json(EntryReceipt { id, state: "proposed".to_owned() })))
}

/// 核准名单: puts a proposed entry in force; never by who proposed it.
#[utoipa::path(
    post, path = "/api/list-entries/{id}/approval", tag = "manage-risk", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = EntryReceipt),
        (status = 403, description = "forbidden_role, own_entry"),
        (status = 409, description = "state_conflict")
    )
)]
pub(crate) async fn approve(
    platform: Platform,
    staff: Staff,
    Id(id): Id,
) -> Answer<Json<EntryReceipt>> {
    let approve_entry = ApproveEntry {
        entry_id: id,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    moved(id, platform.store().await?.optional(approve_entry).await?)
}

/// Why an entry is removed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Removal {
    /// Two to two hundred characters.
    #[schema(value_type = String, example = "已履行完毕")]
    reason: Option<String>,
}

/// 移出名单: declines what is proposed; of an entry in force the first call proposes the removal, another person's
/// completes it, and until then it counts.
#[utoipa::path(
    post, path = "/api/list-entries/{id}/removal", tag = "manage-risk", params(("id" = Uuid, Path)),
    request_body = Removal,
    responses(
        (status = 200, body = EntryReceipt),
        (status = 403, description = "forbidden_role, own_entry"),
        (status = 409, description = "state_conflict")
    )
)]
pub(crate) async fn remove(
    platform: Platform,
    staff: Staff,
    Id(id): Id,
    Body { value, .. }: Body<Removal>,
) -> Answer<Json<EntryReceipt>> {
    let mut form = Form::default();
    let reason = form.require("reason", value.reason.as_deref().map(Text::<2, 200>::parse));
    let reason = form.finish(|| reason)?;
    let remove_entry = RemoveEntry {
        entry_id: id,
        reason: reason.into_string(),
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    moved(id, platform.store().await?.optional(remove_entry).await?)
}

fn moved(id: Uuid, outcome: Option<Moved>) -> Answer<Json<EntryReceipt>> {
    let Moved { refusal, state } = outcome.ok_or(Fault::NotFound)?;
    match refusal.as_deref() {
        None => Ok(Json(EntryReceipt { id, state })),
        Some("own_entry") => Err(Fault::OwnEntry.into()),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, state)),
    }
}
