//! What a person decides before something is published, and how what they wrote is read. Pure.

use kernel::{Date, Refusal};
use porte::albo::{Durata, Scelta};

use crate::bozza::{Bozza, Scritto};

/// What was decided, summed by sort and reason; what was not is a reason not to publish.
pub(crate) fn decidi(bozza: &Bozza, decisioni: &[String], refusal: &mut Refusal) -> Vec<Scelta> {
    let made = privacy::decidi(&bozza.trovati, bozza.troppi, decisioni, refusal);
    made.into_iter().map(|one| Scelta { genere: one.genere, quante: one.quante, motivo: one.motivo }).collect()
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
