//! The scanning line: folders into which scanners write, read by the program; what lies there waits beside the mail to be
//! registered, cut where somebody has put a separator sheet.
//!
//! A scan is a message without an envelope: it stands in the same list, is registered by the same form, and is taken once.

pub mod dividi;
pub mod prendi;
pub mod segno;

/// The kind of a message that is a scan.
pub const TIPO: &str = "scansione";
/// What the name of a mailbox that is a folder of scans begins with.
pub const PREFISSO: &str = "scansioni-";
