//! One line in the log and one count per request, also when the client goes away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::Method;
use tokio::time::Instant;

use crate::metrics::ComponentMetrics;
use crate::trace::Names;

/// The target of these lines in the log's filter.
const TARGET: &str = "access";
/// The first status that always has its line.
const REFUSED: u16 = 400;

/// Which requests get a line.
#[derive(Debug)]
pub struct AccessLog {
    /// One of so many that went well; 0 is none of them.
    one_in: u64,
    went_well: AtomicU64,
}

impl AccessLog {
    /// What is refused, fails or is given up always has its line, unless the log's filter leaves
    /// them all out; of the others one in `one_in` has, none for 0.
    pub fn new(one_in: u32) -> Self {
        Self { one_in: u64::from(one_in), went_well: AtomicU64::new(0) }
    }

    /// Whether the filter lets any line through; costs one look.
    fn is_on() -> bool {
        tracing::enabled!(target: TARGET, tracing::Level::INFO)
    }

    fn takes(&self, status: Option<u16>) -> bool {
        match (status, self.one_in) {
            (None | Some(REFUSED..), _) | (_, 1) => true,
            (_, 0) => false,
            (_, one_in) => self.went_well.fetch_add(1, Ordering::Relaxed).is_multiple_of(one_in),
        }
    }
}

/// A request that is being answered; its end, of any kind, is logged and counted.
pub struct Access<'a> {
    log: &'a AccessLog,
    names: Names,
    method: Method,
    start: Instant,
    target: Option<Target<'a>>,
    status: Option<u16>,
}

struct Target<'a> {
    component: &'a str,
    route: &'a str,
    metrics: &'a ComponentMetrics,
}

impl<'a> Access<'a> {
    /// From the first moment.
    pub fn begin(log: &'a AccessLog, names: Names, method: Method) -> Self {
        Self { log, names, method, start: Instant::now(), target: None, status: None }
    }

    /// The component that answers, and by which route.
    pub fn reaches(
        &mut self,
        component: &'a str,
        route: &'a str,
        metrics: &'a Arc<ComponentMetrics>,
    ) {
        metrics.in_flight.inc();
        self.target = Some(Target { component, route, metrics });
    }

    /// The names of the request.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The component has named the request: so the log and the trail of the platform call it the same.
    pub fn named(&mut self, request_id: &http::HeaderValue) {
        self.names.request_id = request_id.clone();
    }

    /// Ends with an answer.
    pub fn end(mut self, status: http::StatusCode) {
        self.status = Some(status.as_u16());
    }

    /// No path, query, body or address: these hold what only the component may know.
    fn write_line(&self, seconds: f64) {
        let (component, route) =
            self.target.as_ref().map_or(("", ""), |target| (target.component, target.route));
        tracing::info!(
            target: TARGET,
            request_id = self.names.request_id(),
            client_request_id = self.names.client_request_id,
            trace_id = self.names.trace_id,
            span_id = self.names.span_id,
            component,
            route,
            method = self.method.as_str(),
            // 0 is a client that went away.
            status = self.status.unwrap_or(0),
            duration_ms = (seconds * 1e5).round() / 1e2,
        );
    }
}

impl Drop for Access<'_> {
    fn drop(&mut self) {
        let seconds = self.start.elapsed().as_secs_f64();
        if let Some(Target { metrics, .. }) = &self.target {
            metrics.in_flight.dec();
            metrics.answered(self.status, seconds);
        }
        if AccessLog::is_on() && self.log.takes(self.status) {
            self.write_line(seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(one_in: u32, statuses: impl IntoIterator<Item = Option<u16>>) -> usize {
        let log = AccessLog::new(one_in);
        statuses.into_iter().filter(|status| log.takes(*status)).count()
    }

    #[test]
    fn one_in_so_many_that_went_well_has_a_line() {
        let well = || [Some(200), Some(204), Some(302), Some(399)].into_iter().cycle().take(1000);
        for (one_in, expected) in [(0, 0), (1, 1000), (7, 143), (100, 10), (2000, 1)] {
            assert_eq!(taken(one_in, well()), expected, "one in {one_in}");
        }
    }

    #[test]
    fn what_did_not_go_well_always_has_one() {
        let badly = [None, Some(400), Some(404), Some(429), Some(500), Some(503)];
        for one_in in [0, 1, 100] {
            assert_eq!(taken(one_in, badly), badly.len(), "one in {one_in}");
        }
    }
}
