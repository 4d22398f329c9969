//! What the Rust sources declare: which statement they run and what its rows become.

use crate::sources;
use anyhow::{Context, Result, bail};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream, Parser};
use syn::visit::Visit;

/// A `statement!`.
pub(crate) struct Statement {
    /// `sql/queries/<path>.sql`
    pub(crate) path: String,
    /// Where it is declared.
    pub(crate) file: String,
    /// The columns that its rows are read from, by name, with their Rust types.
    pub(crate) columns: BTreeMap<String, String>,
}

/// Every statement that the sources declare.
pub(crate) fn statements() -> Result<Vec<Statement>> {
    let mut files = Vec::new();
    for (name, text) in sources(&[".rs"])? {
        let in_component = name.starts_with("functions/") || name.starts_with("shared/");
        if in_component && (text.contains("statement! {") || text.contains("row! {")) {
            let mut found = Found::default();
            found.visit_file(&syn::parse_file(&text).with_context(|| name.clone())?);
            files.push((name, found));
        }
    }
    let mut statements = Vec::new();
    for (file, found) in &files {
        for Declaration { path, row } in &found.statements {
            let columns = columns(row, file, &files).with_context(|| path.clone())?;
            statements.push(Statement { path: path.clone(), file: file.clone(), columns });
        }
    }
    Ok(statements)
}

/// The macros of one file.
#[derive(Default)]
struct Found {
    statements: Vec<Declaration>,
    rows: Vec<syn::ItemStruct>,
}

struct Declaration {
    path: String,
    row: syn::Type,
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<syn::Visibility>()?;
        input.parse::<syn::Ident>()?;
        let inside;
        syn::parenthesized!(inside in input);
        let path: syn::LitStr = inside.parse()?;
        input.parse::<syn::Token![->]>()?;
        Ok(Self { path: path.value(), row: input.parse()? })
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let name = item.path.segments.last().map(|last| last.ident.to_string());
        match name.as_deref() {
            Some("statement") => {
                self.statements.extend(Declaration::parse.parse2(item.tokens.clone()));
            }
            Some("row") => self.rows.extend(syn::parse2::<syn::ItemStruct>(item.tokens.clone())),
            _ => {}
        }
    }
}

/// The fields of a row's type: those of a struct, or of each struct of a tuple.
fn columns(
    row: &syn::Type,
    file: &str,
    files: &[(String, Found)],
) -> Result<BTreeMap<String, String>> {
    let parts: Vec<&syn::Type> = match row {
        syn::Type::Tuple(tuple) => tuple.elems.iter().collect(),
        single => vec![single],
    };
    let mut columns = BTreeMap::new();
    for part in parts {
        let name = text(part);
        let name = name.rsplit("::").next().unwrap_or_default();
        let row = find(name, file, files)?;
        for field in &row.fields {
            let name = field.ident.as_ref().map(syn::Ident::to_string).unwrap_or_default();
            columns.insert(name, text(&field.ty));
        }
    }
    Ok(columns)
}

/// The `row!` of a name: of the same file, or else the only one of the crate.
fn find<'a>(name: &str, file: &str, files: &'a [(String, Found)]) -> Result<&'a syn::ItemStruct> {
    let krate = file.split("/src/").next().unwrap_or_default();
    let named = |found: &'a Found| found.rows.iter().find(|row| row.ident == name);
    let own = files.iter().find(|(other, _)| other == file).and_then(|(_, found)| named(found));
    if let Some(row) = own {
        return Ok(row);
    }
    let in_crate = |other: &&(String, Found)| other.0.starts_with(&format!("{krate}/"));
    let rows: Vec<_> =
        files.iter().filter(in_crate).filter_map(|(_, found)| named(found)).collect();
    match rows.as_slice() {
        [row] => Ok(row),
        [] => bail!("no row! is called {name}"),
        _ => bail!("several row! of {krate} are called {name}"),
    }
}

fn text(kind: &syn::Type) -> String {
    kind.to_token_stream().to_string().replace(' ', "")
}
