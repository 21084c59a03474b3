//! Deposits with a conservatore, and its answers.
#![no_main]

#[path = "../../norme/parer/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
