//! Protocol data, their answers, and the messages between bodies that carry them.
#![no_main]

#[path = "../../norme/segnatura/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
