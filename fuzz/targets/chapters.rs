//! Files of the chapters of a budget.
#![no_main]

#[path = "../../uffici/contabilita/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
