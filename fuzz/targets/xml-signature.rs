//! Signed XML from outside.
#![no_main]

#[path = "../../norme/firma-xml/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
