//! Records from end to end, with an authority of our own whose clock is an argument.

#[path = "../comune/mod.rs"]
mod comune;
mod proprieta;
mod rinnovo;
