//! CIG and CUP: after their label; a CUP also where it stands alone and looks as those issued do.

use cig_cup::{Cig, Cup};

use super::{
    Certezza::{Probabile, Sicuro},
    MOLTI, Trovato, aggiungi,
    parole::{intorno, piano},
};

/// Most words that are looked at.
const MOLTE: usize = 60_000;
/// Words after a label among which its code stands.
const DOPO: usize = 4;
/// Letters of each code.
const CIG: usize = 10;
const CUP: usize = 15;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Codici {
    pub cup: Vec<Trovato<String>>,
    pub cig: Vec<Trovato<String>>,
    pub note: Vec<String>,
}

/// Reads them, in their order.
pub(super) fn leggi(text: &str) -> Codici {
    let apart = |c: char| c.is_whitespace() || ":;,()[]".contains(c);
    let words: Vec<&str> = text
        .split(apart)
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .take(MOLTE)
        .collect();
    let mut found = Codici::default();
    for (at, word) in words.iter().enumerate() {
        // "C.I.G." has lost its last point already.
        let label = if word.len() <= 6 { piano(word).replace('.', "") } else { String::new() };
        match label.as_str() {
            "cig" => dopo_cig(&mut found, &words, at),
            "cup" => dopo_cup(&mut found, &words, at),
            _ => {}
        }
        if word.len() == CUP
            && let Ok(code) = Cup::parse(word)
            && code.is_usual()
        {
            aggiungi(&mut found.cup, Trovato::nuovo(code.as_str().to_owned(), &intorno(&words, at, 4, 1), Probabile));
        }
    }
    found
}

/// The codes after the label: the first within a few words, and those that follow it at once.
fn dopo_cig(found: &mut Codici, words: &[&str], label: usize) {
    let mut last = label;
    for (place, word) in words.iter().enumerate().skip(label + 1).take(DOPO + MOLTI) {
        if place - last > DOPO || (last > label && place - last > 1) {
            return;
        }
        // "presente" has no digit: it is a word.
        if word.chars().count() != CIG || !word.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        last = place;
        match Cig::parse(word) {
            Ok(code) => {
                let told = intorno(words, place, place - label, 0);
                aggiungi(&mut found.cig, Trovato::nuovo(code.as_str().to_owned(), &told, Sicuro));
            }
            Err(error) if found.note.len() < MOLTI => {
                let told = format!("Il CIG «{word}» che si legge nel testo non è giusto: {error}.");
                if !found.note.contains(&told) {
                    found.note.push(told);
                }
            }
            Err(_) => {}
        }
    }
}

fn dopo_cup(found: &mut Codici, words: &[&str], label: usize) {
    for (place, word) in words.iter().enumerate().skip(label + 1).take(DOPO) {
        if word.chars().count() != CUP || !word.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Ok(code) = Cup::parse(word) {
            let sure = if code.is_usual() { Sicuro } else { Probabile };
            let told = intorno(words, place, place - label, 0);
            aggiungi(&mut found.cup, Trovato::nuovo(code.as_str().to_owned(), &told, sure));
        }
        return;
    }
}
