//! From a request to its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt as _, Empty};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError, ProxyHandler};
use wasmtime_wasi_http::{Error, WasiBody};

use crate::access::{Access, AccessLog};
use crate::app::App;
use crate::body::{Limited, TooLong, drain, gather};
use crate::engine::plain;
use crate::guest_request;
use crate::health::Health;
use crate::problem::{Problem, response};
use crate::routes::Match;
use crate::trace::{Names, REQUEST_ID};
use crate::worker::{Deadline, Maker};

/// Answers requests on one thread.
#[derive(Clone)]
pub struct Service {
    /// The application.
    pub app: Arc<App>,
    /// Which of the threads it is.
    pub thread: usize,
    /// Whether it can work.
    pub health: Arc<Health>,
    /// How long a request may take.
    pub deadline: Duration,
    /// The longest body of a request, in bytes.
    pub body_bytes_max: u64,
    /// Which requests get a line in the log.
    pub access_log: Arc<AccessLog>,
}

impl Service {
    /// Answers one request; every failure is an answer as well.
    pub async fn answer<B>(&self, request: Request<B>, client: SocketAddr) -> Response<WasiBody>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Error>,
    {
        if let Err(error) = guest_request::one_host(&request) {
            tracing::info!(error = format!("{error:#}"), "a request that is no HTTP");
            return self.refuse(request, Problem::BadRequest).await;
        }
        let path = request.uri().path();
        if is_metrics(path) {
            return self.refuse(request, Problem::NotFound).await;
        }
        if let Some(response) = self.own(path).await {
            return response;
        }
        self.answer_within(request, client, self.deadline).await
    }

    /// Answers one request of those who read the metrics: the host's own, and the routes of components below them.
    pub async fn answer_metrics<B>(
        &self,
        request: Request<B>,
        client: SocketAddr,
    ) -> Response<WasiBody>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Error>,
    {
        let path = request.uri().path();
        let below =
            || self.app.routes.find(path).is_some_and(|route| is_metrics(route.raw_route()));
        if guest_request::one_host(&request).is_err() {
            self.refuse(request, Problem::BadRequest).await
        } else if path == METRICS {
            self.page()
        } else if below() {
            self.answer_within(request, client, self.deadline).await
        } else {
            self.refuse(request, Problem::NotFound).await
        }
    }

    /// The same with a deadline of its own, for components only.
    pub async fn answer_within<B>(
        &self,
        request: Request<B>,
        client: SocketAddr,
        deadline: Duration,
    ) -> Response<WasiBody>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Error>,
    {
        let deadline = Instant::now() + deadline;
        let path = request.uri().path().to_owned();
        let names = Names::of(request.headers());
        let mut access = Access::begin(&self.access_log, names, request.method().clone());
        let result = match self.app.routes.find(&path) {
            Some(found) => self.call(request, client, &found, deadline, &mut access).await,
            None => Err(Problem::NotFound),
        };
        if let Some(name) = result.as_ref().ok().and_then(|answer| answer.headers().get(REQUEST_ID))
        {
            access.named(name);
        }
        let request_id = access.names().request_id.clone();
        let mut response =
            result.unwrap_or_else(|problem| problem.response(access.names().request_id()));
        response.headers_mut().insert(REQUEST_ID, request_id);
        access.end(response.status());
        response
    }

    async fn call<'a, B>(
        &'a self,
        request: Request<B>,
        client: SocketAddr,
        found: &Match<'a>,
        deadline: Instant,
        access: &mut Access<'a>,
    ) -> Result<Response<WasiBody>, Problem>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Error>,
    {
        let id = found.component();
        let running = self.app.components.get(id).ok_or(Problem::NotFound)?;
        let handler = &running.component.handler(self.thread).ok_or(Problem::Internal)?;
        access.reaches(id, found.raw_route(), &running.metrics);
        if announced_bytes(&request).is_some_and(|bytes| bytes > self.body_bytes_max) {
            drain(request.into_body()).await;
            return Err(Problem::BodyTooLarge);
        }
        let (mut parts, body) = request.into_parts();
        if let Err(error) = guest_request::prepare(&mut parts, found, client, access.names()) {
            tracing::info!(error = format!("{error:#}"), "a request that cannot be passed on");
            return Err(Problem::BadRequest);
        }
        if body.is_end_stream() {
            let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
            return in_time(handler, Request::from_parts(parts, body), deadline, access).await;
        }
        let too_long = TooLong::default();
        let body = Limited::new(body, self.body_bytes_max, too_long.clone()).boxed_unsync();
        let request = Request::from_parts(parts, body);
        let (answer, rest) = tokio::select! {
            biased;
            rest = too_long.wait() => (Err(Problem::BodyTooLarge), Some(rest)),
            answer = in_time(handler, request, deadline, access) => (answer, too_long.take()),
        };
        match rest {
            None => answer,
            Some(rest) => {
                drain(rest).await;
                Err(Problem::BodyTooLarge)
            }
        }
    }

    /// What the host itself answers to everybody.
    async fn own(&self, path: &str) -> Option<Response<WasiBody>> {
        const TEXT: &str = "text/plain; charset=utf-8";
        match path {
            "/healthz" | "/.well-known/spin/health" => Some(response(StatusCode::OK, TEXT, "OK")),
            "/readyz" => Some(match self.health.check(&self.app.servers).await {
                Ok(()) => response(StatusCode::OK, TEXT, "OK"),
                Err(why) => response(StatusCode::SERVICE_UNAVAILABLE, TEXT, why),
            }),
            _ => None,
        }
    }

    /// Refuses a request before any component is asked.
    async fn refuse<B>(&self, request: Request<B>, problem: Problem) -> Response<WasiBody>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let names = Names::of(request.headers());
        let access = Access::begin(&self.access_log, names, request.method().clone());
        drain(request.into_body()).await;
        let mut response = problem.response(access.names().request_id());
        response.headers_mut().insert(REQUEST_ID, access.names().request_id.clone());
        access.end(response.status());
        response
    }

    /// The numbers of the host.
    fn page(&self) -> Response<WasiBody> {
        const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        match self.app.metrics.page(&self.app.postgres, &self.app.redis) {
            Ok(page) => response(StatusCode::OK, OPEN_METRICS, page),
            Err(_) => response(StatusCode::INTERNAL_SERVER_ERROR, OPEN_METRICS, ""),
        }
    }
}

/// Where the numbers are, of the host and below it of components.
const METRICS: &str = "/metrics";

/// Whether a path is there; routes are found whatever the number of slashes before them.
fn is_metrics(path: &str) -> bool {
    let path = path.trim_start_matches('/').strip_prefix(METRICS.trim_start_matches('/'));
    path.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Lets an instance answer before the deadline. The instance hears of a deadline that was missed from here, so that one
/// timer per request is enough.
async fn in_time(
    handler: &ProxyHandler<Maker>,
    request: Request<WasiBody>,
    at: Instant,
    access: &Access<'_>,
) -> Result<Response<WasiBody>, Problem> {
    let (miss, missed) = oneshot::channel();
    let answer = run(handler, request, Deadline { at, missed }, access);
    match timeout_at(at, answer).await {
        Ok(answer) => answer,
        Err(_) => {
            _ = miss.send(());
            Err(Problem::DeadlineExceeded)
        }
    }
}

/// Lets an instance answer.
async fn run(
    handler: &ProxyHandler<Maker>,
    request: Request<WasiBody>,
    deadline: Deadline,
    access: &Access<'_>,
) -> Result<Response<WasiBody>, Problem> {
    let request_id = access.names().request_id();
    let at = deadline.at;
    let response = match handler.handle(deadline, request).await {
        Ok(response) => response,
        Err(error) if error.is::<ExpirationError>() => return Err(Problem::DeadlineExceeded),
        Err(error) if error.is::<InstantiationError<Deadline>>() => {
            let error = plain(error).to_string();
            tracing::error!(request_id, error, "no instance");
            return Err(Problem::Busy);
        }
        // The instance was ended for it before the request itself was.
        Err(_) if Instant::now() >= at => return Err(Problem::DeadlineExceeded),
        Err(error) => {
            let error = plain(error).to_string();
            tracing::error!(request_id, error, "no answer");
            return Err(Problem::Internal);
        }
    };
    gather(response).await.map_err(|error| {
        tracing::error!(request_id, %error, "no body");
        Problem::Internal
    })
}

fn announced_bytes<B>(request: &Request<B>) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH).map(HeaderValue::to_str)?.ok()?.parse().ok()
}
