//! Which fields of an entry may be corrected, how, and with what: pure.

use kernel::{Date, Refusal, Uuid};

use crate::rules::{Nuova, Parte, Verso, in_una_riga, mezzo_label};

const LAW: &str = "art. 54 DPR 445/2000";
const LONGEST: usize = 2_000;
const LONGEST_NUMBER: usize = 300;

/// A field that may be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Campo {
    /// What it is about: not to be changed without annulling it.
    Oggetto,
    /// The name of a sender or an addressee: likewise.
    Nome,
    /// The tax code or VAT number of one: likewise.
    CodiceFiscale,
    /// The mail address of one.
    Indirizzo,
    /// How it came or left.
    Mezzo,
    /// When it arrived.
    ArrivataIl,
    /// The sender's own number.
    ProtocolloMittente,
    /// The date of the document.
    DataMittente,
    /// The clerk's note.
    Note,
    /// What a document is called.
    Documento,
}

impl Campo {
    /// All, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Oggetto,
        Self::Nome,
        Self::CodiceFiscale,
        Self::Indirizzo,
        Self::Mezzo,
        Self::ArrivataIl,
        Self::ProtocolloMittente,
        Self::DataMittente,
        Self::Note,
        Self::Documento,
    ];

    /// The word kept in a row and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oggetto => "oggetto",
            Self::Nome => "nome",
            Self::CodiceFiscale => "codice_fiscale",
            Self::Indirizzo => "indirizzo",
            Self::Mezzo => "mezzo",
            Self::ArrivataIl => "arrivata_il",
            Self::ProtocolloMittente => "protocollo_mittente",
            Self::DataMittente => "data_mittente",
            Self::Note => "note",
            Self::Documento => "documento",
        }
    }

    /// The way back from [`Campo::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|campo| campo.code() == code)
    }

    /// As a page says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Oggetto => "Oggetto",
            Self::Nome => "Mittente o destinatario",
            Self::CodiceFiscale => "Codice fiscale o partita IVA",
            Self::Indirizzo => "PEC o posta elettronica",
            Self::Mezzo => "Come è arrivata o partita",
            Self::ArrivataIl => "Arrivata il",
            Self::ProtocolloMittente => "Protocollo del mittente",
            Self::DataMittente => "Data del documento",
            Self::Note => "Note",
            Self::Documento => "Nome del documento",
        }
    }

    /// Whether it is one of those that are recorded in a form that cannot be changed (art. 53, comma 1, letters c and d): to
    /// correct it what it said is annulled, by an act of the responsible.
    pub const fn immodificabile(self) -> bool {
        matches!(self, Self::Oggetto | Self::Nome | Self::CodiceFiscale)
    }

    /// Whether it belongs to a party or a document, and not to the entry as a whole.
    pub const fn di_altro(self) -> bool {
        matches!(self, Self::Nome | Self::CodiceFiscale | Self::Indirizzo | Self::Documento)
    }

    /// Whether it is a day.
    pub const fn data(self) -> bool {
        matches!(self, Self::ArrivataIl | Self::DataMittente)
    }

    /// A stored value as a page says it.
    pub fn in_parole(self, value: Option<&str>) -> String {
        match value {
            None | Some("") => "(vuoto)".to_owned(),
            Some(value) if self == Self::Mezzo => mezzo_label(value).to_owned(),
            Some(value) if self.data() => {
                value.parse::<Date>().map_or_else(|_| value.to_owned(), |day| day.format("%d/%m/%Y").to_string())
            }
            Some(value) => value.to_owned(),
        }
    }
}

impl schemars::JsonSchema for Campo {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Campo".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}

/// What is asked to be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Richiesta {
    /// Which field.
    pub campo: Campo,
    /// The party or the document of which it is.
    pub di: Option<Uuid>,
    /// What holds from now on, as a person or a program writes it; empty where there is nothing.
    pub valore: String,
    /// Why.
    pub motivo: String,
    /// The act, where the field cannot be changed otherwise.
    pub provvedimento: String,
}

/// What is known of the entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quadro<'a> {
    pub verso: Verso,
    pub annullata: bool,
    /// Whether its day of receipt belongs to an act of deferral.
    pub differita: bool,
    /// What holds now.
    pub ora: Option<&'a str>,
    pub today: Date,
}

impl Richiesta {
    /// The new value as it is stored.
    ///
    /// # Errors
    /// All the reasons why it cannot be corrected so.
    pub(super) fn check(&self, quadro: &Quadro<'_>) -> Result<Option<String>, Refusal> {
        let mut refusal = Refusal::default();
        if quadro.annullata {
            refusal.add(None, "Questa registrazione è annullata: non si corregge più niente.");
        }
        if self.campo == Campo::ArrivataIl && quadro.differita {
            let sentence = "Il giorno di arrivo di una registrazione differita non si corregge: da lui dipende il provvedimento. \
                            Se è sbagliato, annulla la registrazione e registra di nuovo.";
            refusal.add(Some("valore"), sentence);
        }
        let new = self.leggi(quadro, &mut refusal);
        if refusal.reasons.is_empty() && new.as_deref() == quadro.ora.filter(|now| !now.is_empty()) {
            refusal.add(Some("valore"), "Il valore nuovo è uguale a quello che c'è già: non c'è niente da correggere.");
        }
        self.check_parole(&mut refusal);
        refusal.unless_empty(new)
    }

    fn check_parole(&self, refusal: &mut Refusal) {
        let reason = self.motivo.trim().chars().count();
        if reason < 10 {
            let sentence = "Scrivi il motivo della correzione in una frase: resterà accanto alla registrazione.";
            refusal.add_law(Some("motivo"), sentence, LAW);
        }
        let act = self.provvedimento.trim().chars().count();
        if self.campo.immodificabile() && act < 5 {
            let sentence = "Questo dato non si può modificare: si annulla, con il provvedimento che lo autorizza. Scrivi tipo, numero e data.";
            refusal.add_law(Some("provvedimento"), sentence, LAW);
        }
        for (field, length) in [("motivo", reason), ("provvedimento", act)] {
            if length > LONGEST {
                refusal.add(Some(field), format!("Il testo è troppo lungo: al massimo {LONGEST} caratteri."));
            }
        }
    }

    /// The value, read and checked by the rules by which it would have been registered.
    fn leggi(&self, quadro: &Quadro<'_>, refusal: &mut Refusal) -> Option<String> {
        let text = match self.campo {
            Campo::Note => self.valore.trim().to_owned(),
            Campo::CodiceFiscale => in_una_riga(&self.valore).replace(' ', "").to_uppercase(),
            _ => in_una_riga(&self.valore),
        };
        let value = Some(text.clone()).filter(|text| !text.is_empty());
        let mut nuova = Nuova::new(quadro.verso, "Un oggetto qualsiasi di prova", "mano");
        nuova.parti = vec![Parte { nome: "Un nome".into(), ..Parte::default() }];
        let field = match self.campo {
            Campo::Oggetto => {
                nuova.oggetto = text;
                "oggetto"
            }
            Campo::Nome => {
                if value.is_none() && quadro.verso == Verso::Interno {
                    refusal.add(Some("valore"), "Manca il nome: scrivi chi ha mandato o riceve il documento.");
                }
                nuova.parti = vec![Parte { nome: text, ..Parte::default() }];
                "parti"
            }
            Campo::CodiceFiscale | Campo::Indirizzo => {
                check_code(self.campo, &text, refusal);
                return value;
            }
            Campo::Mezzo => {
                nuova.mezzo = text;
                "mezzo"
            }
            Campo::ArrivataIl | Campo::DataMittente => {
                let read = if text.is_empty() { None } else { giorno(&text, refusal) };
                if self.campo == Campo::ArrivataIl {
                    nuova.arrivata_il = read
                } else {
                    nuova.data_mittente = read
                }
                let code = self.campo.code();
                add_those_of(&nuova, quadro.today, code, refusal);
                return read.map(|day| day.to_string());
            }
            Campo::Note => {
                nuova.note = value.clone();
                "note"
            }
            Campo::ProtocolloMittente | Campo::Documento => {
                if text.chars().count() > LONGEST_NUMBER {
                    refusal.add(Some("valore"), format!("È troppo lungo: al massimo {LONGEST_NUMBER} caratteri."));
                }
                if self.campo == Campo::ProtocolloMittente {
                    return value;
                }
                if text.is_empty() {
                    refusal.add(Some("valore"), "Scrivi come si chiama il documento.");
                }
                return value.map(|name| documents::clean_name(&name));
            }
        };
        add_those_of(&nuova, quadro.today, field, refusal);
        value
    }
}

/// The reasons that the rules of registration give at one field.
fn add_those_of(nuova: &Nuova, today: Date, field: &str, refusal: &mut Refusal) {
    let Err(all) = nuova.check(today) else { return };
    for reason in all.reasons.into_iter().filter(|reason| reason.field == Some(field)) {
        refusal.reasons.push(kernel::Reason { field: Some("valore"), ..reason });
    }
}

/// What the directory says of a code or an address.
fn check_code(campo: Campo, text: &str, refusal: &mut Refusal) {
    let digits = text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
    let some = |wanted: bool| Some(text.to_owned()).filter(|_| wanted);
    let clues = directory::Clues {
        name: "Un nome".into(),
        tax_code: some(campo == Campo::CodiceFiscale && !digits),
        vat_number: some(campo == Campo::CodiceFiscale && digits),
        email: some(campo == Campo::Indirizzo),
        ..directory::Clues::default()
    };
    if let Err(all) = directory::NewSubject::from(&clues).check() {
        let reasons = all.reasons.into_iter().map(|reason| kernel::Reason { field: Some("valore"), ..reason });
        refusal.reasons.extend(reasons);
    }
}

fn giorno(text: &str, refusal: &mut Refusal) -> Option<Date> {
    let read = Date::parse_from_str(text, "%Y-%m-%d").or_else(|_| Date::parse_from_str(text, "%d/%m/%Y")).ok();
    if read.is_none() {
        refusal.add(Some("valore"), format!("La data \"{text}\" non si legge. Scrivila come 25/11/2026."));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quadro(ora: Option<&str>) -> Quadro<'_> {
        Quadro {
            verso: Verso::Arrivo,
            annullata: false,
            differita: false,
            ora,
            today: Date::from_ymd_opt(2026, 11, 25).unwrap(),
        }
    }

    fn richiesta(campo: Campo, valore: &str) -> Richiesta {
        Richiesta {
            campo,
            di: None,
            valore: valore.into(),
            motivo: "Errore di battitura al banco".into(),
            provvedimento: "Determina n. 3 del 25/11/2026".into(),
        }
    }

    fn fields(result: Result<Option<String>, Refusal>) -> Vec<Option<&'static str>> {
        result.err().map(|refusal| refusal.reasons.iter().map(|reason| reason.field).collect()).unwrap_or_default()
    }

    #[test]
    fn what_cannot_be_changed_wants_an_act_and_the_rest_only_a_reason() {
        for campo in Campo::ALL {
            let bare = Richiesta { provvedimento: String::new(), ..richiesta(campo, "") };
            let asked = fields(bare.check(&quadro(Some("x")))).contains(&Some("provvedimento"));
            assert_eq!(asked, campo.immodificabile(), "{campo:?}");
        }
        let hasty = Richiesta { motivo: "boh".into(), ..richiesta(Campo::Note, "Nuova nota") };
        assert_eq!(fields(hasty.check(&quadro(None))), [Some("motivo")]);
    }

    #[test]
    fn a_new_value_obeys_the_rules_by_which_it_would_have_been_registered() {
        for (campo, wrong, right) in [
            (Campo::Oggetto, "PEC", "Richiesta di potatura dei tigli"),
            (Campo::Nome, " ", "Verdi Luigi"),
            (Campo::Mezzo, "piccione", "mano"),
            (Campo::ArrivataIl, "26/11/2026", "24/11/2026"),
            (Campo::DataMittente, "ieri", "2026-11-20"),
            (Campo::CodiceFiscale, "ABC", "vrdlgu80a01h501q"),
        ] {
            assert_eq!(fields(richiesta(campo, wrong).check(&quadro(Some("x")))), [Some("valore")], "{campo:?}");
            assert_eq!(fields(richiesta(campo, right).check(&quadro(Some("x")))), [], "{campo:?}");
        }
        let day = richiesta(Campo::ArrivataIl, "24/11/2026").check(&quadro(None)).unwrap();
        assert_eq!(day.as_deref(), Some("2026-11-24"));
        for (campo, sent, kept) in [
            (Campo::Oggetto, " Do\u{202e}manda\ndi \u{feff}Rossi", "Domanda di Rossi"),
            (Campo::Nome, "Ros\u{200b}si Mario", "Rossi Mario"),
            (Campo::Documento, "../fattura\u{202e}fdp.exe", "fatturafdp.exe"),
        ] {
            let value = richiesta(campo, sent).check(&quadro(None)).unwrap();
            assert_eq!(value.as_deref(), Some(kept), "what cannot be seen is taken out of {campo:?}");
        }
    }

    #[test]
    fn nothing_is_corrected_into_itself_nor_on_an_annulled_entry() {
        assert_eq!(fields(richiesta(Campo::Note, "Uguale").check(&quadro(Some("Uguale")))), [Some("valore")]);
        assert_eq!(fields(richiesta(Campo::Note, "").check(&quadro(None))), [Some("valore")]);
        let gone = Quadro { annullata: true, ..quadro(None) };
        assert_eq!(fields(richiesta(Campo::Note, "Nota").check(&gone)), [None]);
        let deferred = Quadro { differita: true, ..quadro(None) };
        assert_eq!(fields(richiesta(Campo::ArrivataIl, "24/11/2026").check(&deferred)), [Some("valore")]);
    }

    #[test]
    fn every_field_is_read_back_from_its_code() {
        assert!(Campo::ALL.into_iter().all(|campo| Campo::from_code(campo.code()) == Some(campo)));
    }
}
