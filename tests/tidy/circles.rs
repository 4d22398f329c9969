//! The files of a crate depend on each other one way: a reader can start at a file that stands on no other.

use crate::{assert_none, sources};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a crate by their module path, `oidc::flow`; the root is the empty one.
type Modules = BTreeMap<String, BTreeSet<String>>;

#[test]
fn files_import_each_other_one_way() -> Result<()> {
    let mut crates: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, text) in sources(&[".rs"])? {
        let Some((folder, inside)) = path.split_once("/src/") else { continue };
        crates.entry(folder.to_owned()).or_default().insert(module(inside), text);
    }
    let mut circles = Vec::new();
    for (folder, files) in &crates {
        let modules = modules(files);
        for (one, imported) in &modules {
            for other in imported.iter().filter(|other| reaches(&modules, other, one)) {
                circles.push(format!("{folder}: {one} imports {other}, which leads back to it"));
            }
        }
    }
    assert_none("files import each other one way", &circles);
    Ok(())
}

/// The module path of a file below `src`.
fn module(file: &str) -> String {
    let name = file.trim_end_matches(".rs").replace('/', "::");
    let name = name.strip_suffix("::mod").unwrap_or(&name);
    if matches!(name, "lib" | "main") { String::new() } else { name.to_owned() }
}

fn modules(files: &BTreeMap<String, String>) -> Modules {
    let imports = |(name, text): (&String, &String)| {
        // Comments may point anywhere, and so may the tests of a file.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let said = |line: &&str| !line.trim_start().starts_with("//");
        let code: String = code.lines().filter(said).flat_map(|line| [line, "\n"]).collect();
        let imported = paths(name, &code).filter_map(|path| file_of(files, &path));
        // What the files of a folder share may stand in the file of the folder.
        let below = |other: &String| name == other || name.starts_with(&format!("{other}::"));
        (name.clone(), imported.filter(|other| !other.is_empty() && !below(other)).collect())
    };
    files.iter().map(imports).collect()
}

/// The paths from the root of the crate that a file names, by `crate::` or `super::`.
fn paths(name: &str, code: &str) -> impl Iterator<Item = String> {
    let parent = name.rsplit_once("::").map_or(String::new(), |(parent, _)| format!("{parent}::"));
    let of_crate = code.split("crate::").skip(1).flat_map(members);
    let of_parent = code.split("super::").skip(1).flat_map(members);
    let of_parent: Vec<_> = of_parent.map(|path| format!("{parent}{path}")).collect();
    of_crate.collect::<Vec<_>>().into_iter().chain(of_parent)
}

/// The paths at the start of a text: `a::b`, or each of `{a, b::{c, d}}` as far as its first brace.
fn members(text: &str) -> Vec<String> {
    let path = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect()
    };
    let Some(group) = text.strip_prefix('{') else { return vec![path(text)] };
    let mut depth = 0_usize;
    let mut parts = vec![String::new()];
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut().filter(|_| c != ',') {
            part.push(c);
        }
    }
    parts.iter().map(|part| path(part.trim())).collect()
}

/// The file that holds a path: the longest beginning of it that is one.
fn file_of(files: &BTreeMap<String, String>, path: &str) -> Option<String> {
    let mut path = path.trim_end_matches(':');
    loop {
        if files.contains_key(path) {
            return Some(path.to_owned());
        }
        path = path.rsplit_once("::")?.0;
    }
}

fn reaches(modules: &Modules, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(one) = open.pop() {
        if one == to {
            return true;
        }
        let next = modules.get(one).into_iter().flatten().map(String::as_str);
        open.extend(next.filter(|next| seen.insert(*next)));
    }
    false
}
