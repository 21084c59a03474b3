//! Asking outside, over HTTP, of a real server: what it tells changes the verdict, what it does not is told, and whatever it does it
//! keeps nobody waiting.

mod asked;
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "made for the judge's tests too")]
mod common;
mod hostile;
mod issuers;
mod openssl;
mod outside;
#[path = "../it/pki/mod.rs"]
#[expect(dead_code, reason = "made for the judge's tests too")]
mod pki;
mod refreshed;
mod town;
