//! What holds of every text that somebody writes for a paper. The fuzzer drives the same.

use wording::{Name, Part, faults};

/// A part as the receipt has it.
pub const PART: Part = Part {
    code: "apertura",
    title: "Numero e data",
    shipped: "Protocollo n. *{numero}* del {giorno}",
    names: &[
        Name::wanted("numero", "il numero", "l'art. 53 DPR 445/2000"),
        Name::wanted("giorno", "il giorno", "l'art. 53 DPR 445/2000"),
        Name::free("ora", "l'ora"),
    ],
    optional: false,
    chars: 300,
    lines: 4,
};

/// Reads it; whether it will do.
pub fn regge(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let told = faults(&PART, &text);
    assert!(told.len() <= 10 + PART.names.len(), "reasons without end: {}", told.len());
    let will_do = told.is_empty();
    if will_do {
        assert!(text.trim().lines().count() <= PART.lines, "longer than allowed");
        // What the law wants stands in it, whatever stands around it.
        let names: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|one| one.0.trim()).collect();
        assert!(
            names.contains(&"numero") && names.contains(&"giorno"),
            "the paper would not say what it must: {text:?}"
        );
    }
    will_do
}
