use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Result, Token};

/// The purpose; the handlers of operations; other routes.
pub(crate) struct Declared {
    purpose: LitStr,
    operations: Vec<Path>,
    others: Vec<Other>,
}

/// `post "/scheduled/warn-loans" => sweep::sweep`
struct Other {
    method: Ident,
    path: LitStr,
    handler: Path,
}

impl Parse for Other {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (method, path) = (input.parse()?, input.parse()?);
        input.parse::<Token![=>]>()?;
        Ok(Self { method, path, handler: input.parse()? })
    }
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let purpose = input.parse()?;
        input.parse::<Token![;]>()?;
        let operations = Punctuated::<Path, Token![,]>::parse_separated_nonempty(input)?;
        let operations = operations.into_iter().collect();
        let others = match input.parse::<Option<Token![;]>>()? {
            Some(_) => Punctuated::<Other, Token![,]>::parse_terminated(input)?,
            None => Punctuated::new(),
        };
        Ok(Self { purpose, operations, others: others.into_iter().collect() })
    }
}

impl Declared {
    pub(crate) fn expand(&self) -> Result<TokenStream> {
        let Self { purpose, operations, others } = self;
        let items = operations.iter().map(path_item).collect::<Result<Vec<_>>>()?;
        let (methods, paths, handlers) = (
            others.iter().map(|other| &other.method).collect::<Vec<_>>(),
            others.iter().map(|other| &other.path).collect::<Vec<_>>(),
            others.iter().map(|other| &other.handler).collect::<Vec<_>>(),
        );
        Ok(quote! {
            fn routes() -> ::web::Router {
                ::web::Router::new()
                    #(.route(&::web::operation_path::<#items>(), ::web::operation_route::<#items, _, _>(#operations)))*
                    #(.route(#paths, ::web::#methods(#handlers)))*
            }

            /// What this function answers, for the document of the interface and for the tests.
            #[cfg(not(target_family = "wasm"))]
            pub fn description() -> ::web::Description {
                #[derive(::utoipa::OpenApi)]
                #[openapi(paths(#(#operations),*))]
                struct Api;

                ::web::Description {
                    name: env!("CARGO_PKG_NAME"),
                    purpose: #purpose,
                    document: <Api as ::utoipa::OpenApi>::openapi(),
                    operations: ::std::vec![#(::web::described::<#items, _, _>(&#operations)),*],
                    others: ::std::vec![#((stringify!(#methods), #paths)),*],
                }
            }

            #[cfg(target_family = "wasm")]
            mod exported {
                use spin_sdk::wasip3::exports::http::handler::Guest;
                use spin_sdk::wasip3::http::types::{ErrorCode, Request, Response};

                struct Component;

                impl Guest for Component {
                    async fn handle(
                        request: Request,
                    ) -> ::std::result::Result<Response, ErrorCode> {
                        ::web::handle(super::routes, request).await
                    }
                }

                spin_sdk::wasip3::http::service::export!(Component);
            }

            #[cfg(not(target_family = "wasm"))]
            const _: fn() -> ::web::Router = routes;
        })
    }
}

/// The struct that `#[utoipa::path]` leaves beside a handler: it holds method and path.
fn path_item(handler: &Path) -> Result<Path> {
    let mut item = handler.clone();
    let last = item.segments.last_mut();
    let last = last.ok_or_else(|| syn::Error::new_spanned(handler, "no handler is named"))?;
    last.ident = format_ident!("__path_{}", last.ident);
    Ok(item)
}
