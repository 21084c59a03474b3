//! Certified mail (PEC) and ordinary mail: raw RFC 5322 bytes in, values out.
//!
//! # The standard
//! PEC is registered mail by SMTP: the sender's provider (*gestore*) wraps the message in a signed
//! envelope, and each provider along the way sends signed receipts. Rules: DPR 11 February 2005 n. 68, and
//! the technical rules attached to the DM of 2 November 2005 (with AgID's later notes), described in
//! English by RFC 6109. What a message is, is said twice, and this crate reads and compares both:
//!
//! | | header (RFC 6109 section 3) | `daticert.xml`, attribute `tipo` (section 4.4) |
//! |---|---|---|
//! | transport envelope | `X-Trasporto: posta-certificata` | `posta-certificata` |
//! | envelope around mail that is not certified | `X-Trasporto: errore` | absent |
//! | receipts | `X-Ricevuta: …` | the same words |
//!
//! The original message travels inside as `postacert.eml`; a receipt names the message it answers in
//! `X-Riferimento-Message-ID` and in `daticert.xml`'s `msgid`: that is the link back to what we sent.
//!
//! Ordinary mail that could not be delivered comes back with a report of its own (RFC 3464): [`bounce`].
//!
//! # What [`read`] promises
//! * A message is never lost: whatever is missing, damaged or contradictory becomes an [`Anomaly`], each
//!   an Italian sentence, and everything else is still read. [`Error`] is only for bytes that are no mail.
//! * Bounds on size, parts and nesting ([`limits`]); time linear in the size; exact byte ranges: the bytes
//!   of `postacert.eml` are those received, so that their digest has evidential value.
//!
//! # What is absent
//! **The provider's signature is not verified here.** [`Message::signature_present`] only says that an
//! S/MIME part is there, and [`Message::signed`] gives what a verifier needs. Until a verifier has accepted it against the list of providers, every field is
//! a claim: anyone can write `X-Ricevuta: avvenuta-consegna` in an ordinary mail.
//!
//! # Why the MIME structure is walked here
//! Headers are parsed by `mail-parser`. Its walk over the parts is not used: on mail made for the purpose it
//! takes quadratic time (220 KB of unclosed multiparts: 10 s) and overflows the stack when the nested
//! messages it builds are dropped (100,000 levels fit in 3 MB).

mod anomaly;
mod daticert;
mod dsn;
mod kind;
pub mod limits;
mod mail;
mod message;
mod mime;

pub use anomaly::Anomaly;
pub use daticert::{Daticert, Destinatario, Ricevuta};
pub use dsn::{Action, Bounce, Bounced, bounce};
pub use kind::{ErroreConsegna, Kind};
pub use mail::{Address, Attachment, Mail};
pub use message::{Message, Signed, read, read_bytes};

/// Why bytes are not a mail message at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no bytes.
    #[error("il messaggio è vuoto")]
    Empty,
    /// Larger than [`limits::MESSAGE_MAX`].
    #[error("il messaggio è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// No header field that mail has (`From`, `To`, `Subject`, `Date`, `Received`, `Message-ID`…).
    #[error("il file non è un messaggio di posta: mancano le intestazioni (Da, A, Oggetto, Data)")]
    NotMail,
}
