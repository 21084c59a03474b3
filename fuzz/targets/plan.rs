//! Files of a plan of preservation.
#![no_main]

#[path = "../../uffici/conservazione/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|text: &str| {
    regge::regge(text);
});
