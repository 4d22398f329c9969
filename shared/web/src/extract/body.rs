use crate::fault::Fault;
use crate::problem::Problem;
use crate::text;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use domain::Invalid;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// The largest JSON body that an operation takes unless it says otherwise, bytes.
const BYTES_MAX: usize = 64 * 1024;

/// A JSON body of at most `MAX` bytes.
#[derive(Debug)]
pub struct Body<T, const MAX: usize = BYTES_MAX> {
    /// What was sent.
    pub value: T,
    bytes: Bytes,
}

impl<T, const MAX: usize> Body<T, MAX> {
    /// SHA-256 of what was sent, by which a repeated request is known: the same JSON with other blanks or its keys in
    /// another order has the same one.
    ///
    /// # Errors
    /// 400 when a member that the operation does not know holds what is no JSON value, a number beyond all bounds.
    pub fn digest(&self) -> Result<Vec<u8>, Problem> {
        digest(&self.bytes)
    }
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Body<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_declared_as(request.headers(), b"application/json") {
            return Err(Fault::NotJson.into());
        }
        let bytes = collect(request.into_body(), MAX).await?;
        text::refuse_nul_in_json(&bytes)?;
        let value = parse(&bytes)?;
        Ok(Self { value, bytes })
    }
}

/// A body that may be left out: no bytes are none, whatever the headers announce.
impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> OptionalFromRequest<S>
    for Body<T, MAX>
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = collect(body, MAX).await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let request = Request::from_parts(parts, bytes.into());
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

/// A map of `serde_json` keeps its keys in their order, so that the text of the value is one for all orders.
fn digest(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let value: serde_json::Value = parse(bytes)?;
    let canonical =
        serde_json::to_vec(&value).map_err(|error| Problem::caused(Fault::Internal, error))?;
    Ok(crypto::sha256(&canonical))
}

/// A JSON body of at most `MAX` bytes whose texts are checked one by one by the operation: it refuses what it cannot
/// store with the item that holds it, and takes the others.
#[derive(Debug)]
pub struct BatchBody<T, const MAX: usize>(pub T);

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for BatchBody<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_declared_as(request.headers(), b"application/json") {
            return Err(Fault::NotJson.into());
        }
        let bytes = collect(request.into_body(), MAX).await?;
        parse(&bytes).map(Self)
    }
}

/// Whether the body is declared to be of a media type; parameters behind it do not matter.
pub fn is_declared_as(headers: &HeaderMap, essence: &[u8]) -> bool {
    let declared = headers.get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    let given = declared.split(|byte| *byte == b';').next().unwrap_or_default();
    given.trim_ascii().eq_ignore_ascii_case(essence)
}

async fn collect(body: axum::body::Body, most: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Fault::BodyTooLarge.into()),
        Err(error) => Err(Problem::caused(Fault::BrokenJson, error)),
    }
}

/// JSON that does not parse is 400; JSON of another shape is 422 and names the place.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if error.inner().is_data() {
            let path = error.path().to_string();
            Problem::field(
                &path,
                Invalid::new("wrong_type", "此项的数据类型不正确，请对照接口文档"),
            )
        } else {
            Problem::from(Fault::BrokenJson)
        }
    })?;
    json.end().map_err(|_| Fault::BrokenJson)?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_same_json_has_the_same_digest() {
        let of = |text: &str| digest(text.as_bytes()).unwrap();
        let sent = of(r#"{"amount":"1.00","firms":[{"a":1,"b":null}],"name":"\u9890"}"#);
        assert_eq!(
            of(r#" { "name": "颐", "firms": [ {"b":null,"a":1} ], "amount": "1.00" } "#),
            sent
        );
        for other in [
            r#"{"amount":"1.0","firms":[{"a":1,"b":null}],"name":"颐"}"#,
            r#"{"amount":"1.00","firms":[{"a":1}],"name":"颐"}"#,
            r#"{"amount":"1.00","firms":[{"a":"1","b":null}],"name":"颐"}"#,
            "{}",
        ] {
            assert_ne!(of(other), sent, "{other}");
        }
    }
}
