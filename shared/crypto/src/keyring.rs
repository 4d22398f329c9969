use crate::field::Field;
use ccm::aead::{Aead, KeyInit, Payload};
use ccm::consts::{U12, U16};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use sm4::Sm4;
use uuid::Uuid;
use zeroize::Zeroizing;

/// SM4 (GB/T 32907) in counter mode with CBC-MAC (RFC 3610): 16-byte tag, 12-byte nonce.
type Sm4Ccm = ccm::Ccm<Sm4, U16, U12>;
type HmacSm3 = Hmac<Sm3>;

const NONCE_BYTES: usize = 12;

/// The keys of the encrypted columns. A stored value is: key id (1 byte), nonce (12), ciphertext and tag.
pub struct Keyring {
    /// Seals what is new.
    sealing: (u8, Sm4Ccm),
    /// These open as well, so that keys can be rotated while old values remain.
    former: Vec<(u8, Sm4Ccm)>,
    /// Begun with the index key, so that nothing is left that could fail when a value is indexed.
    index: HmacSm3,
}

/// Why key material was refused. Never contains the material.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The data keys are not `id:32 hex digits`, separated by commas, with ids 1 to 255, each once.
    #[error("data keys must read `1:<32 hex digits>`, several separated by commas")]
    DataKeys,
    /// The index key is not 64 hex digits.
    #[error("the index key must be 64 hex digits")]
    IndexKey,
}

/// Why a value was not encrypted: it is longer than the cipher takes (16 MiB).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a value cannot be encrypted")]
pub struct SealError;

/// Why a stored value did not open: tampered with, moved to another row, or sealed with a key that is not configured.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an encrypted value does not open")]
pub struct OpenError;

impl Keyring {
    /// Reads data keys (`1:<32 hex>,2:<32 hex>`, the first one seals) and the index key (64 hex digits).
    ///
    /// # Errors
    /// When either is malformed.
    pub fn parse(data_keys: &str, index_key: &str) -> Result<Self, KeyError> {
        let mut ciphers: Vec<(u8, Sm4Ccm)> = Vec::new();
        for entry in data_keys.split(',') {
            let (id, key) = entry.trim().split_once(':').ok_or(KeyError::DataKeys)?;
            let id = id.parse().ok().filter(|&id| id > 0).ok_or(KeyError::DataKeys)?;
            let key = Zeroizing::new(hex::decode(key).map_err(|_| KeyError::DataKeys)?);
            let cipher = Sm4Ccm::new_from_slice(&key).map_err(|_| KeyError::DataKeys)?;
            if ciphers.iter().any(|(known, _)| *known == id) {
                return Err(KeyError::DataKeys);
            }
            ciphers.push((id, cipher));
        }
        let index_key = Zeroizing::new(hex::decode(index_key).map_err(|_| KeyError::IndexKey)?);
        if index_key.len() != 32 {
            return Err(KeyError::IndexKey);
        }
        let index = <HmacSm3 as hmac::KeyInit>::new_from_slice(&index_key);
        let index = index.map_err(|_| KeyError::IndexKey)?;
        let mut ciphers = ciphers.into_iter();
        let sealing = ciphers.next().ok_or(KeyError::DataKeys)?;
        Ok(Self { sealing, former: ciphers.collect(), index })
    }

    /// Encrypts `plain` for the column `field` of the row `owner`. A nonce must never serve twice.
    ///
    /// # Errors
    /// When the value is longer than the cipher takes. Nothing is stored in its place.
    pub fn seal(
        &self,
        field: Field,
        owner: Uuid,
        plain: &str,
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Vec<u8>, SealError> {
        let aad = Self::aad(field, owner);
        let payload = Payload { msg: plain.as_bytes(), aad: &aad };
        let (id, cipher) = &self.sealing;
        let sealed = cipher.encrypt(&nonce.into(), payload).map_err(|_| SealError)?;
        Ok([[*id].as_slice(), &nonce, &sealed].concat())
    }

    /// Decrypts what [`Keyring::seal`] made for the same column and row.
    ///
    /// # Errors
    /// When the value was changed, belongs to another column or row, or its key is not configured.
    pub fn open(&self, field: Field, owner: Uuid, stored: &[u8]) -> Result<String, OpenError> {
        let (&id, rest) = stored.split_first().ok_or(OpenError)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(OpenError)?;
        let mut ciphers = std::iter::once(&self.sealing).chain(&self.former);
        let (_, cipher) = ciphers.find(|(known, _)| *known == id).ok_or(OpenError)?;
        let aad = Self::aad(field, owner);
        let plain = cipher
            .decrypt(&(*nonce).into(), Payload { msg: sealed, aad: &aad })
            .map_err(|_| OpenError)?;
        String::from_utf8(plain).map_err(|_| OpenError)
    }

    /// A keyed digest (HMAC-SM3) under which equal values of one column are found again.
    pub fn blind_index(&self, field: Field, plain: &str) -> Vec<u8> {
        let mut mac = self.index.clone();
        mac.update(field.0.as_bytes());
        mac.update(&[0]);
        mac.update(plain.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn aad(field: Field, owner: Uuid) -> Vec<u8> {
        [field.0.as_bytes(), &[0], owner.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{ORDER_CONTACT_NAME, ORDER_CONTACT_PHONE};

    const FIRST: &str = "1:0123456789abcdeffedcba9876543210";
    const INDEX: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn row(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn opens_only_in_its_own_column_and_row() {
        let keys = Keyring::parse(FIRST, INDEX).unwrap();
        let sealed = keys.seal(ORDER_CONTACT_NAME, row(1), "张小三", [7; 12]).unwrap();
        assert_eq!(keys.open(ORDER_CONTACT_NAME, row(1), &sealed).unwrap(), "张小三");
        assert_eq!(keys.open(ORDER_CONTACT_NAME, row(2), &sealed), Err(OpenError));
        assert_eq!(keys.open(ORDER_CONTACT_PHONE, row(1), &sealed), Err(OpenError));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open(ORDER_CONTACT_NAME, row(1), &changed), Err(OpenError), "{at}");
        }
    }

    // What the cipher does not take is refused: before, an empty value was stored in its place.
    #[test]
    fn what_cannot_be_sealed_is_refused() {
        let keys = Keyring::parse(FIRST, INDEX).unwrap();
        let long = "a".repeat(1 << 24);
        assert_eq!(keys.seal(ORDER_CONTACT_NAME, row(1), &long, [7; 12]), Err(SealError));
        let empty = keys.seal(ORDER_CONTACT_NAME, row(1), "", [7; 12]).unwrap();
        assert_eq!(keys.open(ORDER_CONTACT_NAME, row(1), &empty).unwrap(), "");
    }

    #[test]
    fn a_rotated_key_still_opens_old_values() {
        let old = Keyring::parse(FIRST, INDEX).unwrap();
        let sealed = old.seal(ORDER_CONTACT_NAME, row(1), "甲", [1; 12]).unwrap();
        let rotated = format!("2:{},{FIRST}", "ab".repeat(16));
        let new = Keyring::parse(&rotated, INDEX).unwrap();
        assert_eq!(new.open(ORDER_CONTACT_NAME, row(1), &sealed).unwrap(), "甲");
        assert_eq!(new.seal(ORDER_CONTACT_NAME, row(1), "甲", [1; 12]).unwrap()[0], 2);
    }

    #[test]
    fn equal_values_share_an_index_within_a_column() {
        let keys = Keyring::parse(FIRST, INDEX).unwrap();
        let index = |field, text| keys.blind_index(field, text);
        assert_eq!(index(ORDER_CONTACT_PHONE, "1"), index(ORDER_CONTACT_PHONE, "1"));
        assert_ne!(index(ORDER_CONTACT_PHONE, "1"), index(ORDER_CONTACT_PHONE, "2"));
        assert_ne!(index(ORDER_CONTACT_PHONE, "1"), index(ORDER_CONTACT_NAME, "1"));
        assert_eq!(index(ORDER_CONTACT_PHONE, "1").len(), 32);
    }

    #[test]
    fn refuses_malformed_keys() {
        for keys in ["", "1:", "0:0123456789abcdeffedcba9876543210", "1:zz", "256:aa"] {
            assert_eq!(Keyring::parse(keys, INDEX).err(), Some(KeyError::DataKeys), "{keys}");
        }
        assert_eq!(
            Keyring::parse(&format!("{FIRST},{FIRST}"), INDEX).err(),
            Some(KeyError::DataKeys)
        );
        assert_eq!(Keyring::parse(FIRST, "00").err(), Some(KeyError::IndexKey));
    }

    /// The example of GB/T 32905-2016 and of GB/T 32907-2016: the digest and the cipher below are the standard's own.
    #[test]
    fn stands_on_the_national_algorithms() {
        use sm3::Digest;
        use sm4::cipher::{Block, BlockCipherEncrypt, KeyInit};
        let digest = hex::encode(Sm3::digest(b"abc"));
        assert_eq!(digest, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        let key: [u8; 16] =
            hex::decode("0123456789abcdeffedcba9876543210").unwrap().try_into().unwrap();
        let mut block: Block<Sm4> = key.into();
        Sm4::new(&key.into()).encrypt_block(&mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
    }
}
