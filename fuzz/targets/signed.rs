//! Signed envelopes.
#![no_main]

#[path = "../../norme/firma-cms/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
