//! One line in the log and one count per request, also when the client goes away.

use std::sync::Arc;

use http::Method;
use tokio::time::Instant;

use crate::metrics::ComponentMetrics;
use crate::trace::Names;

/// A request that is being answered; its end, of any kind, is logged and counted.
pub struct Access {
    names: Names,
    method: Method,
    start: Instant,
    target: Option<Target>,
    status: Option<u16>,
}

struct Target {
    component: String,
    route: String,
    metrics: Arc<ComponentMetrics>,
}

impl Access {
    /// From the first moment.
    pub fn begin(names: Names, method: Method) -> Self {
        Self { names, method, start: Instant::now(), target: None, status: None }
    }

    /// The component that answers, and by which route.
    pub fn reaches(&mut self, component: &str, route: &str, metrics: &Arc<ComponentMetrics>) {
        metrics.in_flight.inc();
        self.target = Some(Target {
            component: component.to_owned(),
            route: route.to_owned(),
            metrics: Arc::clone(metrics),
        });
    }

    /// The names of the request.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Ends with an answer.
    pub fn end(mut self, status: http::StatusCode) {
        self.status = Some(status.as_u16());
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        let duration = self.start.elapsed();
        let (component, route) = match &self.target {
            Some(target) => {
                target.metrics.in_flight.dec();
                target.metrics.answered(self.status, duration.as_secs_f64());
                (target.component.as_str(), target.route.as_str())
            }
            None => ("", ""),
        };
        // No path, query, body or address: these hold what only the component may know.
        tracing::info!(
            target: "access",
            request_id = self.names.request_id(),
            trace_id = self.names.trace_id,
            span_id = self.names.span_id,
            component,
            route,
            method = self.method.as_str(),
            // 0 is a client that went away.
            status = self.status.unwrap_or(0),
            duration_ms = (duration.as_secs_f64() * 1e5).round() / 1e2,
        );
    }
}
