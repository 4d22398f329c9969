use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PublicKey, pkcs1v15, pss};
use serde::Deserialize;
use sha2::Sha256;

/// The shortest RSA modulus that still counts as a key, bits (RFC 7518, section 3.3).
const RSA_BITS_MIN: u32 = 2048;

/// A public key of a provider (RFC 7517). Which members it has depends on its kind.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    r#use: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Why a signature was refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwsError {
    #[error("the token is no compact JWS")]
    Malformed,
    /// `none` and the symmetric ones among them: a public key must never serve as a shared secret.
    #[error("the token is signed by an algorithm that is not taken")]
    Algorithm,
    #[error("the token is signed by a key that the provider does not publish")]
    UnknownKey,
    #[error("the signature of the token does not hold")]
    Signature,
}

/// The algorithms taken: all asymmetric, each bound to one kind of key.
#[derive(Clone, Copy)]
enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

/// Checks a compact JWS (RFC 7515) against the keys and gives its payload.
pub(super) fn verify(token: &str, keys: &[Jwk]) -> Result<Vec<u8>, JwsError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
    let header: Header =
        serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Malformed)?;
    if header.crit.is_some() {
        return Err(JwsError::Malformed); // an extension that must be understood, and is not
    }
    let algorithm = Algorithm::from_name(&header.alg).ok_or(JwsError::Algorithm)?;
    let signature = decode(signature)?;
    let mut candidates =
        keys.iter().filter(|key| key.may_have_signed(algorithm, &header)).peekable();
    if candidates.peek().is_none() {
        return Err(JwsError::UnknownKey);
    }
    if candidates.any(|key| key.verifies(algorithm, signed.as_bytes(), &signature)) {
        decode(payload)
    } else {
        Err(JwsError::Signature)
    }
}

impl Algorithm {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// The kind of key, and its curve where it has one.
    fn key_kind(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Rs256 | Self::Ps256 => ("RSA", None),
            Self::Es256 => ("EC", Some("P-256")),
            Self::EdDsa => ("OKP", Some("Ed25519")),
        }
    }
}

impl Jwk {
    fn may_have_signed(&self, algorithm: Algorithm, header: &Header) -> bool {
        let (kind, curve) = algorithm.key_kind();
        self.kty == kind
            && self.crv.as_deref() == curve
            && self.alg.as_ref().is_none_or(|alg| *alg == header.alg)
            && self.r#use.as_ref().is_none_or(|usage| usage == "sig")
            && header.kid.as_ref().is_none_or(|kid| self.kid.as_ref() == Some(kid))
    }

    fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        let holds = match algorithm {
            Algorithm::Rs256 => self.rs256(signed, signature),
            Algorithm::Ps256 => self.ps256(signed, signature),
            Algorithm::Es256 => self.es256(signed, signature),
            Algorithm::EdDsa => self.eddsa(signed, signature),
        };
        holds.is_some()
    }

    fn rsa(&self) -> Option<PublicKey> {
        let number = |text: &Option<String>| -> Option<BoxedUint> {
            Some(BoxedUint::from_be_slice_vartime(&decode(text.as_ref()?).ok()?))
        };
        let key = PublicKey::new(number(&self.n)?, number(&self.e)?).ok()?;
        (key.n().bit_width() >= RSA_BITS_MIN).then_some(key)
    }

    fn rs256(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let signature = pkcs1v15::Signature::try_from(signature).ok()?;
        let key = pkcs1v15::VerifyingKey::<Sha256>::new(self.rsa()?);
        key.verify(signed, &signature).ok()
    }

    fn ps256(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let signature = pss::Signature::try_from(signature).ok()?;
        let key = pss::VerifyingKey::<Sha256>::new(self.rsa()?);
        key.verify(signed, &signature).ok()
    }

    fn es256(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let (x, y) = (decode(self.x.as_ref()?).ok()?, decode(self.y.as_ref()?).ok()?);
        if x.len() != 32 || y.len() != 32 {
            return None;
        }
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?;
        let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
        key.verify(signed, &signature).ok()
    }

    fn eddsa(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let point: [u8; 32] = decode(self.x.as_ref()?).ok()?.try_into().ok()?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&point).ok()?;
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        key.verify_strict(signed, &signature).ok()
    }
}

fn decode(text: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// One key and one token per algorithm, made with OpenSSL (`crypto.sign` of Node.js).
    const VECTORS: &str = include_str!("vectors.json");

    fn vectors() -> Vec<(Value, String)> {
        let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
        vectors
            .into_iter()
            .map(|v| (v["jwk"].clone(), v["token"].as_str().unwrap().to_owned()))
            .collect()
    }

    fn key(jwk: &Value) -> Jwk {
        serde_json::from_value(jwk.clone()).unwrap()
    }

    fn forged(header: &Value, signature: &str) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{signature}", part(header), part(&json!({ "sub": "evil" })))
    }

    #[test]
    fn takes_what_openssl_signed() {
        let keys: Vec<Jwk> = vectors().iter().map(|(jwk, _)| key(jwk)).collect();
        assert_eq!(keys.len(), 4);
        for (_, token) in vectors() {
            assert_eq!(verify(&token, &keys), Ok(b"{\"sub\":\"s\"}".to_vec()));
        }
    }

    #[test]
    fn refuses_any_change() {
        for (jwk, token) in vectors() {
            let keys = [key(&jwk)];
            let (signed, signature) = token.rsplit_once('.').unwrap();
            let header = signed.split_once('.').unwrap().0;
            let payload = URL_SAFE_NO_PAD.encode("{\"sub\":\"t\"}");
            let other = format!("{header}.{payload}.{signature}");
            assert_eq!(verify(&other, &keys), Err(JwsError::Signature), "{jwk}");
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
            bytes[10] ^= 1;
            let other = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(&bytes));
            assert_eq!(verify(&other, &keys), Err(JwsError::Signature), "{jwk}");
            assert_eq!(verify(&format!("{signed}."), &keys), Err(JwsError::Signature));
        }
    }

    #[test]
    fn refuses_unsigned_and_symmetric_tokens() {
        let keys: Vec<Jwk> = vectors().iter().map(|(jwk, _)| key(jwk)).collect();
        for name in ["none", "None", "HS256", "HS512", "ES384", ""] {
            let token = forged(&json!({ "alg": name, "kid": "RS256" }), "");
            assert_eq!(verify(&token, &keys), Err(JwsError::Algorithm), "{name}");
        }
        let token = forged(&json!({ "alg": "RS256", "crit": ["b64"], "b64": false }), "AA");
        assert_eq!(verify(&token, &keys), Err(JwsError::Malformed));
        for text in ["", ".", "..", "a.b", "a.b.c", "é.é.é"] {
            assert!(verify(text, &keys).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_signs_only_as_it_is_meant_to() {
        let (jwk, token) = vectors().remove(0);
        for (name, value) in [("kid", "other"), ("alg", "PS256"), ("use", "enc"), ("kty", "EC")] {
            let mut changed = jwk.clone();
            changed[name] = value.into();
            let outcome = verify(&token, &[key(&changed)]);
            assert_eq!(outcome, Err(JwsError::UnknownKey), "{name}");
        }
        let mut short = jwk;
        short["n"] = URL_SAFE_NO_PAD.encode([0xff; 128]).into();
        assert_eq!(verify(&token, &[key(&short)]), Err(JwsError::Signature), "1024 bits");
    }
}
