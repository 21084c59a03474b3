//! What is added to: envelopes, answers, kept states; the first byte says as what the rest is given.
#![no_main]

#[path = "../../norme/firma-scrivi/tests/ostili/regge.rs"]
mod regge;

use regge::Kind;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const KINDS: [Kind; 7] = [
        Kind::Certificate,
        Kind::State,
        Kind::Envelope,
        Kind::Query,
        Kind::Stamp,
        Kind::Question,
        Kind::Answer,
    ];
    if let [kind, rest @ ..] = bytes {
        regge::regge(KINDS[usize::from(*kind) % KINDS.len()], rest);
    }
});
