//! Trusted lists from outside.
#![no_main]

#[path = "../../norme/liste-fiducia/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
