use domain::Invalid;
use form_urlencoded::byte_serialize;
use percent_encoding::{CONTROLS, utf8_percent_encode};

/// A path of this platform that no browser takes for another site: one leading slash, no backslash, nothing that
/// browsers drop before they read an address.
pub(super) fn local_path(text: String) -> Result<String, Invalid> {
    let local = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 512
        && !text.contains('\\')
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if !local {
        let sentence = "请填写以一个 / 开头的站内路径，不超过 512 字节";
        return Err(Invalid::new("invalid_path", sentence));
    }
    // A header is ASCII: what is not goes percent-encoded.
    Ok(utf8_percent_encode(&text, CONTROLS).to_string())
}

/// Where a sign-in begins once more that was to end on this path.
pub(super) fn begin_again(return_to: Option<&str>) -> String {
    let path = return_to.unwrap_or("/");
    let path: String = byte_serialize(path.as_bytes()).collect();
    format!("/api/sign-in/oidc?return_to={path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_returned_to() {
        let path = |text: &str| local_path(text.to_owned()).ok();
        assert_eq!(path("/").as_deref(), Some("/"));
        assert_eq!(path("/a?b=c#d").as_deref(), Some("/a?b=c#d"));
        assert_eq!(path("/订").as_deref(), Some("/%E8%AE%A2"));
        let foreign = [
            "",
            "a",
            "//evil.cn",
            "/\\evil.cn",
            "https://evil.cn",
            "/\t/evil.cn",
            "/\r\nset-cookie: a",
            "/a b",
            "javascript:alert(1)",
        ];
        for text in foreign {
            assert_eq!(path(text), None, "{text:?}");
        }
        assert_eq!(path(&format!("/{}", "a".repeat(512))), None);
    }
}
