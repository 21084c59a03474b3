//! Files of the index of public administrations.
#![no_main]

#[path = "../../norme/indice-pa/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
