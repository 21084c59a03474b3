//! Why something that was found may be read, and what is still to be decided. Pure.

use std::collections::BTreeMap;

use kernel::Refusal;

use crate::{cerca::Trovato, omissis::Genere};

/// Why something that was found may be read: the code, and what the register keeps.
pub const MOTIVI: [(&str, &str); 3] = [
    (FALSO, "Non è il dato di una persona"),
    ("ente", "È di chi agisce per un ente o per lavoro, in quella veste"),
    ("norma", "Una norma chiede di pubblicarlo"),
];
/// The one that words of health may have.
const FALSO: &str = "falso";

/// The reasons that may be given: for words of health, that they are none of anybody's.
pub fn motivi(salute: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    MOTIVI.into_iter().filter(move |(code, _)| !salute || *code == FALSO)
}

/// What was decided of a sort, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciso {
    /// The sort, by code.
    pub genere: String,
    /// In how many places.
    pub quante: u32,
    /// The reason in words.
    pub motivo: String,
}

/// What was decided, summed by sort and reason: `perche` has the code of the reason of each thing, in their order. What was not decided is
/// a reason not to publish, and so is that more was found than is told (`troppi`).
pub fn decidi(trovati: &[Trovato], troppi: bool, perche: &[String], refusal: &mut Refusal) -> Vec<Deciso> {
    let mut all: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut open = 0;
    for (place, found) in trovati.iter().enumerate() {
        let code = perche.get(place).map_or("", String::as_str);
        let health = found.genere == Genere::Salute.code();
        match MOTIVI.iter().find(|(known, _)| *known == code) {
            Some((_, words)) if !health || code == FALSO => {
                *all.entry((found.genere.as_str(), *words)).or_default() += found.quante;
            }
            Some(_) => refusal.add_law(
                None,
                format!(
                    "«{}»: i dati sulla salute non si pubblicano mai. Carica la versione con gli omissis.",
                    found.testo
                ),
                "art. 2-septies, c. 8, d.lgs. 196/2003",
            ),
            None => open += 1,
        }
    }
    if troppi {
        refusal.add(
            None,
            "I documenti hanno più dati personali di quanti se ne possano decidere uno per uno: qui non ci sono tutti. Carica la versione \
             con gli omissis, o dividi la pubblicazione.",
        );
    }
    if open > 0 {
        let which = match open {
            1 => "Per un dato trovato non hai detto perché si può leggere.".to_owned(),
            open => format!("Per {open} dati trovati non hai detto perché si possono leggere."),
        };
        refusal.add(
            None,
            format!(
                "{which} Ciò che non si può leggere toglilo dal testo, o carica la versione con gli omissis: mascherare le parole di un PDF \
                 qui non le toglierebbe dal file."
            ),
        );
    }
    let tell = |((genere, motivo), quante): ((&str, &str), u32)| Deciso {
        genere: genere.to_owned(),
        quante,
        motivo: motivo.to_owned(),
    };
    all.into_iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(generi: &[Genere], codes: &[&str], troppi: bool) -> (Vec<Deciso>, Refusal) {
        let found = |genere: &Genere| Trovato {
            genere: genere.code().into(),
            testo: "X".into(),
            file: "a.pdf".into(),
            quante: 2,
        };
        let mut refusal = Refusal::default();
        let found: Vec<Trovato> = generi.iter().map(found).collect();
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let made = decidi(&found, troppi, &codes, &mut refusal);
        (made, refusal)
    }

    #[test]
    fn each_thing_that_was_found_is_decided_and_health_is_never_published() {
        let (made, refusal) = decide(&[Genere::Iban, Genere::Iban], &["ente", "ente"], false);
        assert!(refusal.reasons.is_empty());
        assert_eq!((made.len(), made[0].genere.as_str(), made[0].quante), (1, "iban", 4));
        let (_, refusal) = decide(&[Genere::Iban, Genere::Email], &["ente"], false);
        assert!(refusal.to_string().contains("Per un dato trovato"), "{refusal}");
        let (_, refusal) = decide(&[Genere::Salute], &["norma"], false);
        assert!(refusal.to_string().contains("art. 2-septies"), "{refusal}");
        assert!(decide(&[Genere::Salute], &["falso"], false).1.reasons.is_empty(), "a word that is no one's health");
        let (_, refusal) = decide(&[], &[], true);
        assert!(refusal.to_string().contains("non ci sono tutti"), "what was not shown was not decided: {refusal}");
    }

    #[test]
    fn of_health_one_reason_alone_is_offered() {
        assert_eq!(motivi(true).map(|(code, _)| code).collect::<Vec<_>>(), ["falso"]);
        assert_eq!(motivi(false).count(), MOTIVI.len());
    }
}
