use chrono::Datelike;
use cig_cup::{Cig, Cup};
use codice_fiscale::{CodiceFiscale, PartitaIva};
use kernel::{Cents, Date, Refusal};
use porte::ragioneria::{Creditore, Genere, Riga};

use super::{Codice, Livello, MASSIMO, Piano};

/// Longest text of a line, in letters.
const LUNGO: usize = 500;

/// A line whose form is right, with its codes as they are kept.
#[derive(Clone, Debug)]
pub(crate) struct Formata {
    pub codice: Codice,
    pub piano: Piano,
    pub riga: Riga,
}

/// Where a reason belongs: nothing where there is one line only, otherwise "Riga 2".
#[derive(Clone, Debug)]
pub(crate) struct Dove(Option<usize>);

impl Dove {
    /// The line at this place, from 0, of so many.
    pub(crate) fn di(place: usize, many: usize) -> Self {
        Self((many > 1).then_some(place + 1))
    }

    /// A sentence without its first capital, as a whole one.
    pub(crate) fn dice(&self, sentence: &str) -> String {
        match self.0 {
            Some(number) => format!("Riga {number}: {sentence}."),
            None => format!("{}.", grande(sentence)),
        }
    }
}

/// With its first letter large.
pub(crate) fn grande(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// One text on one line, with a blank between its words and without what cannot be seen; nothing where it is empty.
pub(crate) fn testo(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    Some(seen.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

/// A text that must be there and not be too long. `che` is what it is: "la descrizione".
pub(crate) fn testo_fino_a(text: &str, most: usize, che: &str) -> Result<String, String> {
    match testo(text) {
        None => Err(format!("manca {che}")),
        Some(text) if text.chars().count() > most => Err(format!("{che} ha più di {most} caratteri: accorcia")),
        Some(text) => Ok(text),
    }
}

/// All that is wrong with the form of one line; the line with its codes as they are kept, where codes can be read. `oggi` says which years
/// are over.
pub(crate) fn forma(riga: &Riga, genere: Genere, oggi: Date, dove: &Dove, refusal: &mut Refusal) -> Option<Formata> {
    let mut kept = riga.clone();
    if riga.importo <= Cents(0) || riga.importo > MASSIMO {
        refusal.add(None, dove.dice("l'importo deve essere maggiore di zero, e non più di cento miliardi di euro"));
    }
    match testo_fino_a(&riga.descrizione, LUNGO, "la descrizione della spesa") {
        Ok(text) => kept.descrizione = text,
        Err(why) => refusal.add_law(None, dove.dice(&why), "art. 183, c. 1, d.lgs. 267/2000"),
    }
    if riga.anno < i64::from(oggi.year()) {
        let why = format!("l'esercizio {} è chiuso: si impegna sull'anno in corso e sui successivi", riga.anno);
        refusal.add_law(None, dove.dice(&why), "art. 183, c. 5, d.lgs. 267/2000");
    }
    scadenza(riga, genere, dove, refusal);
    kept.creditore = creditore(riga.creditore.as_ref(), genere, dove, refusal);
    kept.cig = codice(riga.cig.as_deref(), |text| Cig::parse(text).map(|cig| cig.to_string()), dove, refusal);
    kept.cup = codice(riga.cup.as_deref(), |text| Cup::parse(text).map(|cup| cup.to_string()), dove, refusal);
    let code = riga.capitolo.parse::<Codice>();
    if let Err(why) = &code {
        refusal.add(None, dove.dice(why));
    }
    let piano = Piano::leggi(&riga.piano, Livello::Quinto);
    if let Err(why) = &piano {
        refusal.add_law(None, dove.dice(why), "art. 5 e all. 7 d.lgs. 118/2011");
    }
    let (codice, piano) = (code.ok()?, piano.ok()?);
    kept.capitolo = codice.to_string();
    kept.piano = piano.to_string();
    Some(Formata { codice, piano, riga: kept })
}

fn scadenza(riga: &Riga, genere: Genere, dove: &Dove, refusal: &mut Refusal) {
    const LEGGE: &str = "art. 183, c. 1 e 5, d.lgs. 267/2000";
    match riga.scadenza {
        None if genere == Genere::Impegno => {
            refusal.add_law(None, dove.dice("manca la scadenza: il giorno in cui la somma sarà dovuta"), LEGGE);
        }
        Some(day) if i64::from(day.year()) != riga.anno => {
            let why = format!(
                "la scadenza è il {}, ma la riga è sull'esercizio {}: la spesa si imputa all'anno in cui è dovuta",
                day.format("%d/%m/%Y"),
                riga.anno
            );
            refusal.add_law(None, dove.dice(&why), LEGGE);
        }
        _ => {}
    }
}

fn creditore(given: Option<&Creditore>, genere: Genere, dove: &Dove, refusal: &mut Refusal) -> Option<Creditore> {
    let nome = given.map_or("", |creditore| creditore.nome.as_str());
    let nome = match testo_fino_a(nome, LUNGO, "il nome del creditore") {
        Ok(nome) => nome,
        Err(why) if genere == Genere::Impegno || given.is_some() => {
            refusal.add_law(None, dove.dice(&why), "art. 183, c. 1, d.lgs. 267/2000");
            return None;
        }
        Err(_) => return None,
    };
    let tax = given.and_then(|creditore| creditore.codice_fiscale.as_deref());
    let vat = given.and_then(|creditore| creditore.partita_iva.as_deref());
    Some(Creditore {
        nome,
        codice_fiscale: codice(tax, |text| CodiceFiscale::parse(text).map(|code| code.to_string()), dove, refusal),
        partita_iva: codice(vat, |text| PartitaIva::parse(text).map(|code| code.to_string()), dove, refusal),
    })
}

/// A code that may be missing, but not wrong.
fn codice<E: std::fmt::Display>(
    text: Option<&str>,
    read: impl Fn(&str) -> Result<String, E>,
    dove: &Dove,
    refusal: &mut Refusal,
) -> Option<String> {
    let text = text.and_then(testo)?;
    match read(&text) {
        Ok(code) => Some(code),
        Err(why) => {
            let shown: String = text.chars().take(40).collect();
            refusal.add(None, dove.dice(&format!("«{shown}»: {why}")));
            None
        }
    }
}

/// A line with nothing wrong, for the tests.
#[cfg(test)]
pub(crate) fn buona() -> Riga {
    Riga {
        anno: 2026,
        capitolo: "2613.1".into(),
        missione: "04".into(),
        programma: "02".into(),
        piano: "U.2.02.01.09.003".into(),
        importo: Cents(366_000),
        descrizione: "Tinteggiatura della scuola".into(),
        creditore: Some(Creditore {
            nome: "Edilnova S.r.l.".into(),
            partita_iva: Some("11111111115".into()),
            ..Creditore::default()
        }),
        cig: Some("A003DEB979".into()),
        cup: Some("F12H20000120006".into()),
        scadenza: Date::from_ymd_opt(2026, 12, 15),
        ..Riga::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oggi() -> Date {
        Date::from_ymd_opt(2026, 11, 27).unwrap()
    }

    fn told(riga: &Riga, genere: Genere) -> Vec<String> {
        let mut refusal = Refusal::default();
        forma(riga, genere, oggi(), &Dove::di(0, 1), &mut refusal);
        refusal.reasons.into_iter().map(|reason| reason.sentence).collect()
    }

    #[test]
    fn a_good_line_is_kept_with_its_codes_as_they_are_written() {
        let riga = Riga { cig: Some(" a003deb979 ".into()), capitolo: "2613/01".into(), ..buona() };
        let mut refusal = Refusal::default();
        let kept = forma(&riga, Genere::Impegno, oggi(), &Dove::di(0, 1), &mut refusal).unwrap();
        assert_eq!(refusal.reasons, []);
        assert_eq!((kept.riga.cig.as_deref(), kept.riga.capitolo.as_str()), (Some("A003DEB979"), "2613.1"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let bad = Riga {
            anno: 2025,
            capitolo: "x".into(),
            piano: "U.1".into(),
            importo: Cents(0),
            descrizione: " ".into(),
            creditore: Some(Creditore {
                nome: "A".into(),
                partita_iva: Some("11111111116".into()),
                codice_fiscale: Some("X".into()),
            }),
            cig: Some("A003DEB978".into()),
            cup: Some("F12".into()),
            ..buona()
        };
        let told = told(&bad, Genere::Impegno);
        assert_eq!(told.len(), 10, "{told:#?}");
        for part in
            ["L'importo", "Manca la descrizione", "2025 è chiuso", "La scadenza è il 15/12/2026", "controllo del CIG"]
        {
            assert!(told.iter().any(|sentence| sentence.contains(part)), "{part}: {told:#?}");
        }
    }

    #[test]
    fn a_booking_may_not_know_yet_to_whom_and_when() {
        let open = Riga { creditore: None, scadenza: None, cig: None, ..buona() };
        assert_eq!(told(&open, Genere::Prenotazione), [""; 0]);
        let told = told(&open, Genere::Impegno);
        assert_eq!(told.len(), 2, "{told:?}");
    }

    #[test]
    fn of_several_lines_each_reason_names_its_own() {
        assert_eq!(Dove::di(1, 3).dice("manca la scadenza"), "Riga 2: manca la scadenza.");
        assert_eq!(Dove::di(0, 1).dice("è tardi"), "È tardi.");
    }
}
