//! Pure rules: until when something stays, when a section is stale, what may be published.
//!
//! The law: D.Lgs. 33/2013, art. 8, c. 3 (five years from 1 January of the year after), art. 14, c. 2, and 15, c. 4
//! (three years after the end), art. 7-bis. Who is not named: `persone.rs`.

use chrono::{Datelike, Months};
use kernel::{Date, Instant, Refusal};
use porte::trasparenza::Protezione;

use crate::{albero::Sezione, persone};

/// Longest title, in letters.
pub const TITOLO_MAX: usize = 300;
/// Longest text.
pub const TESTO_MAX: usize = 20_000;
/// Most names with a value, and their lengths.
pub const CAMPI_MAX: usize = 60;
const NOME_MAX: usize = 80;
const VALORE_MAX: usize = 1_000;
/// Most files of one version.
pub const DOCUMENTI_MAX: usize = 30;
/// Longest reason or note.
pub const MOTIVO_MAX: usize = 1_000;
/// Years of art. 8, c. 3.
const ANNI: i32 = 5;
/// Months of art. 14, c. 2, and 15, c. 4, after the end of an assignment.
const MESI_INCARICO: u32 = 36;

/// The line that tells to whom something is given.
pub const BENEFICIARIO: &str = "Beneficiario";
/// What everybody reads in place of a name.
pub const NON_NOMINATO: &str = "Non indicato (art. 26, c. 4, d.lgs. 33/2013)";

/// For how long something stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termine {
    /// Five years from 1 January of the year after, and as long as the act has effects (art. 8, c. 3).
    Quinquennale,
    /// Three years after the end of the assignment (art. 14, c. 2, and 15, c. 4).
    Incarico,
    /// As long as it holds: until it is replaced or withdrawn.
    Corrente,
}

impl Termine {
    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "quinquennale" => Some(Self::Quinquennale),
            "incarico" => Some(Self::Incarico),
            "corrente" => Some(Self::Corrente),
            _ => None,
        }
    }

    /// What says so.
    const fn norma(self) -> &'static str {
        match self {
            Self::Quinquennale | Self::Corrente => "art. 8, c. 3, d.lgs. 33/2013",
            Self::Incarico => "art. 14, c. 2, e 15, c. 4, d.lgs. 33/2013",
        }
    }

    /// In words.
    pub const fn detto(self) -> &'static str {
        match self {
            Self::Quinquennale => {
                "cinque anni dal 1° gennaio dell'anno dopo, e finché l'atto ha effetti (art. 8, c. 3, d.lgs. 33/2013)"
            }
            Self::Incarico => "tre anni dopo la fine dell'incarico (art. 14, c. 2, e 15, c. 4, d.lgs. 33/2013)",
            Self::Corrente => "finché vale: chi la cura la sostituisce o la ritira",
        }
    }
}

/// The last day on which it is read, that day included; none where it stays.
pub fn fine(termine: Termine, riferita_al: Date, effetti_fino: Option<Date>) -> Option<Date> {
    match termine {
        Termine::Quinquennale => {
            let last = Date::from_ymd_opt(riferita_al.year() + ANNI, 12, 31)?;
            Some(effetti_fino.map_or(last, |effects| effects.max(last)))
        }
        Termine::Incarico => effetti_fino?.checked_add_months(Months::new(MESI_INCARICO)),
        Termine::Corrente => None,
    }
}

/// The day from which a section is stale, after it was last changed or checked.
pub fn scadenza(sezione: &Sezione, ultimo: Date) -> Date {
    match sezione.entro {
        // What was done in a year serves for that year: the next one has its own day, which is still good.
        Some((month, day)) => {
            let due = Date::from_ymd_opt(ultimo.year() + 1, month, day).unwrap_or(ultimo);
            due.succ_opt().unwrap_or(due)
        }
        None => ultimo.checked_add_months(Months::new(sezione.mesi)).unwrap_or(ultimo),
    }
}

/// How a person found a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Esito {
    /// What is there is right.
    Aggiornata,
    /// There is nothing to publish for now.
    Nulla,
    /// The duty is not the ente's.
    NonDovuta,
}

impl Esito {
    /// With codes and labels, in the order of the form.
    pub const TUTTI: [(Self, &'static str, &'static str); 3] = [
        (Self::Aggiornata, "aggiornata", "Ciò che si legge è completo e aggiornato"),
        (Self::Nulla, "nulla", "Per ora non c'è niente da pubblicare"),
        (Self::NonDovuta, "non_dovuta", "L'obbligo non riguarda il Comune"),
    ];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Aggiornata => "aggiornata",
            Self::Nulla => "nulla",
            Self::NonDovuta => "non_dovuta",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }
}

/// How a section stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salute {
    /// The duty is not the ente's.
    NonDovuta,
    /// Nothing is read in it and nobody said why.
    Mancante,
    /// Since this day nobody changed or checked it.
    Scaduta(Date),
    /// It is right until the day before this one.
    InRegola(Date),
}

/// Judges a section: how many items are read, when the last one changed, how a person found it last.
pub fn giudica(
    sezione: &Sezione,
    (quante, ultima): (i64, Option<Instant>),
    verifica: Option<(Instant, Esito)>,
    oggi: Date,
) -> Salute {
    let changed_since = |checked: Instant| ultima.is_some_and(|changed| changed > checked);
    match verifica {
        Some((checked, Esito::NonDovuta)) if !changed_since(checked) => return Salute::NonDovuta,
        None if !sezione.comune && quante == 0 => return Salute::NonDovuta,
        _ => {}
    }
    // Who says that what is there is right says nothing where nothing is there.
    let checked = verifica.filter(|(_, esito)| quante > 0 || *esito == Esito::Nulla).map(|(at, _)| at);
    let Some(last) = ultima.filter(|_| quante > 0).max(checked) else { return Salute::Mancante };
    let due = scadenza(sezione, last.date());
    if due <= oggi { Salute::Scaduta(due) } else { Salute::InRegola(due) }
}

/// Somebody who is not named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protetto {
    /// Name and surname.
    pub nome: String,
    /// Their tax code.
    pub codice_fiscale: Option<String>,
    /// Why.
    pub motivo: Protezione,
}

/// What is about to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contenuto {
    /// Where.
    pub sezione: &'static Sezione,
    /// What it is called.
    pub titolo: String,
    /// Its words.
    pub testo: String,
    /// Names with their values.
    pub campi: Vec<(String, String)>,
    /// The day from which it had to be published.
    pub riferita_al: Date,
    /// When its effects end, or the assignment did.
    pub effetti_fino: Option<Date>,
    /// The unit that answers for it.
    pub responsabile: String,
    /// Who is behind it and is not named.
    pub protetto: Option<Protetto>,
}

impl Contenuto {
    /// All that everybody would read.
    pub(crate) fn parole(&self) -> impl Iterator<Item = &str> {
        let pairs = self.campi.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        [self.titolo.as_str(), &self.testo, &self.responsabile].into_iter().chain(pairs)
    }
}

/// All that is wrong with it; `documenti` are the names of its files.
///
/// # Errors
/// The reasons.
pub fn controlla(contenuto: &Contenuto, documenti: &[&str], oggi: Date) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let long = |text: &str, most: usize| text.chars().count() > most;
    if contenuto.titolo.trim().is_empty() || long(&contenuto.titolo, TITOLO_MAX) {
        refusal.add(Some("titolo"), format!("Scrivi il titolo, in {TITOLO_MAX} caratteri al massimo."));
    }
    if contenuto.responsabile.trim().is_empty() || long(&contenuto.responsabile, TITOLO_MAX) {
        refusal.add(Some("responsabile"), "Scrivi quale ufficio risponde del contenuto.");
    }
    if long(&contenuto.testo, TESTO_MAX) {
        refusal.add(Some("testo"), format!("Il testo è troppo lungo: al massimo {TESTO_MAX} caratteri."));
    }
    let wrong =
        |(name, value): &(String, String)| name.trim().is_empty() || long(name, NOME_MAX) || long(value, VALORE_MAX);
    if contenuto.campi.len() > CAMPI_MAX || contenuto.campi.iter().any(wrong) {
        refusal.add(
            Some("campi"),
            format!("I dati sono al massimo {CAMPI_MAX}, uno per riga come «nome: valore»: il nome ci vuole."),
        );
    }
    if contenuto.testo.trim().is_empty() && contenuto.campi.is_empty() && documenti.is_empty() {
        refusal.add(Some("testo"), "Non c'è niente da leggere: scrivi un testo, dei dati, o carica un file.");
    }
    if documenti.len() > DOCUMENTI_MAX {
        refusal.add(Some("file"), format!("I file sono al massimo {DOCUMENTI_MAX}."));
    }
    if contenuto.riferita_al > oggi {
        refusal.add(Some("riferita_al"), "La data da cui decorre l'obbligo è nel futuro: controllala.");
    }
    let termine = contenuto.sezione.termine;
    if fine(termine, contenuto.riferita_al, contenuto.effetti_fino).is_some_and(|end| end < oggi) {
        refusal.add_law(
            Some(if termine == Termine::Incarico { "effetti_fino" } else { "riferita_al" }),
            "Il tempo di pubblicazione è già finito: non si pubblica ciò che non si deve più leggere. Se si legge \
             ancora, ritiralo.",
            termine.norma(),
        );
    }
    persone::controlla(contenuto, documenti, &mut refusal);
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::albero::sezione;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The first instant of a day.
    fn at(text: &str) -> Instant {
        Instant::start_of(day(text))
    }

    #[test]
    fn five_years_are_counted_from_the_first_of_january_after() {
        let end = |from: &str, effects: Option<&str>| fine(Termine::Quinquennale, day(from), effects.map(day));
        assert_eq!(end("2026-01-01", None), Some(day("2031-12-31")));
        assert_eq!(end("2026-12-31", None), Some(day("2031-12-31")));
        assert_eq!(end("2027-01-01", None), Some(day("2032-12-31")));
        assert_eq!(end("2026-03-01", Some("2028-01-01")), Some(day("2031-12-31")), "effects do not shorten it");
        assert_eq!(end("2026-03-01", Some("2040-06-30")), Some(day("2040-06-30")), "as long as it has effects");
    }

    #[test]
    fn an_assignment_stays_three_years_after_its_end_and_as_long_as_it_lasts() {
        let end = |effects: Option<&str>| fine(Termine::Incarico, day("2020-01-01"), effects.map(day));
        assert_eq!(end(None), None);
        assert_eq!(end(Some("2026-06-30")), Some(day("2029-06-30")));
        assert_eq!(end(Some("2024-02-29")), Some(day("2027-02-28")));
        assert_eq!(fine(Termine::Corrente, day("2000-01-01"), None), None);
    }

    #[test]
    fn a_section_is_stale_when_its_months_or_its_day_have_passed() {
        let acts = sezione("09.02").unwrap();
        let seen = |last: &str, today: &str| giudica(acts, (1, Some(at(last))), None, day(today));
        assert_eq!(seen("2026-01-10", "2026-07-09"), Salute::InRegola(day("2026-07-10")));
        assert_eq!(seen("2026-01-10", "2026-07-10"), Salute::Scaduta(day("2026-07-10")));
        let goals = sezione("21.03").unwrap();
        let seen = |last: &str, today: &str| giudica(goals, (1, Some(at(last))), None, day(today));
        assert_eq!(seen("2025-11-01", "2026-03-31"), Salute::InRegola(day("2026-04-01")), "that day is still good");
        assert_eq!(seen("2025-11-01", "2026-04-01"), Salute::Scaduta(day("2026-04-01")));
        assert_eq!(seen("2026-01-02", "2026-12-31"), Salute::InRegola(day("2027-04-01")));
    }

    #[test]
    fn what_is_empty_is_missing_until_somebody_says_why() {
        let (one, today) = (sezione("05.01").unwrap(), day("2026-03-01"));
        let (now, long_ago) = (at("2026-03-01"), at("2020-01-01"));
        let seen = |quante, verifica| giudica(one, (quante, None), verifica, today);
        assert_eq!(seen(0, None), Salute::Mancante);
        assert_eq!(seen(0, Some((now, Esito::Aggiornata))), Salute::Mancante, "nothing is not up to date");
        assert_eq!(seen(0, Some((now, Esito::Nulla))), Salute::InRegola(day("2026-09-01")));
        assert_eq!(seen(0, Some((long_ago, Esito::NonDovuta))), Salute::NonDovuta);
        let changed = giudica(one, (1, Some(now)), Some((long_ago, Esito::NonDovuta)), today);
        assert_eq!(changed, Salute::InRegola(day("2026-09-01")), "what was published since then says otherwise");
        let noon = Instant::from_micros(now.micros() + 12 * 3_600_000_000);
        let changed = giudica(one, (1, Some(noon)), Some((now, Esito::NonDovuta)), today);
        assert_eq!(changed, Salute::InRegola(day("2026-09-01")), "also on the same day");
        assert_eq!(giudica(one, (1, Some(now)), Some((noon, Esito::NonDovuta)), today), Salute::NonDovuta);
        assert_eq!(giudica(sezione("19.01").unwrap(), (0, None), None, today), Salute::NonDovuta);
    }

    fn concessione() -> Contenuto {
        Contenuto {
            sezione: sezione("11.02").unwrap(),
            titolo: "Sostegno all'affitto".into(),
            testo: String::new(),
            campi: vec![("Importo".into(), "500,00 €".into())],
            riferita_al: day("2026-02-01"),
            effetti_fino: None,
            responsabile: "Servizi sociali".into(),
            protetto: Some(Protetto {
                nome: "Zaccaria D'Alò".into(),
                codice_fiscale: None,
                motivo: Protezione::Disagio,
            }),
        }
    }

    #[test]
    fn who_is_not_named_is_not_told_by_a_word_nor_by_a_file() {
        let today = day("2026-02-02");
        assert_eq!(controlla(&concessione(), &[], today), Ok(()));
        for text in ["per ZACCARIA", "famiglia Alo", "(Alò)", "zaccaria's"] {
            let told = controlla(&Contenuto { testo: text.into(), ..concessione() }, &[], today).unwrap_err();
            assert!(told.to_string().contains("art. 26, c. 4"), "{text}: {told}");
        }
        let unit = Contenuto { responsabile: "Casa Zaccaria".into(), ..concessione() };
        assert!(controlla(&unit, &[], today).is_err(), "the name of the unit is read too");
        assert!(controlla(&concessione(), &["atto.pdf"], today).is_err(), "the act names them");
        let short = |testo: &str| {
            let protetto = Protetto { nome: "Li Wu".into(), codice_fiscale: None, motivo: Protezione::Salute };
            let told = Contenuto { testo: testo.into(), protetto: Some(protetto), ..concessione() };
            controlla(&told, &[], today).is_ok()
        };
        assert!(short("li aiuta il Comune") && !short("a Li Wu"), "short words are in any text, the name is not");
        assert!(controlla(&Contenuto { testo: "nel salotto".into(), ..concessione() }, &[], today).is_ok());
    }

    #[test]
    fn who_is_not_named_is_not_told_by_initials_either() {
        let with = |name: &str, value: &str| {
            let told = Contenuto { campi: vec![(name.into(), value.into())], ..concessione() };
            controlla(&told, &[], day("2026-02-02"))
        };
        assert_eq!(with("Beneficiario", NON_NOMINATO), Ok(()));
        for name in ["Beneficiario", "BENEFICIARIO"] {
            assert!(with(name, "Z. D.").is_err(), "{name}");
        }
    }

    #[test]
    fn a_particle_of_a_surname_is_in_any_text_and_the_rest_of_it_is_not() {
        let with = |nome: &str, testo: &str| {
            let protetto = Protetto { nome: nome.into(), codice_fiscale: None, motivo: Protezione::Disagio };
            let told = Contenuto { testo: testo.into(), protetto: Some(protetto), ..concessione() };
            controlla(&told, &[], day("2026-02-02"))
        };
        // An act is always "of" a day: whoever has that word in their name is helped like the others.
        assert_eq!(with("Anna Del Bianco", "Determinazione n. 7 del 01/02/2026"), Ok(()));
        assert_eq!(with("Ugo Dell'Acqua", "Il contributo dell'ente"), Ok(()));
        assert!(with("Anna Del Bianco", "per la signora Bianco").is_err());
        let told = with("Anna Del Bianco", "ad Anna Del Bianco").unwrap_err().to_string();
        assert!(told.contains("«anna», «del», «bianco»"), "{told}");
    }

    #[test]
    fn nobody_s_tax_code_is_published_and_nothing_whose_time_is_over() {
        let today = day("2026-02-02");
        let plain = || Contenuto { protetto: None, ..concessione() };
        assert!(controlla(&Contenuto { testo: "(RSSMRA80A01H501U)".into(), ..plain() }, &[], today).is_err());
        assert!(controlla(&plain(), &["RSSMRA80A01H501U.pdf"], today).is_err());
        assert!(controlla(&Contenuto { riferita_al: day("2020-12-31"), ..plain() }, &[], today).is_err());
        assert!(controlla(&Contenuto { riferita_al: day("2021-01-01"), ..plain() }, &[], today).is_ok());
        assert!(controlla(&Contenuto { riferita_al: day("2026-02-03"), ..plain() }, &[], today).is_err());
        let ended = |end: &str| Contenuto {
            sezione: sezione("03.01").unwrap(),
            riferita_al: day("2019-01-01"),
            effetti_fino: Some(day(end)),
            ..plain()
        };
        assert_eq!(controlla(&ended("2023-02-02"), &[], today), Ok(()));
        let told = controlla(&ended("2023-02-01"), &[], today).unwrap_err().to_string();
        assert!(told.contains("ritiralo") && told.contains("15, c. 4"), "{told}");
    }
}
