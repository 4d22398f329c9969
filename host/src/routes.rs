//! Which component answers a path: Spin's rules, by the library that Spin uses.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::anyhow;
use http::HeaderValue;

/// All public routes.
///
/// The library looks at one route after the other. Of two that fit a path, the one with a name where the other has
/// `:name` or `...` goes first; so the routes are kept apart by the names that they begin with, and those that begin
/// with more of them are asked first.
pub struct Routes {
    /// By their first two names, `api/orders`, or the only one, `api`.
    by_head: BTreeMap<String, Router>,
    /// Those that begin with no name.
    rest: Router,
}

type Router = routefinder::Router<Entry>;

#[derive(Debug)]
struct Entry {
    component: String,
    /// As the manifest has it.
    raw: String,
    /// With a leading slash and without one at the end.
    based: String,
    /// What a component gets to know of its route, the same for each request.
    headers: RouteHeaders,
}

/// The route as headers.
#[derive(Debug)]
pub struct RouteHeaders {
    /// As the manifest has it.
    pub raw: HeaderValue,
    /// The same below the base path.
    pub based: HeaderValue,
    /// The route without its `/...`.
    pub prefix: HeaderValue,
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
            let headers = RouteHeaders::new(&raw, &based)
                .map_err(|error| anyhow!("route `{raw}` of `{component}`: {error}"))?;
            let entry = Entry { component, raw, based, headers };
            match entries.iter_mut().find(|other| other.raw == entry.raw) {
                Some(other) => {
                    replaced.push((other.component.clone(), entry.component.clone()));
                    *other = entry;
                }
                None => entries.push(entry),
            }
        }
        let mut routes = Self { by_head: BTreeMap::new(), rest: Router::new() };
        for entry in entries {
            let pattern = match entry.based.strip_suffix("/...") {
                Some(prefix) => format!("{prefix}/*"),
                None => entry.based.clone(),
            };
            let about = format!("route `{}` of `{}`", entry.raw, entry.component);
            let router = match names(&pattern) {
                Some(names) => routes.by_head.entry(names.to_owned()).or_default(),
                None => &mut routes.rest,
            };
            router.add(pattern.as_str(), entry).map_err(|error| anyhow!("{about}: {error}"))?;
        }
        Ok((routes, replaced))
    }

    /// The best match: exact before `:name` before `...`, then the longest.
    pub fn find<'a>(&'a self, path: &'a str) -> Option<Match<'a>> {
        let (one, two) = heads(path);
        let below = |head: Option<&str>| self.by_head.get(head?);
        let routers = [below(two), below(Some(one)), Some(&self.rest)];
        let found = routers.into_iter().flatten().find_map(|router| router.best_match(path))?;
        let captures = found.captures();
        Some(Match { entry: found.handler(), captures, path })
    }

    /// The routes as the manifest has them, with their components.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let routers = self.by_head.values().chain([&self.rest]);
        let entries = routers.flat_map(|router| router.iter().map(|(_, entry)| entry));
        entries.map(|entry| (entry.raw.as_str(), entry.component.as_str()))
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

    /// The route as headers.
    pub fn headers(&self) -> &'a RouteHeaders {
        &self.entry.headers
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

impl RouteHeaders {
    fn new(raw: &str, based: &str) -> anyhow::Result<Self> {
        Ok(Self {
            raw: raw.parse()?,
            based: based.parse()?,
            prefix: raw.strip_suffix("/...").unwrap_or(raw).parse()?,
        })
    }
}

/// The names that a pattern begins with, two at most, unless it begins with none.
fn names(pattern: &str) -> Option<&str> {
    let is_name = |segment: &str| !segment.is_empty() && !segment.contains([':', '*']);
    let (one, two) = heads(pattern);
    let second = two.and_then(|two| two.get(one.len() + 1..));
    match (is_name(one), second.is_some_and(is_name)) {
        (true, true) => two,
        (true, false) => Some(one),
        (false, _) => None,
    }
}

/// The first segment of a path and, if there is a second one, the first two.
fn heads(path: &str) -> (&str, Option<&str>) {
    let path = path.trim_start_matches('/');
    let Some((one, rest)) = path.split_once('/') else { return (path, None) };
    let second = rest.split('/').next().unwrap_or(rest);
    (one, path.get(..one.len() + 1 + second.len()))
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
        // As one table of the library has it.
        let mut whole = routefinder::Router::new();
        for route in all {
            whole.add(route.replace("...", "*"), route).unwrap();
        }
        for path in ["", "//a", "/a//", "/a//b", "/a/b/", "/a/b/x", "/a/b/c/", "/files/", "/files"]
        {
            let expected = *whole.best_match(path).unwrap().handler();
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
        assert_eq!(found.headers().prefix, "/u/:id/x/:other");
        assert_eq!(found.headers().based, "/u/:id/x/:other/...");
    }

    #[test]
    fn the_later_of_equal_routes_counts() {
        let (table, replaced) = Routes::new([("/a", "one"), ("/a", "two")]).unwrap();
        assert_eq!(table.find("/a").unwrap().component(), "two");
        assert_eq!(replaced, [("one".to_owned(), "two".to_owned())]);
    }
}
