//! How much mail we are ready to read. Beyond a bound the rest is kept as bytes and reported, never lost.

/// Largest message, bytes: PEC guarantees 30 MB (RFC 6109 section 3.1.1), providers go up to 100 MB, and base64
/// makes a third more of it.
pub const MESSAGE_MAX: usize = 150 << 20;
/// Longest block of header fields of one part, bytes; what follows is not interpreted.
pub const HEADERS_MAX: usize = 256 << 10;
/// Most parts in one message, nested messages included.
pub const PARTS_MAX: usize = 2_000;
/// Deepest nesting of multiparts within one message.
pub const MULTIPART_DEPTH_MAX: usize = 16;
/// Deepest nesting of messages within messages (the envelope is the first).
pub const MESSAGE_DEPTH_MAX: usize = 8;
/// Most recipients kept.
pub const RECIPIENTS_MAX: usize = 5_000;
/// Largest HTML body turned into plain text, bytes.
pub const HTML_MAX: usize = 2 << 20;
/// Largest `daticert.xml`, bytes.
pub const DATICERT_MAX: usize = 4 << 20;
/// Largest XML attachment whose form is checked, bytes.
pub const XML_CHECKED_MAX: usize = 16 << 20;
