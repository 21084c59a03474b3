//! The text of a past act: kind, number, day, subject, signers, amounts, codes.
#![no_main]

// The rules alone, without the office around them and all that it brings.
#[allow(dead_code)]
#[path = "../../uffici/atti/src/rules/importi.rs"]
mod importi;
#[allow(dead_code)]
#[path = "../../uffici/atti/src/rules/passati/mod.rs"]
mod passati;
#[path = "../../uffici/atti/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    _ = regge::regge(&String::from_utf8_lossy(bytes));
});
