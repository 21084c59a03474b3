//! The rules of a plan of preservation: how years are counted, and what a plan may say. Pure.

use chrono::Datelike;
use kernel::{Date, Refusal};
use porte::conservazione::Classe;

/// The longest time that is no "for ever", in years: annex 5 takes up to 9998, and nobody means more than two centuries.
pub const MOST_ANNI: i64 = 200;
/// Lines of a plan.
pub const MOST_VOCI: usize = 5_000;
/// Characters of a name, a note or an act.
pub const MOST_TESTO: usize = 500;

/// The proposal that is shipped: class, name, years. What is not in it is kept for ever.
const SPEDITO: &str = include_str!("spedito.tsv");
/// What it is called.
pub const NOME_SPEDITO: &str = "Proposta di Municipio";
/// Where it comes from.
pub const FONTE_SPEDITA: &str = "Dieci anni (la prescrizione ordinaria, art. 2946 c.c.; le scritture contabili, art. 2220 c.c.) per le classi che raccolgono atti di \
                                 gestione corrente, senza limite per tutte le altre. Non è il massimario di nessuna Soprintendenza: va \
                                 confrontata con il piano concordato con la vostra, corretta e confermata.";

/// A line of a plan: the years after the closing of the fascicolo, or none for what is kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The class: `VI.3`.
    pub classe: String,
    /// What it is called.
    pub titolo: String,
    /// Years, from 1; none is for ever.
    pub anni: Option<i64>,
    /// Why.
    pub nota: Option<String>,
}

/// The first day on which what was closed on a day, and is kept for so many years, is not kept any longer. Years are whole and begin on the
/// 1st of January after the closing, as massimari count them.
pub fn scade_il(chiuso_il: Date, anni: i64) -> Option<Date> {
    let year = i64::from(chiuso_il.year()).checked_add(1)?.checked_add(anni)?;
    Date::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)
}

/// The first day of which nothing that was closed on it, or later, is over `today` by [`scade_il`], where no class is kept for less than so
/// many years.
pub fn non_prima_di(today: Date, fewest: i64) -> Option<Date> {
    let year = i64::from(today.year()).checked_sub(fewest)?;
    Date::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)
}

/// Whether a plan speaks of this class, and not of another that once had, or will have, its code.
pub fn stessa_classe(titolo: &str, nome: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(titolo) == plain(nome)
}

/// The shipped proposal for the classes of a titolario.
pub fn spedito(classi: &[Classe]) -> Vec<Voce> {
    let lines: Vec<[&str; 3]> = SPEDITO.lines().filter_map(tre).collect();
    let voce = |classe: &Classe| {
        let known =
            lines.iter().find(|[codice, nome, _]| *codice == classe.codice && stessa_classe(nome, &classe.nome));
        let anni = known.and_then(|[_, _, anni]| anni.parse().ok());
        Voce { classe: classe.codice.clone(), titolo: classe.nome.clone(), anni, nota: None }
    };
    classi.iter().map(voce).collect()
}

fn tre(line: &str) -> Option<[&str; 3]> {
    let mut parts = line.split('\t');
    Some([parts.next()?, parts.next()?, parts.next()?])
}

/// The years as a person writes them: a number, or nothing or "illimitato" for what is kept for ever.
///
/// # Errors
/// A sentence, beside the field `anni`.
pub fn anni_di(text: &str) -> Result<Option<i64>, Refusal> {
    let text = text.trim();
    if text.is_empty() || ["illimitato", "illimitata", "permanente"].contains(&text.to_lowercase().as_str()) {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(anni) if (1..=MOST_ANNI).contains(&anni) => Ok(Some(anni)),
        _ => {
            let mut refusal = Refusal::default();
            let shown: String = text.chars().take(20).collect();
            let sentence = format!(
                "«{shown}» non è un numero di anni: scrivi un numero intero da 1 a {MOST_ANNI}, oppure «illimitato»."
            );
            refusal.add(Some("anni"), sentence);
            Err(refusal)
        }
    }
}

/// For how long, in words.
pub fn durata(anni: Option<i64>) -> String {
    match anni {
        None => "senza limite".into(),
        Some(1) => "1 anno".into(),
        Some(anni) => format!("{anni} anni"),
    }
}

/// All that is wrong in the lines of a plan for the classes of a titolario, by the place of the line; what is missing, at the end.
pub fn guasti(voci: &[Voce], classi: &[Classe]) -> Vec<(usize, String)> {
    let mut wrong = Vec::new();
    for (place, voce) in voci.iter().enumerate() {
        let Voce { classe, titolo, nota, .. } = voce;
        match classi.iter().find(|one| one.codice == *classe) {
            None => wrong.push((place, format!("la classe «{classe}» non è nel titolario in vigore oggi."))),
            Some(one) if !stessa_classe(titolo, &one.nome) => {
                wrong.push((place, format!("la classe {classe} si chiama «{}», qui «{titolo}».", one.nome)));
            }
            Some(_) => {}
        }
        if voci.iter().take(place).any(|other| other.classe == *classe) {
            wrong.push((place, format!("la classe {classe} c'è già in una riga più su.")));
        }
        if nota.as_ref().is_some_and(|nota| nota.chars().count() > MOST_TESTO) {
            wrong.push((place, format!("la nota è troppo lunga: al massimo {MOST_TESTO} caratteri.")));
        }
    }
    let missing: Vec<&str> = classi
        .iter()
        .map(|classe| classe.codice.as_str())
        .filter(|codice| voci.iter().all(|voce| voce.classe != *codice))
        .collect();
    if !missing.is_empty() {
        let end = voci.len().saturating_sub(1);
        wrong
            .push((end, format!("mancano le classi {}: un piano dice di tutte per quanto tempo.", missing.join(", "))));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn classe(codice: &str, nome: &str) -> Classe {
        Classe { codice: codice.into(), nome: nome.into() }
    }

    #[test]
    fn years_are_counted_from_the_first_of_january_after_the_closing() {
        assert_eq!(scade_il(day("2010-05-03"), 10), Some(day("2021-01-01")), "from 2011 to 2020, whole");
        assert_eq!(scade_il(day("2010-01-01"), 10), Some(day("2021-01-01")), "closed on the first day of a year");
        assert_eq!(scade_il(day("2010-12-31"), 10), Some(day("2021-01-01")), "or on its last");
        assert_eq!(scade_il(day("2011-01-01"), 10), Some(day("2022-01-01")));
        assert_eq!(scade_il(day("2024-02-29"), 1), Some(day("2026-01-01")));
        assert_eq!(scade_il(day("2024-02-29"), i64::MAX), None);
    }

    #[test]
    fn what_was_closed_too_late_to_be_over_begins_on_a_first_of_january() {
        for (today, fewest, first) in
            [("2021-01-01", 10, "2011-01-01"), ("2020-12-31", 10, "2010-01-01"), ("2028-06-15", 1, "2027-01-01")]
        {
            let (today, first) = (day(today), day(first));
            assert_eq!(non_prima_di(today, fewest), Some(first));
            let last = first.pred_opt().unwrap();
            assert!(scade_il(last, fewest).unwrap() <= today, "the day before it is over");
            assert!(scade_il(first, fewest).unwrap() > today, "on it nothing is");
        }
        assert_eq!(non_prima_di(day("2021-01-01"), i64::MAX), None);
    }

    #[test]
    fn nothing_written_is_for_ever_and_a_wrong_number_is_told() {
        assert_eq!((anni_di(" "), anni_di("Illimitato"), anni_di("10")), (Ok(None), Ok(None), Ok(Some(10))));
        for wrong in ["0", "-1", "201", "dieci", "1,5", "99999999999999999999"] {
            assert!(anni_di(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_shipped_proposal_keeps_for_ever_what_it_does_not_know() {
        let classi = [classe("IV.10", "Economato"), classe("IV.12", "Altra cosa"), classe("VI.3", "Edilizia privata")];
        let anni: Vec<Option<i64>> = spedito(&classi).into_iter().map(|voce| voce.anni).collect();
        assert_eq!(anni, [Some(10), None, None], "a class of another name is another class");
        for line in SPEDITO.lines() {
            let [_, _, anni] = tre(line).unwrap();
            assert!(anni_di(anni).unwrap().is_some(), "{line}");
        }
    }

    #[test]
    fn a_plan_says_of_each_class_once_for_how_long() {
        let classi = [classe("IV.10", "Economato"), classe("VI.3", "Edilizia privata")];
        assert_eq!(guasti(&spedito(&classi), &classi), []);
        let voce =
            |classe: &str, titolo: &str| Voce { classe: classe.into(), titolo: titolo.into(), anni: None, nota: None };
        let wrong = guasti(&[voce("IV.10", "Tesoreria"), voce("IV.10", "Economato"), voce("Z", "x")], &classi);
        let places: Vec<usize> = wrong.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [0, 1, 2, 2], "{wrong:?}");
        assert!(wrong.last().unwrap().1.contains("VI.3"), "what is missing: {wrong:?}");
    }
}
