//! What is declared once. [`statement!`] makes a struct of a statement's file, [`function!`] a component of its
//! handlers.

mod function;
mod statement;

use proc_macro::TokenStream;

/// A statement of `sql/queries/` as a struct: its fields are the parameters of the file's header, by name and type, and
/// each row becomes the type behind the arrow.
///
/// ```ignore
/// store::statement! {
///     GrabOrder("grab-order/grab_order") -> Grabbed
/// }
/// let grabbed = store.optional(GrabOrder { order_id, officer_id, ... }).await?;
/// ```
///
/// A field that is missing, is called otherwise or has another type does not compile; that header, SQL and schema agree
/// is held by the tidy test.
#[proc_macro]
pub fn statement(input: TokenStream) -> TokenStream {
    let declared = syn::parse_macro_input!(input as statement::Declared);
    declared.expand().unwrap_or_else(|error| error.to_compile_error()).into()
}

/// A function: its purpose in Chinese, the handlers of its operations, and the routes that are no operations of the
/// interface (pages, scheduled work, metrics). From it come the route table, the component's export and what
/// `docs/openapi` and the tests read; method and path stand in each handler's `#[utoipa::path]`, the roles in the types
/// of its parameters.
///
/// ```ignore
/// web::function! {
///     "抢单：查看抢单池，抢指定订单、一键抢单、受理融资需求";
///     pool::list, grab::next, grab::order, grab::demand;
///     post "/scheduled/grab-order" => sweep::sweep,
/// }
/// ```
#[proc_macro]
pub fn function(input: TokenStream) -> TokenStream {
    let declared = syn::parse_macro_input!(input as function::Declared);
    declared.expand().unwrap_or_else(|error| error.to_compile_error()).into()
}
