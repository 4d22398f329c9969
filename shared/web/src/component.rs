/// Exports the route table of a function as the component's HTTP handler. Natively, where a function is only tested and
/// described, there is nothing to export.
#[macro_export]
macro_rules! component {
    ($routes:path) => {
        #[cfg(target_family = "wasm")]
        #[spin_sdk::http_service]
        async fn handle(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
            $crate::serve($routes, request).await
        }

        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> $crate::Router = $routes;
    };
}
