use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full, Limited};
use spin_sdk::http::{Request, StatusCode, send};
use std::pin::pin;
use std::time::Duration;
use web::{Answer, Fault, Problem};

/// The largest answer taken from a provider, bytes. Key sets are the largest of them, some ten kilobytes.
const BYTES_MAX: usize = 256 * 1024;
/// How long a provider may take for one answer, its body included.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the provider, within bounds of size and time.
pub(super) async fn fetch(request: Request<Full<Bytes>>) -> Answer<(StatusCode, Bytes)> {
    let answer = async {
        let response = send(request).await.map_err(|error| format!("{error:?}"))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), BYTES_MAX);
        let collected = body.collect().await.map_err(|error| error.to_string())?;
        Ok((status, collected.to_bytes()))
    };
    match select(pin!(answer), pin!(spin_sdk::time::sleep(PATIENCE))).await {
        Either::Left((answer, _)) => answer.map_err(unavailable),
        Either::Right(_) => Err(unavailable(String::from("no answer in time"))),
    }
}

/// Gets a document that the provider must have.
pub(super) async fn get(address: &str) -> Answer<Bytes> {
    let request = Request::get(address)
        .header("accept", "application/json")
        .body(Full::default())
        .map_err(|error| unavailable(error.to_string()))?;
    let (status, body) = fetch(request).await?;
    if status.is_success() { Ok(body) } else { Err(unavailable(format!("status {status}"))) }
}

/// 503: the provider does not answer as it should.
pub(super) fn unavailable(cause: String) -> Problem {
    Problem::caused(Fault::Unavailable, format!("OpenID provider: {cause}"))
}
