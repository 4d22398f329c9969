//! One request: find its component, call it in time, answer in any case.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Request, Response, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use tokio::time::Instant;
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::InstantiationError;

use super::body::{AnswerBody, Bounded, TooLarge};
use super::ids::{Ids, REQUEST_ID};
use super::pages;
use super::problem::Problem;
use super::record::Record;
use super::headers;
use crate::app::{App, Component};

/// How long a request waits for an instance to become free before it tries again.
const FULL_PAUSE: Duration = Duration::from_millis(5);

/// Answers a request from the network.
pub(super) async fn answer(
    app: &Arc<App>,
    request: Request<Incoming>,
    client: SocketAddr,
) -> Response<AnswerBody> {
    let too_large = TooLarge::default();
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let max_bytes = app.limits.body_bytes_max;
    let refused = declared.is_some_and(|length| length > max_bytes).then_some(Problem::BodyTooLarge);
    let request = request.map(|body| {
        if body.is_end_stream() {
            Empty::new().map_err(|never| match never {}).boxed_unsync()
        } else {
            Bounded::new(body, max_bytes, too_large.clone()).boxed_unsync()
        }
    });
    respond(app, request, client, &too_large, refused).await
}

/// Answers a request, wherever it comes from.
pub(crate) async fn respond(
    app: &Arc<App>,
    mut request: Request<WasiBody>,
    client: SocketAddr,
    too_large: &TooLarge,
    refused: Option<Problem>,
) -> Response<AnswerBody> {
    let ids = Ids::of(request.headers());
    let mut record = Record::new(ids.clone(), request.method().clone());
    let path = request.uri().path().to_owned();
    let found = app.routes.find(&path);
    let own_page = pages::PATHS.contains(&path.as_str())
        && found.as_ref().is_none_or(|found| found.raw_route() != path);
    let response = if own_page {
        record.routed(&app.own.id, Arc::from(path.as_str()), app.own.meters.clone());
        pages::page(app, &path, &ids.request, record).await
    } else if let Some((found, component)) =
        found.and_then(|found| Some((found.component(), found)))
            .and_then(|(id, found)| Some((found, app.component(id)?)))
    {
        record.routed(&component.id, found.route_name(), component.meters.clone());
        let uri = headers::full_uri(request.uri(), request.headers());
        match (uri, refused) {
            (_, Some(problem)) => problem.answer(&ids.request, record),
            (None, None) => Problem::BadRequest.answer(&ids.request, record),
            (Some(uri), None) => {
                headers::put(request.headers_mut(), &uri, &found, client);
                ids.put(request.headers_mut());
                *request.uri_mut() = uri;
                guarded(app, component, request, too_large, &ids, record).await
            }
        }
    } else {
        record.routed(&app.own.id, Arc::from("none"), app.own.meters.clone());
        Problem::NotFound.answer(&ids.request, record)
    };
    finish(response, &ids)
}

/// The last touch: the id, and the status for the log.
fn finish(mut response: Response<AnswerBody>, ids: &Ids) -> Response<AnswerBody> {
    let status = response.status().as_u16();
    response.body_mut().answered(status);
    if let Ok(id) = HeaderValue::from_str(&ids.request) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Calls a component when there is room for one more request.
async fn guarded(
    app: &App,
    component: &Component,
    request: Request<WasiBody>,
    too_large: &TooLarge,
    ids: &Ids,
    record: Record,
) -> Response<AnswerBody> {
    let deadline = Instant::now() + app.limits.deadline();
    let Ok(Ok(_room)) = tokio::time::timeout_at(deadline, app.room.acquire()).await else {
        return Problem::Overloaded.answer(&ids.request, record);
    };
    let outcome = call(component, request, deadline).await;
    let problem = match outcome {
        _ if too_large.is_set() => Problem::BodyTooLarge,
        Ok(response) => {
            let (parts, body) = response.into_parts();
            match AnswerBody::gather(body, record).await {
                Ok(body) => return Response::from_parts(parts, body),
                Err(record) => return Problem::Internal.answer(&ids.request, record),
            }
        }
        Err(problem) => problem,
    };
    if problem == Problem::Internal {
        tracing::error!(request_id = ids.request, component = &*component.id, "no answer");
    }
    problem.answer(&ids.request, record)
}

/// Calls a component; waits while all instances are taken.
pub(crate) async fn call(
    component: &Component,
    mut request: Request<WasiBody>,
    deadline: Instant,
) -> Result<Response<WasiBody>, Problem> {
    loop {
        let handled =
            tokio::time::timeout_at(deadline, component.handler.handle(deadline, request)).await;
        let error = match handled {
            Err(_late) => return Err(Problem::DeadlineExceeded),
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => error,
        };
        if Instant::now() >= deadline {
            return Err(Problem::DeadlineExceeded);
        }
        request = match error.downcast::<InstantiationError<Instant>>() {
            Ok(failed) if failed.error.is::<PoolConcurrencyLimitError>() => {
                failed.request.into_inner().map_err(|_| Problem::Internal)?
            }
            Ok(failed) => {
                let error = format!("{:#}", failed.error);
                tracing::error!(component = &*component.id, error, "no instance");
                return Err(Problem::Internal);
            }
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(component = &*component.id, error, "a request failed");
                return Err(Problem::Internal);
            }
        };
        if tokio::time::timeout_at(deadline, tokio::time::sleep(FULL_PAUSE)).await.is_err() {
            return Err(Problem::Overloaded);
        }
    }
}
