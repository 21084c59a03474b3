//! The files that a METS names, and the rules that it breaks.
#![no_main]

#[path = "../../norme/csip/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
