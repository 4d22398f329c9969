use domain::{Amount, FieldErrors, Form, Invalid, Name, Share};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{StoreError, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Body, Caller, Fault, Id, Json, Platform, Problem, Regulator, StatusCode, ambient, roles,
};

/// How many institutions may belong to a pool.
const MEMBERS_MAX: usize = 200;

statement! {
    ListPools("manage-risk/list_pools") -> PoolRow
}
statement! {
    AddPool("manage-risk/add_pool") -> PoolRow
}
statement! {
    ChangePool("manage-risk/change_pool") -> PoolRow
}

row! {
    struct PoolRow {
        id: Uuid,
        name: String,
        fund_amount: Decimal,
        share: Decimal,
        leverage_max: Decimal,
        overdue_days_min: i32,
        is_active: bool,
        room_amount: Decimal,
        institutions: Option<Value>,
    }
}

/// 风险补偿资金池: a fund that covers a share of the loss on its loans.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompensationPool {
    id: Uuid,
    name: String,
    /// Yuan.
    fund_amount: Decimal,
    /// Of a loss; a fraction.
    share: Decimal,
    /// How many times the fund may be covered.
    leverage_max: Decimal,
    /// How many days a loan must be overdue before its loss is claimed.
    overdue_days_min: i32,
    /// Whether it takes more loans.
    is_active: bool,
    /// Yuan that it may still cover.
    room_amount: Decimal,
    /// Those that may put loans under it, by name; null for an institution's people, who see its own pools.
    #[schema(required)]
    institutions: Option<Vec<PoolMember>>,
}

/// An institution that may put loans under a pool.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PoolMember {
    id: Uuid,
    name: String,
}

impl CompensationPool {
    fn of(row: PoolRow) -> Answer<Self> {
        let institutions = row.institutions.map(serde_json::from_value).transpose();
        Ok(Self {
            id: row.id,
            name: row.name,
            fund_amount: row.fund_amount,
            share: row.share,
            leverage_max: row.leverage_max,
            overdue_days_min: row.overdue_days_min,
            is_active: row.is_active,
            room_amount: row.room_amount,
            institutions: institutions.map_err(|error| Problem::caused(Fault::Internal, error))?,
        })
    }
}

/// All pools, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompensationPools {
    items: Vec<CompensationPool>,
}

/// What a pool is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct PoolForm {
    /// One to sixty characters; each name once.
    #[schema(value_type = String, example = "普惠贷款风险补偿资金池")]
    name: Option<String>,
    /// Yuan.
    #[schema(value_type = String, example = "20000000.00")]
    fund_amount: Option<String>,
    /// Of a loss: above 0, at most 1, with at most six decimals.
    #[schema(value_type = String, example = "0.4")]
    share: Option<String>,
    /// 1 to 100, with at most two decimals.
    #[schema(value_type = String, example = "10")]
    leverage_max: Option<String>,
    /// How many days a loan must be overdue before its loss is claimed; 90 for a new pool, else as it is.
    #[schema(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 1080)]
    overdue_days_min: Option<i64>,
    /// Whether it takes more loans; a new pool does, else as it is.
    #[schema(value_type = Option<bool>, nullable = false)]
    is_active: Option<bool>,
    /// Those that may put loans under it, at most 200; none for a new pool, else as they are.
    #[schema(value_type = Option<Vec<Uuid>>, nullable = false, max_items = 200)]
    institution_ids: Option<Vec<Uuid>>,
}

struct Pool {
    name: Name,
    fund: Amount,
    share: Share,
    leverage_max: Decimal,
    overdue_days_min: Option<i32>,
    institutions: Option<Vec<Uuid>>,
}

/// 风险补偿资金池: the pools of the officer's institution, to choose one; every pool for those who watch.
#[utoipa::path(
    get, path = "/api/compensation-pools", tag = "manage-risk",
    responses((status = 200, body = CompensationPools))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION | roles::STAFF }>,
) -> Answer<Json<CompensationPools>> {
    let list_pools = ListPools { scope: session.scope()? };
    let rows = platform.store().await?.all(list_pools).await?;
    let items = rows.into_iter().map(CompensationPool::of).collect::<Answer<_>>()?;
    Ok(Json(CompensationPools { items }))
}

/// 设立资金池: sets up a pool.
#[utoipa::path(
    post, path = "/api/compensation-pools", tag = "manage-risk", request_body = PoolForm,
    responses((status = 201, body = CompensationPool))
)]
pub(crate) async fn add(
    platform: Platform,
    regulator: Regulator,
    Body { value, .. }: Body<PoolForm>,
) -> Answer<(StatusCode, Json<CompensationPool>)> {
    let pool = value.check()?;
    let add_pool = AddPool {
        pool_id: ambient::new_id(),
        name: pool.name.into_string(),
        fund_amount: pool.fund.yuan(),
        share: pool.share.fraction(),
        leverage_max: pool.leverage_max,
        overdue_days_min: pool.overdue_days_min,
        institution_ids: store::json(&pool.institutions)?,
        account_id: regulator.account,
        request_id: platform.request_id().to_owned(),
    };
    let added = platform.store().await?.one(add_pool).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(CompensationPool::of(added)?)))
}

/// 修改资金池: changes a pool. Loans that it covers keep the share that held when they were paid. `overdue_days_min`,
/// `is_active` and `institution_ids` stay as they are where they are left out.
#[utoipa::path(
    put, path = "/api/compensation-pools/{id}", tag = "manage-risk", params(("id" = Uuid, Path)),
    request_body = PoolForm, responses((status = 200, body = CompensationPool))
)]
pub(crate) async fn change(
    platform: Platform,
    regulator: Regulator,
    Id(id): Id,
    Body { value, .. }: Body<PoolForm>,
) -> Answer<Json<CompensationPool>> {
    let is_active = value.is_active;
    let pool = value.check()?;
    let change_pool = ChangePool {
        pool_id: id,
        name: pool.name.into_string(),
        fund_amount: pool.fund.yuan(),
        share: pool.share.fraction(),
        leverage_max: pool.leverage_max,
        overdue_days_min: pool.overdue_days_min,
        institution_ids: store::json(&pool.institutions)?,
        is_active,
        account_id: regulator.account,
        request_id: platform.request_id().to_owned(),
    };
    let changed = platform.store().await?.optional(change_pool).await.map_err(refused)?;
    CompensationPool::of(changed.ok_or(Fault::NotFound)?).map(Json)
}

impl PoolForm {
    fn check(&self) -> Result<Pool, FieldErrors> {
        let mut form = Form::default();
        let name = form.require("name", self.name.as_deref().map(Name::parse));
        let fund = form.require("fund_amount", self.fund_amount.as_deref().map(Amount::parse));
        let share = form.require("share", self.share.as_deref().map(Share::parse));
        let leverage_max =
            form.require("leverage_max", self.leverage_max.as_deref().map(parse_leverage));
        let overdue =
            form.check_optional("overdue_days_min", self.overdue_days_min.map(parse_days));
        let members = self.institution_ids.clone().map(|ids| match ids.len() {
            0..=MEMBERS_MAX => Ok(ids),
            _ => Err(Invalid::new("too_many", format!("最多选择 {MEMBERS_MAX} 家机构"))),
        });
        let members = form.check_optional("institution_ids", members);
        form.finish(|| {
            Some(Pool {
                name: name?,
                fund: fund?,
                share: share?,
                leverage_max: leverage_max?,
                overdue_days_min: overdue?,
                institutions: members?,
            })
        })
    }
}

fn parse_days(days: i64) -> Result<i32, Invalid> {
    let days = i32::try_from(days).ok().filter(|days| (1..=1080).contains(days));
    days.ok_or_else(|| Invalid::new("out_of_range", "请填写 1 至 1080 天"))
}

fn parse_leverage(text: &str) -> Result<Decimal, Invalid> {
    let times = Decimal::from_str_exact(text).ok().map(|times| times.normalize());
    let fits = |times: &Decimal| {
        times.scale() <= 2 && (Decimal::ONE..=Decimal::ONE_HUNDRED).contains(times)
    };
    let refused = || Invalid::new("out_of_range", "请填写 1 至 100 的倍数，最多两位小数");
    times.filter(fits).ok_or_else(refused)
}

/// What the database refuses: a name that is taken, or a fund smaller than what it covers or has paid.
fn refused(error: StoreError) -> Problem {
    let is = |name| error.is_constraint(name);
    if is("compensation_pool_name") || is("compensation_pool_name_form") {
        Problem::field("name", Invalid::new("name_taken", "已有同名的资金池，请更换名称"))
    } else if is("compensation_pool_member_institution_id_fkey") {
        let sentence = "没有此机构，请从列表中选择";
        Problem::field("institution_ids", Invalid::new("not_found", sentence))
    } else if is("compensation_pool_room") || is("compensation_pool_fund") {
        let sentence = "资金规模与放大倍数须覆盖已纳入的贷款和已支付的补偿";
        Problem::field("fund_amount", Invalid::new("below_cover", sentence))
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //
    #[test]
    fn a_pool_has_bounds() {
        let fields = |share: &str, leverage: &str| {
            let form = PoolForm {
                name: Some("资金池".to_owned()),
                fund_amount: Some("1000000.00".to_owned()),
                share: Some(share.to_owned()),
                leverage_max: Some(leverage.to_owned()),
                ..PoolForm::default()
            };
            let errors = form.check().err().map(|errors| errors.0).unwrap_or_default();
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        for (share, leverage) in
            [("0.4", "10"), ("1", "1"), ("0.0001", "99.99"), ("0.40000", "100")]
        {
            assert!(fields(share, leverage).is_empty(), "{share} {leverage}");
        }
        for wrong in ["0", "1.01"] {
            assert_eq!(fields(wrong, "10"), ["share"], "{wrong}");
        }
        for wrong in ["0.99", "101", "1.001", "x"] {
            assert_eq!(fields("0.4", wrong), ["leverage_max"], "{wrong}");
        }
        assert_eq!(PoolForm::default().check().err().unwrap().0.len(), 4);
    }
}
