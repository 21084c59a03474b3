//! Documents of any kind: recognised, read, proposed from.
#![no_main]

#[path = "../../platform/documents/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes, "a");
});
