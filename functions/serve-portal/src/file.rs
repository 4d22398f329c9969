use std::path::{Path, PathBuf};

/// A file to be answered.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: &'static str,
    /// How the bytes are compressed (RFC 9110, section 8.4.1), if they are.
    pub(crate) encoding: Option<&'static str>,
    /// Named after its content by the build, so that it never changes.
    pub(crate) is_hashed: bool,
}

/// How the build compresses a file beside the plain one, the smallest first: the ending of its name and its coding.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

/// Opens the file of a URL path under `root`, in the smallest form that `accepts` lets through. `None` when there is
/// none that may be shown.
pub(crate) fn open(root: &Path, path: &str, accepts: impl Fn(&str) -> bool) -> Option<File> {
    let inner = inner_path(path)?;
    let content_type = content_type(inner.extension()?.to_str()?)?;
    let is_hashed = inner.starts_with("assets");
    let plain = root.join(&inner);
    let compressed = ENCODINGS.iter().filter(|(_, encoding)| accepts(encoding)).find_map(
        |(ending, encoding)| {
            let mut name = plain.clone().into_os_string();
            name.push(format!(".{ending}"));
            std::fs::read(name).ok().map(|bytes| (bytes, Some(*encoding)))
        },
    );
    let (bytes, encoding) = match compressed {
        Some(found) => found,
        None => (std::fs::read(plain).ok()?, None),
    };
    Some(File { bytes, content_type, encoding, is_hashed })
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
        "webmanifest" => "application/manifest+json",
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
    fn serves_what_the_build_made_in_its_smallest_form() {
        let root = std::env::temp_dir().join(format!("rongtong-portal-{}", std::process::id()));
        std::fs::create_dir_all(root.join("assets")).unwrap();
        for (name, content) in
            [("index.html", "page"), ("assets/a.js", "plain"), ("assets/a.js.br", "br")]
        {
            std::fs::write(root.join(name), content).unwrap();
        }
        let page = open(&root, "/", |_| true).unwrap();
        assert_eq!((page.content_type, page.encoding), ("text/html; charset=utf-8", None));
        assert!(!page.is_hashed);
        let small = open(&root, "/assets/a.js", |encoding| encoding == "br").unwrap();
        assert_eq!(
            (small.bytes.as_slice(), small.encoding, small.is_hashed),
            (&b"br"[..], Some("br"), true)
        );
        let plain = open(&root, "/assets/a.js", |encoding| encoding == "gzip").unwrap();
        assert_eq!((plain.bytes.as_slice(), plain.encoding), (&b"plain"[..], None));
        for path in ["/missing.html", "/assets/a.js.br", "/../spin.toml", "/.vite"] {
            assert!(open(&root, path, |_| true).is_none(), "{path}");
        }
        std::fs::remove_dir_all(&root).unwrap();
    }
}
