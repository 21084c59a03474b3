//! Mail by the standard protocols: a mailbox read by IMAP ([`Client`]), a message written ([`Letter`]) and handed to an SMTP
//! server ([`send`]).
//!
//! * **Always encrypted.** TLS from the first byte or by STARTTLS before any name is said; the certificate must be valid for
//!   the server's name. A private authority is trusted where [`Server::ca`] names its file, and there alone.
//! * **Every wait ends** ([`Server::patience`]), and every length that a server tells is bounded before a byte of it is kept
//!   ([`limits`]). A message is never held in memory: it is read as a stream, and a stream that ends before its announced
//!   length is an error, never a short message.
//! * **Nothing of a conversation is logged**, neither passwords nor messages.
//!
//! # Why the IMAP client is written here
//! `async-imap`, the one that is kept up, prints each command with its password at the `trace` level, takes a refused FETCH
//! for an empty one (a message would be cut without a word), and holds whole messages in memory up to 512 MB. What an office
//! needs of IMAP is eight commands. SMTP is `lettre`'s.

mod account;
mod error;
mod imap;
mod letter;
pub mod limits;
mod mailbox;
mod smtp;
mod wire;

pub use account::{Authority, Login, Password, Security, Server};
pub use error::Error;
pub use imap::{Body, Client, Folder};
pub use letter::{Head, Letter, is_address};
pub use mailbox::{Mailbox, Outgoing};
pub use smtp::{greet, send};
