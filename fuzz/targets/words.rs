//! The words that an ente writes for its papers.
#![no_main]

#[path = "../../platform/wording/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
