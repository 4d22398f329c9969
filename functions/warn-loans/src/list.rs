use crate::alert::{Alert, AlertRow};
use domain::{Form, Word};
use serde::Deserialize;
use store::statement;
use utoipa::IntoParams;
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query, Slice, roles};

/// How cursors know the list.
const LIST: List = List::by_id("alerts");

statement! {
    ListAlerts("warn-loans/list") -> AlertRow
}

/// Which alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlertQuery {
    /// `open`, `handling` or `closed`.
    #[param(nullable = false)]
    state: Option<String>,
    /// `attention` or `serious`.
    #[param(nullable = false)]
    severity: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 贷后预警: an officer's own alerts, or for managers those of the institution; newest first.
#[utoipa::path(
    get, path = "/api/alerts", tag = "warn-loans", params(AlertQuery),
    responses((status = 200, body = Slice<Alert>))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION }>,
    Query(query): Query<AlertQuery>,
) -> Answer<Json<Slice<Alert>>> {
    let mut form = Form::default();
    let state = known(&mut form, "state", query.state, &["open", "handling", "closed"]);
    let severity = known(&mut form, "severity", query.severity, &["attention", "serious"]);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (state, severity, page) = form.finish(|| Some((state?, severity?, page?)))?;
    let list_alerts = ListAlerts {
        scope: session.scope()?,
        state,
        severity,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_alerts).await?;
    let keyring = platform.keyring().await?;
    let slice = page.slice(rows, |row| (String::new(), row.id), |row| Alert::of(row, &keyring));
    let items = slice.items.into_iter().collect::<Answer<_>>()?;
    Ok(Json(Slice { items, next_cursor: slice.next_cursor }))
}

fn known(
    form: &mut Form,
    field: &str,
    word: Option<String>,
    words: &[&str],
) -> Option<Option<String>> {
    let known = word
        .map(|word| if words.contains(&word.as_str()) { Ok(word) } else { Err(Word::unknown()) });
    form.check_optional(field, known)
}
