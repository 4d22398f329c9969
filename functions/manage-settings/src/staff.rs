use chrono::{DateTime, Utc};
use crypto::{Keyring, field};
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Json, Manager, Platform};

statement! {
    ListStaff("manage-settings/list_staff") -> Row
}

row! {
    struct Row {
        id: Uuid,
        officer_id: Option<Uuid>,
        name_cipher: Option<Vec<u8>>,
        account: String,
        role: String,
        is_active: bool,
        open_orders: i64,
        finished_orders: i64,
        last_acted_at: Option<DateTime<Utc>>,
    }
}

/// Somebody who works for the institution.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffMember {
    id: Uuid,
    /// By which orders know the officer; null for a manager.
    #[schema(required)]
    officer_id: Option<Uuid>,
    /// Null for a manager, whose name the platform does not keep.
    #[schema(required)]
    name: Option<String>,
    /// The name to sign in with.
    account: String,
    /// `manager` or `officer`.
    role: String,
    is_active: bool,
    /// Open orders; none for a manager.
    open_orders: i64,
    /// Orders that have ended in any way.
    finished_orders: i64,
    /// The last act that the audit trail holds; null before the first.
    #[schema(required)]
    last_acted_at: Option<DateTime<Utc>>,
}

/// The staff of an institution.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffList {
    /// Managers first, then by account.
    items: Vec<StaffMember>,
}

/// 机构人员: who works for the caller's institution, and the workload of each.
#[utoipa::path(
    get, path = "/api/staff", tag = "manage-settings",
    responses((status = 200, body = StaffList))
)]
pub(crate) async fn list(platform: Platform, manager: Manager) -> Answer<Json<StaffList>> {
    let rows =
        platform.store().await?.all(ListStaff { institution_id: manager.institution }).await?;
    let keyring = platform.keyring().await?;
    let items: Answer<_> = rows.into_iter().map(|row| StaffMember::of(row, &keyring)).collect();
    Ok(Json(StaffList { items: items? }))
}

impl StaffMember {
    fn of(row: Row, keyring: &Keyring) -> Answer<Self> {
        let sealed = row.officer_id.zip(row.name_cipher);
        let open = |(id, cipher): (Uuid, Vec<u8>)| keyring.open(field::OFFICER_NAME, id, &cipher);
        Ok(Self {
            name: sealed.map(open).transpose()?,
            id: row.id,
            officer_id: row.officer_id,
            account: row.account,
            role: row.role,
            is_active: row.is_active,
            open_orders: row.open_orders,
            finished_orders: row.finished_orders,
            last_acted_at: row.last_acted_at,
        })
    }
}
