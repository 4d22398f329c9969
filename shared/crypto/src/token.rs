use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A bearer secret of 256 bits. The holder has its text; the platform keeps only its digest.
pub struct Token(String);

impl Token {
    /// A token of fresh random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Takes the text that a caller sent. `None` when it cannot be a token.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// What the holder keeps.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What the platform keeps: SHA-256 in hexadecimal.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// SHA-256 in unpadded base64url, as PKCE (RFC 7636) wants its challenge.
pub fn sha256_base64url(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_digest_and_not_the_text() {
        let token = Token::from_random([3; 32]);
        assert_eq!(Token::from_text(token.text()).unwrap().digest(), token.digest());
        assert!(!token.digest().contains(token.text()));
        assert!(Token::from_text("short").is_none());
    }

    /// RFC 7636, appendix B.
    #[test]
    fn makes_the_published_challenge() {
        let challenge = sha256_base64url("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
