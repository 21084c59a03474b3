//! Indexes of preservation packages, of 2020 and of 2010.
#![no_main]

#[path = "../../norme/sincro/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
