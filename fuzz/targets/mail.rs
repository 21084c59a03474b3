//! Mails, certified or not.
#![no_main]

#[path = "../../norme/pec/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
