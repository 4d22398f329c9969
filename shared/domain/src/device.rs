use crate::form::Invalid;

/// What a portal calls the device that an application comes from: opaque, made by the portal, kept only as a keyed
/// digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceId(String);

impl DeviceId {
    /// Takes 8 to 64 letters, digits, `-` and `_`.
    ///
    /// # Errors
    /// `invalid_device_id` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (8..=64).contains(&text.len()) && text.bytes().all(letter) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "invalid_device_id",
                "设备标识应为 8 至 64 位字母、数字、短横线或下划线",
            ))
        }
    }

    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
