//! What a person decides before something is published, and how what they wrote is read. Pure.

use std::collections::BTreeMap;

use kernel::{Date, Refusal};
use porte::albo::{Durata, Scelta};

use crate::{
    bozza::{Bozza, Scritto},
    omissis::Genere,
};

/// Why something that was found may be read: the code, and what the register keeps.
pub const MOTIVI: [(&str, &str); 3] = [
    ("falso", "Non è il dato di una persona"),
    ("ente", "È di chi agisce per un ente o per lavoro, in quella veste"),
    ("norma", "Una norma chiede di pubblicarlo"),
];

/// What was decided, summed by sort and reason; what was not is a reason not to publish.
pub(crate) fn decidi(bozza: &Bozza, decisioni: &[String], refusal: &mut Refusal) -> Vec<Scelta> {
    let mut all: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut open = 0;
    for (place, found) in bozza.trovati.iter().enumerate() {
        let code = decisioni.get(place).map_or("", String::as_str);
        let health = found.genere == Genere::Salute.code();
        match MOTIVI.iter().find(|(known, _)| *known == code) {
            Some((_, words)) if !health || code == "falso" => {
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
    if bozza.troppi {
        refusal.add(
            None,
            "I documenti hanno più dati personali di quanti se ne possano decidere uno per uno: qui non ci sono tutti. Carica la versione \
             con gli omissis, o dividi la pubblicazione.",
        );
    }
    if open > 0 {
        refusal.add(
            None,
            format!(
                "Per {open} dati trovati non hai detto perché si possono leggere. Se non si possono leggere torna indietro e carica la \
                 versione con gli omissis: mascherare le parole di un PDF qui non le toglierebbe dal file."
            ),
        );
    }
    let tell = |((genere, motivo), quante): ((&str, &str), u32)| Scelta {
        genere: genere.to_owned(),
        quante,
        motivo: motivo.to_owned(),
    };
    all.into_iter().map(tell).collect()
}

/// For how long, as it was written.
pub(crate) fn durata(scritto: &Scritto, refusal: &mut Refusal) -> Durata {
    match (scritto.giorni.trim(), scritto.fino_al.trim()) {
        ("", "") => Durata::Usuale,
        ("", _) => giorno(&scritto.fino_al, "fino_al", refusal).map_or(Durata::Usuale, Durata::FinoAl),
        (days, "") => days.parse().map(Durata::Giorni).unwrap_or_else(|_| {
            refusal.add(Some("giorni"), "Scrivi i giorni come numero, per esempio 15.");
            Durata::Usuale
        }),
        _ => {
            refusal.add(Some("giorni"), "Scrivi i giorni oppure l'ultimo giorno, non tutti e due.");
            Durata::Usuale
        }
    }
}

/// A day, where one was written.
pub(crate) fn giorno(text: &str, field: &'static str, refusal: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        refusal.add(Some(field), "La data non si legge: scrivila come giorno, mese e anno.");
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bozza::Trovato;

    fn bozza(generi: &[Genere]) -> Bozza {
        let found = |genere: &Genere| Trovato {
            genere: genere.code().into(),
            testo: "X".into(),
            file: "a.pdf".into(),
            quante: 2,
        };
        Bozza {
            scritto: Scritto::default(),
            fogli: Vec::new(),
            trovati: generi.iter().map(found).collect(),
            troppi: false,
        }
    }

    fn decide(generi: &[Genere], codes: &[&str]) -> (Vec<Scelta>, Refusal) {
        let mut refusal = Refusal::default();
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let made = decidi(&bozza(generi), &codes, &mut refusal);
        (made, refusal)
    }

    #[test]
    fn each_thing_that_was_found_is_decided_and_health_is_never_published() {
        let (made, refusal) = decide(&[Genere::Iban, Genere::Iban], &["ente", "ente"]);
        assert!(refusal.reasons.is_empty());
        assert_eq!((made.len(), made[0].genere.as_str(), made[0].quante), (1, "iban", 4));
        let (_, refusal) = decide(&[Genere::Iban, Genere::Email], &["ente"]);
        assert!(refusal.to_string().contains("Per 1 dati"), "{refusal}");
        let (_, refusal) = decide(&[Genere::Salute], &["norma"]);
        assert!(refusal.to_string().contains("art. 2-septies"), "{refusal}");
        assert!(decide(&[Genere::Salute], &["falso"]).1.reasons.is_empty(), "a word that is no one's health");
        let mut refusal = Refusal::default();
        decidi(&Bozza { troppi: true, ..bozza(&[]) }, &[], &mut refusal);
        assert!(refusal.to_string().contains("non ci sono tutti"), "what was not shown was not decided: {refusal}");
    }

    #[test]
    fn how_long_is_read_as_people_write_it() {
        let read = |giorni: &str, fino_al: &str| {
            let mut refusal = Refusal::default();
            let scritto = Scritto { giorni: giorni.into(), fino_al: fino_al.into(), ..Scritto::default() };
            let made = durata(&scritto, &mut refusal);
            (made, refusal.reasons.len())
        };
        assert_eq!(read("", ""), (Durata::Usuale, 0));
        assert_eq!(read(" 30 ", ""), (Durata::Giorni(30), 0));
        assert_eq!(read("", "2026-12-05"), (Durata::FinoAl("2026-12-05".parse().unwrap()), 0));
        for (giorni, fino_al) in [("30", "2026-12-05"), ("tanti", ""), ("", "domani"), ("-1", "")] {
            assert_eq!(read(giorni, fino_al).1, 1, "{giorni} {fino_al}");
        }
    }
}
