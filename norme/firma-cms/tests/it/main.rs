//! The vectors of the standards folder, held against what OpenSSL says of them; and files made here.

#[path = "../common/made.rs"]
mod made;
mod mail;
mod opening;
mod oracle;
mod rules;
mod support;
