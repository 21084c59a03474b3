//! What is pasted into a text, and documents that are brought into it: the first byte says which.
#![no_main]

#[path = "../../platform/prose/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match bytes.split_first() {
        Some((0..=63, page)) => _ = regge::regge(page),
        Some((64..=127, part)) => _ = regge::legge(&regge::zippato("word/document.xml", part)),
        Some((128..=191, part)) => _ = regge::legge(&regge::zippato("content.xml", part)),
        Some((_, document)) => _ = regge::legge(document),
        None => {}
    }
});
