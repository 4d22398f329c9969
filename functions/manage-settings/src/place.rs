use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Invalid, Word};
use web::{Answer, Fault, Path, Problem};

/// A table of the dictionary, by its name.
const KINDS: [&str; 3] = [GUARANTEE_MODE, "institution_category", "purpose"];
const GUARANTEE_MODE: &str = "guarantee_mode";

/// The `{kind}` of the path, and the `{code}` where there is one. What names no word is not found.
pub(crate) struct Place {
    pub(crate) kind: &'static str,
    code: Option<Word>,
}

impl Place {
    /// The word that the path names.
    pub(crate) fn code(self) -> Answer<String> {
        Ok(self.code.ok_or(Fault::NotFound)?.into_string())
    }

    /// Each guarantee mode decides which completion period applies, so their set changes by a release only.
    pub(crate) fn open(&self) -> Answer<()> {
        if self.kind != GUARANTEE_MODE {
            return Ok(());
        }
        let sentence = "担保方式决定办结期限的类型，不能新增或删除，可以改名、排序或停用";
        Err(Problem::field("kind", Invalid::new("closed_set", sentence)))
    }
}

impl web::Admits for Place {}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(words) = Path::<Vec<String>>::from_request_parts(parts, state).await?;
        let mut words = words.into_iter();
        let kind = words.next().unwrap_or_default();
        let kind = KINDS.into_iter().find(|known| *known == kind).ok_or(Fault::NotFound)?;
        let code = words.next().map(|code| Word::parse(&code)).transpose();
        Ok(Self { kind, code: code.map_err(|_| Fault::NotFound)? })
    }
}
