//! Passwords: how they are kept, and which are good enough.

mod hash;
mod policy;

pub use hash::Passwords;
pub use policy::{MAX_LENGTH, MIN_LENGTH, check_password};
