//! Invoices and what the exchange system sends.
#![no_main]

#[path = "../../norme/fatturapa/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
