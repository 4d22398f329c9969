//! Which page a path belongs to: the portals find their way themselves below their entry.

/// Portals in a folder of their own: their page answers every path below it.
const FOLDERS: [&str; 5] = ["institution", "operator", "regulator", "officer-phone", "developers"];

/// The applicants' portal stands at the top: the first names of its pages, as `static/applicant/router.ts` has them.
pub(crate) const APPLICANT: [&str; 14] = [
    "apply",
    "complaints",
    "consents",
    "demands",
    "help",
    "inbox",
    "institutions",
    "market",
    "me",
    "orders",
    "products",
    "reports",
    "score",
    "sign-in",
];

/// The file of the page that a path without a file of its own leads to.
pub(crate) fn of(path: &str) -> Option<String> {
    let first = path.strip_prefix('/')?.split('/').next()?;
    if FOLDERS.contains(&first) {
        return Some(format!("/{first}/index.html"));
    }
    (first.is_empty() || APPLICANT.contains(&first)).then(|| "/index.html".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_link_leads_to_its_portal() {
        assert_eq!(of("/").as_deref(), Some("/index.html"));
        assert_eq!(of("/products/0198").as_deref(), Some("/index.html"));
        assert_eq!(of("/institution").as_deref(), Some("/institution/index.html"));
        assert_eq!(of("/operator/reviews/1").as_deref(), Some("/operator/index.html"));
        for path in
            ["", "market", "/api", "/institutional", "/assets/a.js", "/.env", "/..", "/static"]
        {
            assert_eq!(of(path), None, "{path:?}");
        }
    }

    #[test]
    fn every_page_of_the_applicants_is_known() {
        let router = include_str!("../../../static/applicant/router.ts");
        let first = |line: &str| -> Option<String> {
            let path = line.split_once("path: '/")?.1;
            let name: String = path.chars().take_while(|c| !matches!(c, '\'' | '/')).collect();
            (!name.is_empty() && !name.starts_with(':')).then_some(name)
        };
        let mut names: Vec<String> = router.lines().filter_map(first).collect();
        names.sort();
        names.dedup();
        let unknown: Vec<_> =
            names.iter().filter(|name| !APPLICANT.contains(&name.as_str())).collect();
        assert!(!names.is_empty() && unknown.is_empty(), "{unknown:?}");
    }
}
