//! The accounting lines that an act carries (art. 183 and 184 TUEL), and whether they stand with its text.

use cig_cup::{Cig, Cup};
use kernel::{Cents, Date, Refusal, Uuid};
use porte::ragioneria::{Creditore, Dodicesimi, Liquidazione, Riga as DaImpegnare};
use serde::{Deserialize, Serialize};

use super::importi;

/// Most lines of one act.
pub const RIGHE_MAX: usize = 200;
/// Longest of the texts in a line, in letters.
const TESTO_MAX: usize = 300;

/// What an accounting line does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verso {
    /// It commits money of a chapter.
    #[default]
    Impegno,
    /// It liquidates a commitment that is there.
    Liquidazione,
}

/// One accounting line, as it is written in the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Riga {
    /// What it does.
    #[serde(default)]
    pub verso: Verso,
    /// The year in which it is due.
    #[serde(default)]
    pub anno: i64,
    /// The chapter.
    #[serde(default)]
    pub capitolo: String,
    /// Mission of the budget: two digits.
    #[serde(default)]
    pub missione: String,
    /// Programme: two digits.
    #[serde(default)]
    pub programma: String,
    /// Plan of accounts, fifth level.
    #[serde(default)]
    pub piano: String,
    /// Cents.
    pub importo: Cents,
    /// For what.
    #[serde(default)]
    pub descrizione: String,
    /// To whom.
    #[serde(default)]
    pub creditore: String,
    /// Its tax code.
    #[serde(default)]
    pub creditore_codice: String,
    /// The tender.
    #[serde(default)]
    pub cig: String,
    /// Why there is no CIG.
    #[serde(default)]
    pub senza_cig: String,
    /// The project.
    #[serde(default)]
    pub cup: String,
    /// When it is due.
    #[serde(default)]
    pub scadenza: Option<Date>,
    /// What it is in a year whose budget is not approved (art. 163 TUEL), as [`Dodicesimi::code`] says it; subject to
    /// twelfths where nothing is said.
    #[serde(default)]
    pub dodicesimi: String,
    /// The booking that it uses up.
    #[serde(default)]
    pub prenotazione: Option<Uuid>,
    /// The commitment that is liquidated.
    #[serde(default)]
    pub impegno: Option<Uuid>,
    /// The paper upon which it is.
    #[serde(default)]
    pub documento: String,
}

impl Riga {
    /// As the door of the accounting office takes it.
    pub fn da_impegnare(&self) -> DaImpegnare {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        DaImpegnare {
            anno: self.anno,
            capitolo: self.capitolo.trim().to_owned(),
            missione: self.missione.trim().to_owned(),
            programma: self.programma.trim().to_owned(),
            piano: self.piano.trim().to_owned(),
            importo: self.importo,
            descrizione: self.descrizione.trim().to_owned(),
            creditore: text(&self.creditore).map(|nome| Creditore {
                nome,
                codice_fiscale: text(&self.creditore_codice).filter(|code| code.len() == 16),
                partita_iva: text(&self.creditore_codice).filter(|code| code.len() == 11),
            }),
            cig: text(&self.cig),
            cup: text(&self.cup),
            scadenza: self.scadenza,
            dodicesimi: Dodicesimi::from_code(&self.dodicesimi).unwrap_or_default(),
            prenotazione: self.prenotazione,
        }
    }

    /// As the door takes what is liquidated; `None` where the line names no commitment.
    pub fn da_liquidare(&self) -> Option<Liquidazione> {
        let impegno = self.impegno?;
        Some(Liquidazione { impegno, importo: self.importo, documento: self.documento.trim().to_owned() })
    }
}

/// What all lines add up to.
pub fn totale(righe: &[Riga]) -> Cents {
    righe.iter().map(|riga| riga.importo).sum()
}

/// All that is wrong with the lines by themselves, each with its place from 1.
pub fn controlla(righe: &[Riga], no: &mut Refusal) {
    ognuna(righe, true, no);
}

/// The same of lines that only book: creditor and CIG need not be known yet (art. 183, c. 3, TUEL).
pub fn controlla_prenotazione(righe: &[Riga], no: &mut Refusal) {
    ognuna(righe, false, no);
}

fn ognuna(righe: &[Riga], certa: bool, no: &mut Refusal) {
    if righe.len() > RIGHE_MAX {
        no.add(Some("righe"), format!("Le righe contabili sono {}: il massimo è {RIGHE_MAX}.", righe.len()));
        return;
    }
    for (place, riga) in (1..).zip(righe) {
        let mut tell = |what: String| no.add_law(Some("righe"), format!("Riga {place}: {what}"), "art. 183 TUEL");
        if riga.importo <= Cents(0) {
            tell("l'importo deve essere maggiore di zero.".to_owned());
        }
        let texts = [&riga.descrizione, &riga.creditore, &riga.documento, &riga.senza_cig, &riga.capitolo, &riga.piano];
        if texts.iter().any(|text| text.chars().count() > TESTO_MAX) {
            tell(format!("ogni testo ha al massimo {TESTO_MAX} caratteri."));
        }
        match riga.verso {
            Verso::Impegno => impegno(riga, certa, &mut tell),
            Verso::Liquidazione => {
                if riga.impegno.is_none() {
                    tell("scegli l'impegno che si liquida (art. 184 TUEL).".to_owned());
                }
                if riga.documento.trim().is_empty() {
                    tell("indica la fattura o il documento che si liquida (art. 184 TUEL).".to_owned());
                }
            }
        }
        codici(riga, certa, &mut tell);
    }
}

fn impegno(riga: &Riga, certa: bool, tell: &mut dyn FnMut(String)) {
    if !(2000..=2200).contains(&riga.anno) {
        tell("scrivi l'anno in cui la spesa è esigibile, con quattro cifre.".to_owned());
    }
    if !riga.dodicesimi.is_empty() && Dodicesimi::from_code(&riga.dodicesimi).is_none() {
        tell("scegli dall'elenco come sta nei dodicesimi (art. 163 TUEL).".to_owned());
    }
    if !certa && riga.prenotazione.is_some() {
        tell("una prenotazione non ne usa un'altra.".to_owned());
    }
    if certa && riga.scadenza.is_none() {
        tell("manca la scadenza dell'obbligazione.".to_owned());
    }
    if riga.scadenza.is_some_and(|day| i64::from(chrono::Datelike::year(&day)) != riga.anno) {
        tell("la scadenza cade in un anno diverso da quello della riga.".to_owned());
    }
    for (what, text) in [
        ("il capitolo", &riga.capitolo),
        ("la missione", &riga.missione),
        ("il programma", &riga.programma),
        ("il codice del piano dei conti", &riga.piano),
        ("per che cosa si spende", &riga.descrizione),
        ("il creditore", &riga.creditore),
    ] {
        if text.trim().is_empty() && (certa || what != "il creditore") {
            tell(format!("manca {what}."));
        }
    }
}

/// CIG and CUP: well formed, or a reason why there is no CIG. That they were issued, only ANAC and the DIPE can say.
fn codici(riga: &Riga, certa: bool, tell: &mut dyn FnMut(String)) {
    let cig = riga.cig.trim();
    if cig.is_empty() {
        if certa && riga.verso == Verso::Impegno && riga.senza_cig.trim().is_empty() {
            tell("manca il CIG: scrivilo, o indica perché non è dovuto (art. 3 L. 136/2010).".to_owned());
        }
    } else if let Err(why) = Cig::parse(cig) {
        tell(format!("CIG «{cig}»: {why}."));
    }
    // What is neither would not reach the accounts, and nobody would know.
    let codice = riga.creditore_codice.trim();
    if !codice.is_empty() && ![16, 11].contains(&codice.len()) {
        tell(format!("«{codice}» non è un codice fiscale (16 caratteri) né una partita IVA (11 cifre) del creditore."));
    }
    let cup = riga.cup.trim();
    if !cup.is_empty()
        && let Err(why) = Cup::parse(cup)
    {
        tell(format!("CUP «{cup}»: {why}."));
    }
}

/// Whether the operative part names the sum of the lines: a blocking check, since what is committed must be what was
/// decided.
pub fn quadra(righe: &[Riga], dispositivo: &str, no: &mut Refusal) {
    let sum = totale(righe);
    if righe.is_empty() {
        return;
    }
    let named = importi::nominati(dispositivo);
    if named.contains(&sum) {
        return;
    }
    let told = if named.is_empty() {
        "nel dispositivo non è scritto alcun importo in euro".to_owned()
    } else {
        let all: Vec<String> = named.iter().take(8).map(ToString::to_string).collect();
        format!("nel dispositivo sono scritti: {}", all.join("; "))
    };
    no.add_law(
        Some("righe"),
        format!(
            "Le righe contabili fanno {sum}, ma {told}. Scrivi nel dispositivo il totale che si impegna, o \
         correggi le righe."
        ),
        "art. 183 TUEL",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn riga(importo: i64) -> Riga {
        Riga {
            anno: 2026,
            capitolo: "2613.1".into(),
            missione: "04".into(),
            programma: "02".into(),
            piano: "U.2.02.01.09.003".into(),
            importo: Cents(importo),
            descrizione: "Progettazione del tetto".into(),
            creditore: "Studio Alfa".into(),
            cig: "A003DEB979".into(),
            scadenza: Date::from_ymd_opt(2026, 12, 31),
            ..Riga::default()
        }
    }

    fn motivi(with: impl FnOnce(&mut Refusal)) -> Vec<String> {
        let mut no = Refusal::default();
        with(&mut no);
        no.reasons.into_iter().map(|reason| reason.sentence).collect()
    }

    /// A real determina of 2026: 3,660 + 7,320 + 7,320 + 1,830 + 3,660 = 23,790.00.
    #[test]
    fn the_sum_of_the_lines_is_named_in_the_operative_part() {
        let righe: Vec<Riga> = [366_000, 732_000, 732_000, 183_000, 366_000].map(riga).to_vec();
        assert_eq!(totale(&righe), Cents(2_379_000));
        assert!(motivi(|no| quadra(&righe, "di impegnare complessivi € 23.790,00", no)).is_empty());
        let told = motivi(|no| quadra(&righe, "di impegnare complessivi € 23.970,00", no));
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("23.790,00 €") && told[0].contains("23.970,00 €"), "{told:?}");
        assert!(motivi(|no| quadra(&righe, "di impegnare la spesa", no))[0].contains("non è scritto alcun importo"));
        assert!(motivi(|no| quadra(&[], "senza spesa", no)).is_empty());
    }

    #[test]
    fn a_code_with_a_wrong_letter_is_told_with_its_line() {
        assert!(motivi(|no| controlla(&[riga(1)], no)).is_empty());
        let wrong = Riga { cig: "A003DEB978".into(), ..riga(1) };
        let told = motivi(|no| controlla(&[riga(1), wrong], no));
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("Riga 2: CIG «A003DEB978»"), "{told:?}");
        let none = Riga { cig: String::new(), ..riga(1) };
        assert!(motivi(|no| controlla(std::slice::from_ref(&none), no))[0].contains("L. 136/2010"));
        for (codice, wrong) in [("RSSMRA80A01H501U", 0), ("01234567890", 0), ("IT01234567890", 1)] {
            let line = Riga { creditore_codice: codice.into(), ..riga(1) };
            assert_eq!(motivi(|no| controlla(std::slice::from_ref(&line), no)).len(), wrong, "{codice}");
        }
        let why = Riga { senza_cig: "Trasferimento a un'altra amministrazione".into(), ..none };
        assert!(motivi(|no| controlla(&[why], no)).is_empty());
    }

    #[test]
    fn all_that_a_line_lacks_is_told_at_once() {
        let told = motivi(|no| controlla(&[Riga { anno: 26, ..Riga::default() }], no));
        for wanted in
            ["maggiore di zero", "quattro cifre", "il capitolo", "la missione", "il creditore", "manca il CIG"]
        {
            assert!(told.iter().any(|one| one.contains(wanted)), "{wanted} is not in {told:?}");
        }
        let booked = Riga { creditore: String::new(), cig: String::new(), scadenza: None, ..riga(1) };
        assert!(motivi(|no| controlla_prenotazione(&[booked], no)).is_empty(), "a booking does not know to whom yet");
        let other = Riga { scadenza: Date::from_ymd_opt(2027, 1, 1), ..riga(1) };
        assert!(motivi(|no| controlla(&[other], no))[0].contains("anno diverso"));
        let twice = Riga { prenotazione: Some(Uuid::nil()), dodicesimi: "mai".into(), ..riga(1) };
        assert_eq!(motivi(|no| controlla_prenotazione(std::slice::from_ref(&twice), no)).len(), 2);
        assert_eq!(motivi(|no| controlla(&[twice], no)).len(), 1, "a commitment may use a booking");
        let pays = Riga { verso: Verso::Liquidazione, importo: Cents(1), ..Riga::default() };
        assert_eq!(motivi(|no| controlla(&[pays], no)).len(), 2);
    }
}
