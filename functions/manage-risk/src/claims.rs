//! What institutions claim of the compensation pools; who manages the pools decides, as the second person (R-16).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{FieldErrors, Form, Invalid, Text, parse_day};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{StoreError, row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, Body, Fault, Id, Json, List, Page, PageQuery, Platform, Problem, Query, Regulator,
    Slice, ambient,
};

/// How cursors know the list.
const LIST: List = List::by_id("compensation-claims");

statement! {
    ListClaims("manage-risk/list_claims") -> Claim
}
statement! {
    DecideClaim("manage-risk/decide_claim") -> Outcome
}

row! {
    /// A claim on a compensation pool. No borrower stands in it.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Claim {
        id: Uuid,
        order_number: String,
        pool_name: String,
        institution_name: String,
        /// The loan, yuan.
        disbursed_amount: Decimal,
        paid_on: NaiveDate,
        /// Yuan.
        loss_amount: Decimal,
        /// The pool's share of it, yuan.
        payable_amount: Decimal,
        overdue_since: NaiveDate,
        claimed_at: DateTime<Utc>,
        /// `waiting`, `paid` or `refused`.
        state: String,
        #[schema(required)]
        decided_at: Option<DateTime<Utc>>,
        /// Why it was sent back.
        #[schema(required)]
        reason: Option<String>,
    }
}

/// Which claims.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClaimQuery {
    /// `waiting`, `paid` or `refused`.
    #[param(nullable = false)]
    state: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 补偿申请: what institutions claim of the pools, the newest first.
#[utoipa::path(
    get, path = "/api/compensation-claims", tag = "manage-risk", params(ClaimQuery),
    responses((status = 200, body = Slice<Claim>))
)]
pub(crate) async fn list(
    platform: Platform,
    _: Regulator,
    Query(query): Query<ClaimQuery>,
) -> Answer<Json<Slice<Claim>>> {
    let mut form = Form::default();
    let state = query.state.map(|state| match state.as_str() {
        "waiting" | "paid" | "refused" => Ok(state),
        _ => Err(Invalid::new("unknown_state", "状态应为 waiting、paid 或 refused")),
    });
    let state = form.check_optional("state", state);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (state, page) = form.finish(|| Some((state?, page?)))?;
    let list_claims =
        ListClaims { state, after_id: page.after_id(), rows_wanted: page.rows_wanted() };
    let rows = platform.store().await?.all(list_claims).await?;
    Ok(Json(page.slice(rows, |claim| (String::new(), claim.id), |claim| claim)))
}

/// What becomes of a claim.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ClaimVerdict {
    /// `pay` or `refuse`.
    #[schema(value_type = String, example = "pay")]
    verdict: Option<String>,
    /// The day on which the pool paid, in Asia/Shanghai; with `pay`. Not in the future.
    #[schema(value_type = Option<NaiveDate>, nullable = false)]
    paid_on: Option<String>,
    /// Why it is sent back, at most two hundred characters; with `refuse`.
    #[schema(nullable = false)]
    reason: Option<String>,
}

impl ClaimVerdict {
    /// The day of payment, or why there is none.
    fn check(&self, today: NaiveDate) -> Result<Result<NaiveDate, String>, FieldErrors> {
        let mut form = Form::default();
        let decided = match self.verdict.as_deref() {
            Some("pay") => {
                let day = self.paid_on.as_deref().map(|day| {
                    let day = parse_day(day)?;
                    Some(day).filter(|day| *day <= today).ok_or_else(invalid_day)
                });
                form.require("paid_on", day).map(Ok)
            }
            Some("refuse") => {
                let reason = self.reason.as_deref().map(Text::<1, 200>::parse);
                form.require("reason", reason).map(|reason| Err(reason.into_string()))
            }
            Some(_) => form
                .check("verdict", Err(Invalid::new("unknown_verdict", "请填写 pay、refuse 之一"))),
            None => form.require("verdict", None),
        };
        form.finish(|| decided)
    }
}

fn invalid_day() -> Invalid {
    Invalid::new("invalid_date", "请填写不早于逾期开始日、不晚于今天的补偿日期，格式如 2026-01-31")
}

row! {
    struct Outcome { refusal: Option<String>, id: Uuid, state: String, paid_amount: Option<Decimal> }
}

/// A claim that is decided.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decided {
    id: Uuid,
    /// `paid` or `refused`.
    state: String,
    /// Yuan that the pool has paid; null where it does not.
    #[schema(required)]
    paid_amount: Option<Decimal>,
}

/// 审核补偿申请: lets the pool pay its share of the loss, or sends the claim back. Never by who claimed.
#[utoipa::path(
    post, path = "/api/compensation-claims/{id}", tag = "manage-risk", params(("id" = Uuid, Path)),
    request_body = ClaimVerdict,
    responses(
        (status = 200, body = Decided),
        (status = 409, description = "state_conflict; pool_exhausted: the fund has not enough left")
    )
)]
pub(crate) async fn decide(
    platform: Platform,
    regulator: Regulator,
    Id(id): Id,
    Body { value, .. }: Body<ClaimVerdict>,
) -> Answer<Json<Decided>> {
    let decided = value.check(ambient::today())?;
    let decide_claim = DecideClaim {
        claim_id: id,
        pays: decided.is_ok(),
        paid_on: decided.as_ref().ok().copied(),
        reason: decided.err().unwrap_or_default(),
        account_id: regulator.account,
        request_id: platform.request_id().to_owned(),
    };
    let outcome = platform.store().await?.optional(decide_claim).await.map_err(over_fund)?;
    let Outcome { refusal, id, state, paid_amount } = outcome.ok_or(Fault::NotFound)?;
    match refusal.as_deref() {
        None => Ok(Json(Decided { id, state, paid_amount })),
        Some("before_overdue") => Err(Problem::field("paid_on", invalid_day())),
        Some("not_covered") => Err(Problem::conflict(Fault::StateConflict, "not_covered")),
        Some("own_claim") => Err(Fault::ForbiddenRole.into()),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, state)),
    }
}

fn over_fund(error: StoreError) -> Problem {
    if error.is_constraint("compensation_pool_fund") {
        Fault::PoolExhausted.into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-16
    #[test]
    fn a_verdict_names_its_day_or_its_reason() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let fields = |json: &str| {
            let body: ClaimVerdict = serde_json::from_str(json).unwrap();
            let errors = body.check(today).err().map(|errors| errors.0).unwrap_or_default();
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert!(fields(r#"{"verdict":"pay","paid_on":"2026-11-23"}"#).is_empty());
        assert!(fields(r#"{"verdict":"refuse","reason":"材料不全"}"#).is_empty());
        assert_eq!(fields(r#"{"verdict":"pay","paid_on":"2026-11-24"}"#), ["paid_on"]);
        assert_eq!(fields(r#"{"verdict":"pay"}"#), ["paid_on"]);
        assert_eq!(fields(r#"{"verdict":"refuse","reason":" "}"#), ["reason"]);
        assert_eq!(fields(r#"{"verdict":"maybe"}"#), ["verdict"]);
        assert_eq!(fields("{}"), ["verdict"]);
    }
}
