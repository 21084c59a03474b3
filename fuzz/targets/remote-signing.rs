//! Answers of a remote signing service (CSC API v2).
#![no_main]

#[path = "../../platform/signing/tests/ostili/regge_csc.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
