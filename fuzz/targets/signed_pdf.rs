//! Signed PDFs.
#![no_main]

#[path = "../../norme/firma-pdf/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
