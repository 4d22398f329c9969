use std::path::{Path, PathBuf};

/// A file to be answered.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: &'static str,
    /// Named after its content by the build, so that it never changes.
    pub(crate) is_hashed: bool,
}

/// Opens the file of a URL path under `root`. `None` when there is none that may be shown.
pub(crate) fn open(root: &Path, path: &str) -> Option<File> {
    let inner = inner_path(path)?;
    let content_type = content_type(inner.extension()?.to_str()?)?;
    let bytes = std::fs::read(root.join(&inner)).ok()?;
    Some(File { bytes, content_type, is_hashed: inner.starts_with("assets") })
}

/// The path inside the mounted folder. Only plain names are let through: whatever could climb out of the folder, or
/// mean the same file by another spelling, names nothing.
fn inner_path(path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some("index.html".into());
    }
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    path.split('/').all(plain).then(|| path.into())
}

/// What may be shown at all, by the ending of its name.
fn content_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_lead_into_the_folder() {
        let inner = |path: &str| inner_path(path).map(|path| path.display().to_string());
        assert_eq!(inner("/").as_deref(), Some("index.html"));
        assert_eq!(inner("/api.css").as_deref(), Some("api.css"));
        assert_eq!(inner("/assets/a-1_2.js").as_deref(), Some("assets/a-1_2.js"));
        let outside = [
            "",
            "a",
            "//",
            "/../spin.toml",
            "/a/../../b.js",
            "/./a.js",
            "//etc/hosts.txt",
            "/.git/a.json",
            "/%2e%2e/a.js",
            "/a\\b.js",
            "/a\0.js",
            "/a/",
            "/a//b.js",
            "/页.html",
        ];
        for path in outside {
            assert_eq!(inner(path), None, "{path:?}");
        }
    }

    #[test]
    fn serves_the_page_and_nothing_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static");
        let page = open(&root, "/").unwrap();
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert!(!page.is_hashed);
        assert!(open(&root, "/openapi.json").is_some());
        assert!(open(&root, "/missing.html").is_none());
        assert!(open(&root, "/../spin.toml").is_none());
        assert!(open(&root, "/.vite").is_none());
    }
}
