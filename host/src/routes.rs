//! Which component answers a path: Spin's rules, by the library that Spin uses.

use std::borrow::Cow;

use anyhow::anyhow;

/// All public routes.
pub struct Routes {
    router: routefinder::Router<Entry>,
}

#[derive(Debug)]
struct Entry {
    component: String,
    /// As the manifest has it.
    raw: String,
    /// With a leading slash and without one at the end.
    based: String,
}

/// A path and the route that fits it best.
pub struct Match<'a> {
    entry: &'a Entry,
    captures: routefinder::Captures<'a, 'a>,
    path: &'a str,
}

impl Routes {
    /// Builds the table. Of two equal routes the later one counts, as on Spin; the pairs of
    /// component ids (loser, winner) come back for a warning.
    ///
    /// # Errors
    /// A route that cannot be read.
    pub fn new<'a>(
        routes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> anyhow::Result<(Self, Vec<(String, String)>)> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut replaced = Vec::new();
        for (raw, component) in routes {
            let (raw, component) = (raw.to_owned(), component.to_owned());
            let based = based(&raw);
            let entry = Entry { component, raw, based };
            match entries.iter_mut().find(|other| other.raw == entry.raw) {
                Some(other) => {
                    replaced.push((other.component.clone(), entry.component.clone()));
                    *other = entry;
                }
                None => entries.push(entry),
            }
        }
        let mut router = routefinder::Router::new();
        for entry in entries {
            let pattern = match entry.based.strip_suffix("/...") {
                Some(prefix) => format!("{prefix}/*"),
                None => entry.based.clone(),
            };
            let about = format!("route `{}` of `{}`", entry.raw, entry.component);
            router.add(pattern.as_str(), entry).map_err(|error| anyhow!("{about}: {error}"))?;
        }
        Ok((Self { router }, replaced))
    }

    /// The best match: exact before `:name` before `...`, then the longest.
    pub fn find<'a>(&'a self, path: &'a str) -> Option<Match<'a>> {
        let found = self.router.best_match(path)?;
        let captures = found.captures();
        Some(Match { entry: found.handler(), captures, path })
    }

    /// The routes as the manifest has them, with their components.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.router.iter().map(|(_, entry)| (entry.raw.as_str(), entry.component.as_str()))
    }
}

impl<'a> Match<'a> {
    /// The component's id.
    pub fn component(&self) -> &'a str {
        &self.entry.component
    }

    /// The route as the manifest has it.
    pub fn raw_route(&self) -> &'a str {
        &self.entry.raw
    }

    /// The same below the base path.
    pub fn based_route(&self) -> &'a str {
        &self.entry.based
    }

    /// The route without its `/...`.
    pub fn prefix(&self) -> &'a str {
        self.entry.raw.strip_suffix("/...").unwrap_or(&self.entry.raw)
    }

    /// What the `:name` segments stand for.
    pub fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        self.captures.iter()
    }

    /// What `...` stands for, with its leading slash, empty if it stands for nothing.
    pub fn trailing(&self) -> Cow<'a, str> {
        let Some(rest) = self.captures.wildcard() else { return Cow::Borrowed("") };
        let slash = if self.path.ends_with('/') { "/" } else { "" };
        match (rest.is_empty(), slash) {
            (true, slash) => Cow::Borrowed(slash),
            (false, slash) => Cow::Owned(format!("/{rest}{slash}")),
        }
    }
}

/// With a leading slash, without one slash at the end.
fn based(raw: &str) -> String {
    let start = if raw.starts_with('/') { "" } else { "/" };
    let path = format!("{start}{raw}");
    path.strip_suffix('/').map_or(path.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(list: &[&str]) -> Routes {
        // Each component is called like its route.
        Routes::new(list.iter().map(|route| (*route, *route))).unwrap().0
    }

    #[test]
    fn precedence_is_spins() {
        let all = [
            "/...",
            "/",
            "/a",
            "/a/...",
            "/a/:x",
            "/a/:x/...",
            "/a/b",
            "/a/b/c/...",
            "/a/:x/c",
            "/files/:name",
        ];
        let table = routes(&all);
        for (path, expected) in [
            ("/", "/"),
            ("/nothing", "/..."),
            ("/a", "/a"),
            ("/a/", "/a"),
            ("/a/b", "/a/b"),
            ("/a/z", "/a/:x"),
            ("/a/z/c", "/a/:x/c"),
            ("/a/z/d", "/a/:x/..."),
            ("/a/b/c", "/a/b/c/..."),
            ("/a/b/c/d/e", "/a/b/c/..."),
            ("/files/x.txt", "/files/:name"),
            ("/files/x/y", "/..."),
        ] {
            assert_eq!(table.find(path).unwrap().component(), expected, "{path}");
        }
        let turned: Vec<_> = all.iter().rev().copied().collect();
        assert_eq!(routes(&turned).find("/a/z/c").unwrap().component(), "/a/:x/c");
        assert!(routes(&["/a"]).find("/b").is_none());
        assert!(routes(&["/a/..."]).find("/ab").is_none());
    }

    #[test]
    fn wildcards_are_captured() {
        let table = routes(&["/a/...", "/u/:id/x/:other/..."]);
        for (path, expected) in
            [("/a", ""), ("/a/", "/"), ("/a/b", "/b"), ("/a/b/", "/b/"), ("/a/b/c", "/b/c")]
        {
            assert_eq!(table.find(path).unwrap().trailing(), expected, "{path}");
        }
        let found = table.find("/u/7/x/8/rest").unwrap();
        assert_eq!(found.named().collect::<Vec<_>>(), [("id", "7"), ("other", "8")]);
        assert_eq!(found.trailing(), "/rest");
        assert_eq!(found.prefix(), "/u/:id/x/:other");
        assert_eq!(found.based_route(), "/u/:id/x/:other/...");
    }

    #[test]
    fn the_later_of_equal_routes_counts() {
        let (table, replaced) = Routes::new([("/a", "one"), ("/a", "two")]).unwrap();
        assert_eq!(table.find("/a").unwrap().component(), "two");
        assert_eq!(replaced, [("one".to_owned(), "two".to_owned())]);
    }
}
