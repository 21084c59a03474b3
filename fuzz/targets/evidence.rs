//! Evidence records (RFC 4998).
#![no_main]

#[path = "../../norme/evidence-record/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
