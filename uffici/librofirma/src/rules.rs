//! The office's rules: no database, no web, no clock.

use chrono::{DateTime, Utc};
use codice_fiscale::CodiceFiscale;
use documents::format::FormatId;
use kernel::{Date, Id, Refusal};

use crate::tables::{passo, richiesta};

mod segno;

pub use segno::{PAGINA_MAX, Posto, Segno, nel_margine};

/// Of a request.
pub type RichiestaId = Id<richiesta::Entity>;
/// Of a place in a request.
pub type PassoId = Id<passo::Entity>;

/// Most signers of one document.
pub const FIRMATARI_MAX: usize = 20;
/// Most documents signed in one go.
pub const INSIEME_MAX: usize = 100;
/// Most bytes of a document, and of those signed in one go, which are held in memory.
pub const BYTE_MAX: u64 = 50 << 20;
/// Most bytes of a document with the signatures that were made so far: nobody is left without a place for theirs.
pub const FIRMATO_MAX: u64 = BYTE_MAX + (8 << 20);
/// See [`BYTE_MAX`].
pub const BYTE_INSIEME_MAX: u64 = 200 << 20;
/// Longest subject, and longest note or reason, in characters.
pub const OGGETTO_MAX: usize = 500;
/// See [`OGGETTO_MAX`].
pub const TESTO_MAX: usize = 2_000;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stato {
    /// Somebody's signature is missing.
    InCorso,
    /// All have signed.
    Firmata,
    /// A signer refused.
    Rifiutata,
    /// Who asked took it back.
    Ritirata,
}

impl Stato {
    /// As it is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InCorso => "in_corso",
            Self::Firmata => "firmata",
            Self::Rifiutata => "rifiutata",
            Self::Ritirata => "ritirata",
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InCorso => "alla firma",
            Self::Firmata => "firmato",
            Self::Rifiutata => "rifiutato",
            Self::Ritirata => "ritirato",
        }
    }

    /// Of what is kept; what is not known is over, so that nobody signs it.
    #[must_use]
    pub fn of(code: &str) -> Self {
        [Self::InCorso, Self::Firmata, Self::Rifiutata].into_iter().find(|s| s.code() == code).unwrap_or(Self::Ritirata)
    }
}

/// The form of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formato {
    /// In the PDF itself.
    Pades,
    /// An envelope around any file (`.p7m`).
    Cades,
    /// In the XML itself.
    Xades,
}

impl Formato {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pades, Self::Cades, Self::Xades];

    /// As it is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pades => "pades",
            Self::Cades => "cades",
            Self::Xades => "xades",
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pades => "PAdES, dentro il PDF",
            Self::Cades => "CAdES, in una busta .p7m",
            Self::Xades => "XAdES, dentro l'XML",
        }
    }

    /// Of what is kept or sent.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|formato| formato.code() == code)
    }

    /// The usual one for a file.
    #[must_use]
    pub fn usuale(file: FormatId) -> Self {
        if file == FormatId::Pdf { Self::Pades } else { Self::Cades }
    }

    /// Why a file cannot be signed so.
    #[must_use]
    pub fn non_per(self, file: FormatId) -> Option<&'static str> {
        match self {
            Self::Pades if file != FormatId::Pdf => {
                Some("PAdES firma soltanto i PDF, e questo file non lo è: scegli CAdES.")
            }
            Self::Xades if !e_xml(file) => {
                Some("XAdES firma soltanto i file XML, e questo non lo è: scegli un altro formato.")
            }
            _ => None,
        }
    }
}

/// Whether a file is an XML of any kind.
fn e_xml(file: FormatId) -> bool {
    use FormatId::{Daticert, FatturaPa, MessaggioSdi, Segnatura, Xml};
    matches!(file, Xml | FatturaPa | Segnatura | Daticert | MessaggioSdi)
}

/// The subject, the note and the term that were written.
pub fn controlla_scritto(oggetto: &str, nota: Option<&str>, entro: Option<Date>, oggi: Date, refusal: &mut Refusal) {
    let lungo = oggetto.chars().count();
    if lungo == 0 {
        refusal.add(Some("oggetto"), "Manca l'oggetto: scrivi in una riga che cosa si firma.");
    } else if lungo > OGGETTO_MAX {
        refusal.add(
            Some("oggetto"),
            format!("L'oggetto è lungo {lungo} caratteri, il massimo è {OGGETTO_MAX}: accorcialo."),
        );
    }
    if nota.is_some_and(|nota| nota.chars().count() > TESTO_MAX) {
        refusal.add(Some("nota"), format!("La nota è troppo lunga: al massimo {TESTO_MAX} caratteri."));
    }
    if entro.is_some_and(|entro| entro < oggi) {
        refusal.add(Some("entro"), "Il giorno entro cui firmare è già passato: scegline uno da oggi in poi.");
    }
}

/// The reason of a refusal or a withdrawal, trimmed.
///
/// # Errors
/// When there is none, or it is too long.
pub fn motivo(scritto: &str) -> Result<String, Refusal> {
    let scritto = scritto.trim();
    let mut refusal = Refusal::default();
    if scritto.is_empty() {
        refusal.add(Some("motivo"), "Manca il motivo: scrivilo, lo leggerà chi aspetta la firma.");
    } else if scritto.chars().count() > TESTO_MAX {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {TESTO_MAX} caratteri."));
    }
    refusal.unless_empty(scritto.to_owned())
}

/// A tax code of a person, as it is kept.
///
/// # Errors
/// When it is not one.
pub fn codice(scritto: &str) -> Result<String, Refusal> {
    let mut refusal = Refusal::default();
    let read = match CodiceFiscale::parse(scritto.trim()) {
        Ok(code) if code.is_numeric() => {
            refusal.add(Some("codice_fiscale"), "Questo è il codice di un ente: serve quello della persona.");
            String::new()
        }
        Ok(code) => code.as_str().to_owned(),
        Err(error) => {
            refusal.add(Some("codice_fiscale"), format!("Il codice fiscale non va bene: {error}."));
            String::new()
        }
    };
    refusal.unless_empty(read)
}

/// How a request stands before somebody who would sign it.
#[derive(Clone, Debug)]
pub struct Davanti<'a> {
    /// Where it stands.
    pub stato: Stato,
    /// Whether it is this person's turn, by their own incarico or in the place of somebody who is away.
    pub tocca: bool,
    /// Whose turn it is; none when nobody's.
    pub tocca_a: Option<&'a str>,
    /// Whether the person has signed it already.
    pub gia: bool,
    /// Whether the document was shown to the person.
    pub aperto: bool,
    /// Whether it must have been.
    pub va_aperto: bool,
}

/// Why somebody cannot sign now: all the reasons.
#[must_use]
pub fn impedimenti(davanti: &Davanti<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    match davanti.stato {
        Stato::InCorso => {}
        Stato::Firmata => reasons.push("È già firmato da tutti: non manca nessuna firma.".to_owned()),
        Stato::Rifiutata => reasons.push("Qualcuno ha rifiutato di firmarlo: non è più alla firma.".to_owned()),
        Stato::Ritirata => reasons.push("Chi l'aveva messo alla firma l'ha ritirato.".to_owned()),
    }
    if davanti.stato == Stato::InCorso && davanti.gia && !davanti.tocca {
        reasons.push("L'hai già firmato.".to_owned());
    } else if davanti.stato == Stato::InCorso && !davanti.tocca {
        let whose = davanti.tocca_a.unwrap_or("un'altra persona");
        reasons.push(format!("Non è il tuo turno: adesso si aspetta la firma di {whose}."));
    }
    if davanti.va_aperto && !davanti.aperto {
        reasons.push("Non l'hai ancora aperto: leggilo, poi firmalo.".to_owned());
    }
    reasons
}

/// Why a certificate is not that of who signs: its tax code is another's, or it has none where one is known.
#[must_use]
pub fn di_un_altro(atteso: Option<&str>, del_certificato: Option<&str>, titolare: &str) -> Option<String> {
    let atteso = atteso?;
    match del_certificato {
        Some(code) if code.eq_ignore_ascii_case(atteso) => None,
        Some(code) => Some(format!(
            "Il certificato è di {titolare} (codice fiscale {code}), e qui si aspetta la firma di {atteso}: firma con il tuo."
        )),
        None => Some(format!(
            "Il certificato di {titolare} non dice il codice fiscale, e non si può sapere se è il tuo ({atteso}): firma con un \
             altro."
        )),
    }
}

/// Why a certificate, good within these instants, makes no signature at this one: what is signed with a certificate that is over is as if
/// it were not signed (CAD, art. 24, comma 4-bis).
#[must_use]
pub fn fuori_tempo(titolare: &str, (da, a): (DateTime<Utc>, DateTime<Utc>), at: DateTime<Utc>) -> Option<String> {
    let day = |at: DateTime<Utc>| at.format("%d/%m/%Y").to_string();
    if at < da {
        return Some(format!(
            "Il certificato di {titolare} vale solo dal {}: fino ad allora firma con un altro.",
            day(da)
        ));
    }
    // The last second is whole.
    (at.timestamp() > a.timestamp()).then(|| {
        format!(
            "Il certificato di {titolare} valeva fino al {}: una firma fatta dopo equivale a non aver firmato (CAD, art. 24, comma 4-bis). \
             Firma con un certificato in corso di validità.",
            day(a)
        )
    })
}

/// Why a file that was signed outside is not in the form that is waited for.
#[must_use]
pub fn altra_forma(formato: Formato, tornato: FormatId) -> Option<&'static str> {
    match formato {
        Formato::Pades if tornato != FormatId::Pdf => Some(
            "Si aspetta il PDF firmato al suo interno (PAdES), e questo file non è un PDF: nel programma di firma scegli PAdES, poi \
             riporta il PDF.",
        ),
        Formato::Cades if tornato != FormatId::P7m => Some(
            "Si aspetta la busta .p7m con dentro il documento (CAdES), e questo file non lo è: nel programma di firma scegli CAdES, poi \
             riporta la busta.",
        ),
        Formato::Xades if !e_xml(tornato) => Some(
            "Si aspetta l'XML firmato al suo interno (XAdES), e questo file non è un XML: nel programma di firma scegli XAdES «enveloped», \
             poi riporta l'XML.",
        ),
        Formato::Pades | Formato::Cades | Formato::Xades => None,
    }
}

/// The name of what comes out of a signature.
#[must_use]
pub fn nome_firmato(prima: &str, formato: Formato) -> String {
    match formato {
        Formato::Cades if prima.to_ascii_lowercase().ends_with(".p7m") => prima.to_owned(),
        Formato::Cades => format!("{prima}.p7m"),
        Formato::Pades | Formato::Xades => match prima.rsplit_once('.') {
            Some((stem, _)) if stem.ends_with("-firmato") => prima.to_owned(),
            Some((stem, end)) => format!("{stem}-firmato.{end}"),
            None => format!("{prima}-firmato"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn davanti() -> Davanti<'static> {
        Davanti { stato: Stato::InCorso, tocca: true, tocca_a: Some("Anna"), gia: false, aperto: true, va_aperto: true }
    }

    #[test]
    fn who_may_not_sign_is_told_every_reason_at_once() {
        assert!(impedimenti(&davanti()).is_empty());
        let all = impedimenti(&Davanti { tocca: false, aperto: false, ..davanti() });
        assert!(all[0].contains("Anna") && all[1].contains("aperto"), "{all:?}");
        let free = Davanti { aperto: false, va_aperto: false, ..davanti() };
        assert!(impedimenti(&free).is_empty());
        for over in [Stato::Firmata, Stato::Rifiutata, Stato::Ritirata] {
            assert_eq!(impedimenti(&Davanti { stato: over, ..davanti() }).len(), 1);
        }
        assert_eq!(impedimenti(&Davanti { tocca: false, gia: true, ..davanti() }), ["L'hai già firmato."]);
    }

    #[test]
    fn a_certificate_must_be_of_who_signs_where_their_code_is_known() {
        assert_eq!(di_un_altro(None, None, "X"), None);
        assert_eq!(di_un_altro(Some("RSSMRA80A01H501U"), Some("rssmra80a01h501u"), "Mario Rossi"), None);
        assert!(di_un_altro(Some("RSSMRA80A01H501U"), Some("VRDLGI80A01H501U"), "Luigi Verdi").is_some());
        assert!(di_un_altro(Some("RSSMRA80A01H501U"), None, "Mario Rossi").unwrap().contains("non dice"));
    }

    #[test]
    fn a_form_of_signature_is_for_the_files_that_can_bear_it() {
        assert_eq!(Formato::usuale(FormatId::Pdf), Formato::Pades);
        assert_eq!(Formato::usuale(FormatId::Odt), Formato::Cades);
        assert!(Formato::Pades.non_per(FormatId::Odt).is_some());
        assert!(Formato::Xades.non_per(FormatId::Pdf).is_some());
        assert!(Formato::Cades.non_per(FormatId::Unknown).is_none());
    }

    #[test]
    fn a_certificate_that_is_over_or_not_yet_begun_makes_no_signature() {
        let at = |day: u32| DateTime::<Utc>::from_timestamp(i64::from(day) * 86_400, 0).unwrap();
        let year = (at(100), at(200));
        assert_eq!(fuori_tempo("Mario Rossi", year, at(150)), None);
        assert_eq!(fuori_tempo("Mario Rossi", year, at(200) + chrono::TimeDelta::milliseconds(500)), None);
        assert!(fuori_tempo("Mario Rossi", year, at(201)).unwrap().contains("valeva fino al 20/07/1970"));
        assert!(fuori_tempo("Mario Rossi", year, at(99)).unwrap().contains("vale solo dal 11/04/1970"));
    }

    #[test]
    fn what_comes_back_is_in_the_form_that_was_asked_for() {
        assert_eq!(altra_forma(Formato::Pades, FormatId::Pdf), None);
        assert_eq!(altra_forma(Formato::Cades, FormatId::P7m), None);
        assert!(altra_forma(Formato::Pades, FormatId::P7m).unwrap().contains("scegli PAdES"));
        for not in [FormatId::Pdf, FormatId::P7s, FormatId::Unknown] {
            assert!(altra_forma(Formato::Cades, not).unwrap().contains("scegli CAdES"));
        }
        assert_eq!(altra_forma(Formato::Xades, FormatId::Xml), None);
        assert!(altra_forma(Formato::Xades, FormatId::P7m).unwrap().contains("scegli XAdES"));
    }

    #[test]
    fn the_name_says_that_it_is_signed_once() {
        assert_eq!(nome_firmato("atto.pdf", Formato::Pades), "atto-firmato.pdf");
        assert_eq!(nome_firmato("atto-firmato.pdf", Formato::Pades), "atto-firmato.pdf");
        assert_eq!(nome_firmato("atto.odt", Formato::Cades), "atto.odt.p7m");
        assert_eq!(nome_firmato("atto.odt.P7M", Formato::Cades), "atto.odt.P7M");
    }

    #[test]
    fn a_reason_and_a_tax_code_are_asked_for_in_words() {
        assert!(motivo("  ").is_err() && motivo(&"x".repeat(TESTO_MAX + 1)).is_err());
        assert_eq!(motivo(" no ").unwrap(), "no");
        assert!(codice("12345").is_err() && codice("11111111115").is_err());
    }
}
