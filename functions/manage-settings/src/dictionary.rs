use crate::place::Place;
use crate::range;
use domain::{Form, Invalid, Name, Word};
use serde::{Deserialize, Serialize};
use store::{StoreError, row, statement};
use utoipa::ToSchema;
use web::{Answer, Body, Fault, Json, Operator, Platform, Problem, StatusCode};

statement! {
    ListWords("manage-settings/list_words") -> DictionaryWord
}
statement! {
    AddWord("manage-settings/add_word") -> DictionaryWord
}
statement! {
    ChangeWord("manage-settings/change_word") -> DictionaryWord
}
statement! {
    RemoveWord("manage-settings/remove_word") -> Removed
}
const POSITION_MAX: i32 = 9999;

row! {
    /// A word of the dictionary.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct DictionaryWord {
        /// `guarantee_mode`, `institution_category` or `purpose`.
        kind: String,
        code: String,
        name: String,
        /// Whether it may still be chosen; what was made with it keeps it.
        is_enabled: bool,
        position: i32,
    }
}

row! {
    struct Removed { code: String }
}

/// The whole dictionary.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dictionary {
    /// By kind, then by position.
    items: Vec<DictionaryWord>,
}

/// A word to add.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct NewWord {
    /// A lower-case letter, then letters, digits and underscores.
    #[schema(value_type = String, pattern = "^[a-z][a-z0-9_]{1,39}$", example = "training")]
    code: Option<String>,
    /// One to sixty characters; each name once a kind.
    #[schema(value_type = String, example = "职业培训")]
    name: Option<String>,
    #[schema(value_type = i64, minimum = 0, maximum = 9999)]
    position: Option<i64>,
}

/// How a word reads and whether it may be chosen.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct WordForm {
    /// One to sixty characters; each name once a kind.
    #[schema(value_type = String, example = "职业培训")]
    name: Option<String>,
    #[schema(value_type = i64, minimum = 0, maximum = 9999)]
    position: Option<i64>,
    #[schema(value_type = bool)]
    is_enabled: Option<bool>,
}

/// 数据字典: every word, disabled ones too, for the name of what was made with them. No session is asked for.
#[utoipa::path(
    get, path = "/api/dictionary", tag = "manage-settings",
    responses((status = 200, body = Dictionary))
)]
pub(crate) async fn list(platform: Platform) -> Answer<Json<Dictionary>> {
    let items = platform.store().await?.all(ListWords {}).await?;
    Ok(Json(Dictionary { items }))
}

/// 新增字典项: adds a word; guarantee modes are a closed set.
#[utoipa::path(
    post, path = "/api/dictionary/{kind}", tag = "manage-settings",
    params(("kind" = String, Path)), request_body = NewWord,
    responses(
        (status = 201, body = DictionaryWord),
        (status = 409, description = "state_conflict, `state` being `exists`: the code is there already")
    )
)]
pub(crate) async fn add(
    platform: Platform,
    operator: Operator,
    place: Place,
    Body { value, .. }: Body<NewWord>,
) -> Answer<(StatusCode, Json<DictionaryWord>)> {
    place.open()?;
    let mut form = Form::default();
    let code = form.require("code", value.code.as_deref().map(parse_code));
    let name = form.require("name", value.name.as_deref().map(Name::parse));
    let position = range::require(&mut form, "position", value.position, 0..=POSITION_MAX);
    let (code, name, position) = form.finish(|| Some((code?, name?, position?)))?;
    let add_word = AddWord {
        kind: place.kind.to_owned(),
        code: code.into_string(),
        name: name.into_string(),
        position,
        account_id: operator.account,
        request_id: platform.request_id().to_owned(),
    };
    let added = platform.store().await?.optional(add_word).await.map_err(name_taken)?;
    let exists = || Problem::conflict(Fault::StateConflict, "exists");
    Ok((StatusCode::CREATED, Json(added.ok_or_else(exists)?)))
}

/// 修改字典项: names, orders, enables or disables a word. What was made with a disabled one stays as it is.
#[utoipa::path(
    put, path = "/api/dictionary/{kind}/{code}", tag = "manage-settings",
    params(("kind" = String, Path), ("code" = String, Path)), request_body = WordForm,
    responses((status = 200, body = DictionaryWord))
)]
pub(crate) async fn change(
    platform: Platform,
    operator: Operator,
    place: Place,
    Body { value, .. }: Body<WordForm>,
) -> Answer<Json<DictionaryWord>> {
    let mut form = Form::default();
    let name = form.require("name", value.name.as_deref().map(Name::parse));
    let position = range::require(&mut form, "position", value.position, 0..=POSITION_MAX);
    let is_enabled = form.require("is_enabled", value.is_enabled.map(Ok));
    let (name, position, is_enabled) = form.finish(|| Some((name?, position?, is_enabled?)))?;
    let change_word = ChangeWord {
        kind: place.kind.to_owned(),
        code: place.code()?,
        name: name.into_string(),
        position,
        is_enabled,
        account_id: operator.account,
        request_id: platform.request_id().to_owned(),
    };
    let changed = platform.store().await?.optional(change_word).await;
    Ok(Json(changed.map_err(name_taken)?.ok_or(Fault::NotFound)?))
}

/// 删除字典项: removes a word that nothing uses; one in use can be disabled.
#[utoipa::path(
    delete, path = "/api/dictionary/{kind}/{code}", tag = "manage-settings",
    params(("kind" = String, Path), ("code" = String, Path)),
    responses(
        (status = 204),
        (status = 409, description = "state_conflict, `state` being `in_use`: disable it instead"),
        (status = 422, description = "closed_set: guarantee modes are not removed")
    )
)]
pub(crate) async fn remove(
    platform: Platform,
    operator: Operator,
    place: Place,
) -> Answer<StatusCode> {
    place.open()?;
    let (kind, request_id) = (place.kind.to_owned(), platform.request_id().to_owned());
    let remove_word =
        RemoveWord { kind, code: place.code()?, account_id: operator.account, request_id };
    let removed = platform.store().await?.optional(remove_word).await.map_err(in_use)?;
    let Removed { .. } = removed.ok_or(Fault::NotFound)?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse_code(code: &str) -> Result<Word, Invalid> {
    let sentence = "请以小写字母开头，使用小写字母、数字和下划线，2 至 40 个字符";
    Word::parse(code).map_err(|_| Invalid::new("invalid_code", sentence))
}

/// A unique name (SQLSTATE 23505) that another word has.
fn name_taken(error: StoreError) -> Problem {
    match error {
        StoreError::Constraint { code, .. } if code == "23505" => {
            Problem::field("name", Invalid::new("name_taken", "已有同名的字典项，请更换名称"))
        }
        other => other.into(),
    }
}

/// What refers to the word holds it (SQLSTATE 23503), however late it came.
fn in_use(error: StoreError) -> Problem {
    match error {
        StoreError::Constraint { code, .. } if code == "23503" => {
            Problem::conflict(Fault::StateConflict, "in_use")
        }
        other => other.into(),
    }
}
