//! One line of the access log and the counters of a request, written when it ends, however it ends.

use std::sync::Arc;
use std::time::Instant;

use http::Method;

use super::ids::Ids;
use crate::metrics::Meters;

/// Said of a request whose client left before the answer.
const CLIENT_LEFT: u16 = 499;

/// A request under way.
#[derive(Debug)]
pub(crate) struct Record {
    ids: Ids,
    method: Method,
    started: Instant,
    component: Arc<str>,
    route: Arc<str>,
    meters: Option<Meters>,
    status: Option<u16>,
    complete: bool,
}

impl Record {
    /// A request that has just come.
    pub(crate) fn new(ids: Ids, method: Method) -> Self {
        Self {
            ids,
            method,
            started: Instant::now(),
            component: Arc::from(""),
            route: Arc::from(""),
            meters: None,
            status: None,
            complete: false,
        }
    }

    /// The route is found.
    pub(crate) fn routed(&mut self, component: &Arc<str>, route: Arc<str>, meters: Meters) {
        meters.begin();
        self.component = Arc::clone(component);
        self.route = route;
        self.meters = Some(meters);
    }

    /// The head of the answer goes out.
    pub(crate) fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    /// The whole answer has gone out.
    pub(crate) fn completed(&mut self) {
        self.complete = true;
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let duration = self.started.elapsed();
        let status = self.status.unwrap_or(CLIENT_LEFT);
        if let Some(meters) = &self.meters {
            meters.end(status, duration);
        }
        tracing::info!(
            target: "access",
            request_id = self.ids.request,
            trace_id = self.ids.trace,
            component = &*self.component,
            route = &*self.route,
            method = self.method.as_str(),
            status,
            duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3,
            complete = self.complete,
            "request"
        );
    }
}
