use serde::Serialize;
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Json, Platform};

statement! {
    ListTexts("give-consent/list_texts") -> ConsentText
}

row! {
    /// What is agreed to.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ConsentText {
        #[schema(example = "loan_application.2")]
        id: String,
        title: String,
        /// The exact text.
        body: String,
        /// The SHA-256 of the text's UTF-8 bytes, hexadecimal; each consent keeps it.
        body_sha256: String,
        /// Who may look: `institution`, `partner` or `subject`.
        receiver: String,
        /// For what.
        purposes: Vec<String>,
        /// At which data: each with `code`, `title` and `source`.
        #[schema(value_type = Vec<Object>)]
        items: Value,
        valid_days: i32,
    }
}

/// All texts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentTexts {
    items: Vec<ConsentText>,
}

/// 授权书: the texts that can be agreed to now.
#[utoipa::path(
    get, path = "/api/consent-texts", tag = "give-consent",
    responses((status = 200, body = ConsentTexts))
)]
pub(crate) async fn list(platform: Platform) -> Answer<Json<ConsentTexts>> {
    let items = platform.store().await?.all(ListTexts {}).await?;
    Ok(Json(ConsentTexts { items }))
}
