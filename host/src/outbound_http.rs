//! HTTP requests that components send.

use std::sync::Arc;

use http::Request;
use http_body_util::BodyExt as _;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks, default_send_request};

use crate::outbound::AllowedHosts;

/// Sends what the component may send.
pub struct OutboundHttp {
    allowed: Arc<AllowedHosts>,
}

impl OutboundHttp {
    /// The component's own list decides.
    pub fn new(allowed: Arc<AllowedHosts>) -> Self {
        Self { allowed }
    }
}

type Rest = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(http::Response<WasiBody>, Rest), Error>;

impl WasiHttpHooks for OutboundHttp {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _rest: Rest,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let allowed = self.allowed.allow(&request.uri().to_string(), "https");
        Box::new(async move {
            if !allowed {
                return Err(Error::HttpRequestDenied);
            }
            let (response, rest) = default_send_request(request, options).await?;
            Ok((response.map(|body| body.boxed_unsync()), Box::new(rest) as Rest))
        })
    }
}
