//! Runs the schedule: calls each job's component when its time has come.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderValue, Method, Request};
use http_body_util::Empty;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::ambient;
use crate::schedule::Job;
use crate::service::Service;

/// The longest sleep, so that a clock that was set is noticed soon.
const NAP_MAX: Duration = Duration::from_secs(30);

/// Starts the clock of every job. They stop when `stop` changes; a run that goes on then is
/// finished by the returned set.
pub fn start(
    service: &Arc<Service>,
    deadline: Duration,
    stop: &watch::Receiver<()>,
) -> JoinSet<()> {
    let mut clocks = JoinSet::new();
    for job in service.app.jobs.clone() {
        let (service, mut stop) = (Arc::clone(service), stop.clone());
        clocks.spawn(async move {
            loop {
                tokio::select! {
                    () = wait(&job) => run(&service, &job, deadline).await,
                    _ = stop.changed() => break,
                }
            }
        });
    }
    clocks
}

/// Until the next time of a job. The times that pass while it runs are left out, as this is only
/// asked afterwards.
async fn wait(job: &Job) {
    let Some(next) = job.next_after(ambient::now()) else {
        tracing::warn!(component = job.component, "the schedule has no next time");
        return std::future::pending().await;
    };
    while let Ok(left) = (next - ambient::now()).to_std() {
        if left.is_zero() {
            break;
        }
        sleep(left.min(NAP_MAX)).await;
    }
}

async fn run(service: &Service, job: &Job, deadline: Duration) {
    let component = job.component.as_str();
    let Some(request) = request(job) else {
        tracing::error!(component, "the schedule's token is no header value");
        return;
    };
    let client = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let response = service.answer_within(request, client, deadline).await;
    let status = response.status();
    let text = match http_body_util::BodyExt::collect(response.into_body()).await {
        Ok(body) => excerpt(&body.to_bytes()),
        Err(error) => error.to_string(),
    };
    if status.is_success() {
        tracing::info!(component, status = status.as_u16(), answer = text, "scheduled run");
    } else {
        tracing::error!(component, status = status.as_u16(), answer = text, "scheduled run failed");
    }
}

fn request(job: &Job) -> Option<Request<Empty<Bytes>>> {
    let mut token = HeaderValue::from_str(&format!("Bearer {}", job.token)).ok()?;
    token.set_sensitive(true);
    Request::builder()
        .method(Method::POST)
        .uri(job.path())
        .header(HOST, "localhost")
        .header(AUTHORIZATION, token)
        .body(Empty::new())
        .ok()
}

/// The start of an answer, which says what the run did.
fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body.get(..500).unwrap_or(body)).into_owned()
}
