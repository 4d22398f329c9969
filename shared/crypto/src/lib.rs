//! Column encryption, blind indexes, passwords and tokens. Nothing here is random: salts and nonces are parameters.

pub mod field;
mod keyring;
pub mod password;
mod token;

pub use field::Field;
pub use keyring::{KeyError, Keyring, OpenError, SealError};
pub use token::{Token, sha256, sha256_base64url};
