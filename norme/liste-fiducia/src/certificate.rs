//! A certificate as bytes, in base64 when it is written down.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// A certificate, DER. Cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Certificate(Arc<[u8]>);

impl Certificate {
    /// The bytes, if they are a certificate.
    #[must_use]
    pub fn from_der(bytes: &[u8]) -> Option<Certificate> {
        firma_xml::certificate::read(bytes).map(|_| Certificate(Arc::from(bytes)))
    }

    /// DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Certificate, D::Error> {
        use serde::de::Error;
        let bytes = STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        Certificate::from_der(&bytes).ok_or_else(|| D::Error::custom("not a certificate"))
    }
}
