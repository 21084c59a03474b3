//! The vectors of the standards folder, held against what OpenSSL says of them; and files made here.

mod envelopes;
#[path = "../common/made.rs"]
mod made;
mod mail;
mod oracle;
mod rules;
mod samples;
mod support;
