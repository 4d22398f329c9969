use chrono::{DateTime, Utc};
use domain::{FieldErrors, Form, Invalid, Name};
use rules::{INPUTS, Kind, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, Body, Fault, Json, List, Page, PageQuery, Platform, Problem, Query, Slice, Staff,
    StatusCode, ambient, moment,
};

/// How cursors know the list.
const LIST: List = List::by_time("rule-versions");

statement! {
    ListVersions("decide-application/list_versions") -> RuleVersion
}
statement! {
    Draft("decide-application/draft") -> Numbered
}
pub(crate) const KINDS: [&str; 4] = ["verification", "anti_fraud", "admission", "post_loan"];

/// An input that rules may read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleInput {
    name: &'static str,
    title: &'static str,
    /// `number`, `text` or `flag`.
    kind: &'static str,
}

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleInputs {
    items: Vec<RuleInput>,
}

/// 规则输入项: what rules may read.
#[utoipa::path(
    get, path = "/api/rule-inputs", tag = "decide-application",
    responses((status = 200, body = RuleInputs))
)]
pub(crate) async fn inputs(_: Staff) -> Json<RuleInputs> {
    let item = |input: &rules::Input| RuleInput {
        name: input.name,
        title: input.title,
        kind: match input.kind {
            Kind::Number => "number",
            Kind::Text => "text",
            Kind::Flag => "flag",
        },
    };
    Json(RuleInputs { items: INPUTS.iter().map(item).collect() })
}

row! {
    /// A version of the rules of one kind.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct RuleVersion {
        id: Uuid,
        /// `verification`, `anti_fraud`, `admission` or `post_loan`.
        kind: String,
        /// The product that it is for; null for all.
        #[schema(required)]
        product_id: Option<Uuid>,
        version: i32,
        title: String,
        #[schema(value_type = Table)]
        body: Value,
        /// `draft`, `shadow`, `active` or `retired`.
        state: String,
        /// Whether it decides now.
        live: bool,
        #[schema(required)]
        effective_from: Option<DateTime<Utc>>,
        created_at: DateTime<Utc>,
        /// Whether the caller drafted it and so may not activate it.
        own: bool,
        /// Whether it has run in the shadow, and so is kept.
        has_run: bool,
    }
}

/// Which versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// One kind.
    #[param(nullable = false)]
    kind: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 规则版本: the versions of the rules, newest first.
#[utoipa::path(
    get, path = "/api/rule-versions", tag = "decide-application", params(VersionQuery),
    responses((status = 200, body = Slice<RuleVersion>))
)]
pub(crate) async fn list(
    platform: Platform,
    staff: Staff,
    Query(query): Query<VersionQuery>,
) -> Answer<Json<Slice<RuleVersion>>> {
    let mut form = Form::default();
    let kind = form.check_optional("kind", query.kind.as_deref().map(parse_kind));
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (kind, page) = form.finish(|| Some((kind?, page?)))?;
    let after = page.after.clone().unzip();
    let list_versions = ListVersions {
        kind,
        after_time: after.0,
        after_id: after.1,
        rows_wanted: page.rows_wanted(),
        account_id: staff.account,
    };
    let rows = platform.store().await?.all(list_versions).await?;
    let key = |version: &RuleVersion| (moment(version.created_at), version.id);
    Ok(Json(page.slice(rows, key, |version| version)))
}

/// A new version of the rules of one kind.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RuleDraft {
    #[schema(value_type = String, example = "admission")]
    kind: Option<String>,
    /// The product that it is for; all by default.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    product_id: Option<String>,
    #[schema(value_type = String)]
    title: Option<String>,
    #[schema(value_type = Table)]
    body: Option<Table>,
}

/// A version that was drafted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drafted {
    id: Uuid,
    kind: String,
    version: i32,
    /// `draft`.
    state: &'static str,
}

row! {
    struct Numbered { product_found: bool, version: Option<i32> }
}

/// 起草规则: writes a new version. Somebody else puts it to work.
#[utoipa::path(
    post, path = "/api/rule-versions", tag = "decide-application", request_body = RuleDraft,
    responses((status = 201, body = Drafted), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn draft(
    platform: Platform,
    staff: Staff,
    Body { value, .. }: Body<RuleDraft>,
) -> Answer<(StatusCode, Json<Drafted>)> {
    let (kind, product, title, body) = check(value)?;
    let id = ambient::new_id();
    let draft = Draft {
        version_id: id,
        kind: kind.clone(),
        product_id: product,
        title,
        body: store::json(&body)?,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let store = platform.store().await?;
    let numbered: Numbered = match store.one(draft).await {
        // Two drafts at once wanted the same number; the second tries again.
        Err(error) if error.is_constraint("rule_version_number") => {
            return Err(Problem::conflict(Fault::StateConflict, "draft"));
        }
        outcome => outcome?,
    };
    if !numbered.product_found {
        return Err(Problem::field(
            "product_id",
            Invalid::new("not_found", "没有此产品，请检查编号"),
        ));
    }
    let version = numbered.version.ok_or(Fault::Internal)?;
    Ok((StatusCode::CREATED, Json(Drafted { id, kind, version, state: "draft" })))
}

fn check(draft: RuleDraft) -> Result<(String, Option<Uuid>, String, Table), FieldErrors> {
    let mut form = Form::default();
    let kind = form.require("kind", draft.kind.as_deref().map(parse_kind));
    let product = draft.product_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let product = form.check_optional("product_id", product);
    let title = form.require("title", draft.title.as_deref().map(Name::parse));
    let body = form.require("body", draft.body.map(Ok));
    if let Some(Err(errors)) = body.as_ref().map(Table::check) {
        for error in errors.0 {
            let invalid = Invalid::new(error.code, error.message);
            form.refuse(&format!("body.{}", error.field), invalid);
        }
    }
    form.finish(|| Some((kind?, product?, title?.into_string(), body?)))
}

fn parse_kind(text: &str) -> Result<String, Invalid> {
    let sentence = "规则类别应为 verification、anti_fraud、admission 或 post_loan";
    let known = KINDS.contains(&text).then(|| text.to_owned());
    known.ok_or_else(|| Invalid::new("unknown_kind", sentence))
}
