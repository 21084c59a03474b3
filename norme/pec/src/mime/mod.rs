//! MIME (RFC 2045–2047, 2183, 2231): the parts of a message and their decoded content.

pub(crate) mod headers;
pub(crate) mod structure;
pub(crate) mod transfer;
