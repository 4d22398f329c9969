use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use statement::{Kind, Parameter, Place, Statement};
use std::path::PathBuf;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Result, Token, Type, Visibility, parenthesized};

/// `pub(crate) GrabOrder("grab-order/grab_order") -> Grabbed`
pub(crate) struct Declared {
    visibility: Visibility,
    name: Ident,
    path: LitStr,
    row: Type,
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (visibility, name) = (input.parse()?, input.parse()?);
        let inside;
        parenthesized!(inside in input);
        let path = inside.parse()?;
        input.parse::<Token![->]>()?;
        Ok(Self { visibility, name, path, row: input.parse()? })
    }
}

impl Declared {
    pub(crate) fn expand(&self) -> Result<TokenStream> {
        let Self { visibility, name, path, row } = self;
        let statement = self.read()?;
        let purpose = &statement.purpose;
        let rows = format!("Rows: {}", statement.rows);
        let fields = statement.parameters.iter().map(field).collect::<Result<Vec<_>>>()?;
        let values = statement.places.iter().map(|place| value(place, &statement.parameters));
        let values = values.collect::<Vec<_>>();
        let sql = format!("/* {} */ {}", path.value(), statement.sql);
        let file = format!("/../../sql/queries/{}.sql", path.value());
        Ok(quote! {
            #[doc = #purpose]
            #[doc = ""]
            #[doc = #rows]
            #[derive(Debug, Clone)]
            #visibility struct #name { #(#fields),* }

            impl ::store::Statement for #name {
                type Row = #row;
                const NAME: &'static str = #path;
                const SQL: &'static str = #sql;

                fn values(self) -> ::std::vec::Vec<::store::ParameterValue> {
                    ::std::vec![#(#values),*]
                }
            }

            // The compiler reads the file too, so that a change of it rebuilds the function.
            const _: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), #file));
        })
    }

    fn read(&self) -> Result<Statement> {
        let fault = |text: String| syn::Error::new(self.path.span(), text);
        let file = file(&self.path.value());
        let text = std::fs::read_to_string(&file)
            .map_err(|error| fault(format!("{}: {error}", file.display())))?;
        Statement::parse(&text).map_err(|error| fault(format!("{}: {error}", file.display())))
    }
}

#[expect(clippy::disallowed_methods, reason = "cargo tells a macro by it for which crate it works")]
fn file(path: &str) -> PathBuf {
    let own = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    PathBuf::from(own).join("../../sql/queries").join(format!("{path}.sql"))
}

fn field(parameter: &Parameter) -> Result<TokenStream> {
    let name = format_ident!("{}", parameter.name);
    let kind: Type = syn::parse_str(parameter.kind.rust_type())?;
    let doc = format!("`:{}`", parameter.name);
    let kind =
        if parameter.is_nullable { quote!(::std::option::Option<#kind>) } else { quote!(#kind) };
    Ok(quote!(#[doc = #doc] pub #name: #kind))
}

/// What `$n` gets from the fields.
fn value(place: &Place, parameters: &[Parameter]) -> TokenStream {
    let Some(parameter) = parameters.get(place.parameter) else {
        return quote!(compile_error!("a place without a parameter"));
    };
    let name = format_ident!("{}", parameter.name);
    if parameter.kind == Kind::Scope {
        let part = place.name.strip_prefix(&format!("{}_", parameter.name)).unwrap_or_default();
        let part = format_ident!("{part}");
        return quote!(::store::ParameterValue::from(self.#name.#part().to_owned()));
    }
    quote!(::store::ParameterValue::from(self.#name))
}
