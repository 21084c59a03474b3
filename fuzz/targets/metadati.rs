//! The metadata of annex 5, of documents and of fascicoli.
#![no_main]

#[path = "../../norme/metadati-agid/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    regge::regge(bytes);
});
