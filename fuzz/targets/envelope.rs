//! Signed envelopes.
#![no_main]

#[path = "../../norme/p7m/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
