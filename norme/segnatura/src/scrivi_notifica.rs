//! The answers, written in each of the three forms: confirmation, its update, exception, annulment.

use crate::scrivi::{LONGEST_REGISTER, Out, escaped, identificatore};
use crate::{Anomalia, Form, Identificatore, Notifica, TipoNotifica};

const PEC: &str = "http://www.agid.gov.it/protocollo/pec/";
const PROT: &str = "http://www.agid.gov.it/protocollo/";
const DIGITPA: &str = "http://www.digitPa.gov.it/protocollo/";

/// Writes an answer in the form that it names: 2021 (`pec_message.xsd` 3.0), 2013 (the XSD of circular 60), 2001 (the DTD of circular
/// 28). None of them has a place for a signature.
///
/// # Errors
/// All that the form asks for and is not there.
pub fn write_notifica(notifica: &Notifica) -> Result<String, Vec<Anomalia>> {
    let missing = missing(notifica);
    if !missing.is_empty() {
        return Err(missing);
    }
    let root = notifica.tipo.root();
    let mut out = Foglio { out: Out("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".into()), form: notifica.form };
    let prefix = out.prefix();
    let text = match notifica.form {
        Form::LineeGuida2021 => {
            format!("<pec:{root} xmlns:pec=\"{PEC}\" xmlns:prot=\"{PROT}\" pec:versione=\"3.0.0\" pec:lang=\"it\">\n")
        }
        Form::Circolare2013 => format!("<{root} xmlns=\"{DIGITPA}\" versione=\"aaaa-mm-gg\" xml-lang=\"it\">\n"),
        Form::Circolare2001 => {
            format!("<!DOCTYPE {root} SYSTEM \"Segnatura.dtd\">\n<{root} versione=\"aaaa-mm-gg\" xml:lang=\"it\">\n")
        }
    };
    out.push(&text);
    if let Some(own) = &notifica.identificatore {
        out.registrazione("Identificatore", own);
    }
    if notifica.tipo != TipoNotifica::AnnullamentoProtocollazione {
        out.ricevuto(notifica);
    }
    let reasons = !matches!(notifica.tipo, TipoNotifica::ConfermaRicezione | TipoNotifica::AggiornamentoConferma);
    for (name, text) in [("Motivo", &notifica.motivo), ("Provvedimento", &notifica.provvedimento)] {
        if let Some(text) = text.as_deref().filter(|_| reasons && is_asked(notifica.tipo, name)) {
            out.testo(name, text);
        }
    }
    out.push(&format!("</{prefix}{root}>\n"));
    Ok(out.out.0)
}

fn is_asked(tipo: TipoNotifica, name: &str) -> bool {
    name == "Motivo" || tipo == TipoNotifica::AnnullamentoProtocollazione
}

/// An answer that is being written.
struct Foglio {
    out: Out,
    form: Form,
}

impl Foglio {
    fn push(&mut self, text: &str) {
        self.out.0.push_str(text);
    }

    /// What stands before the names of its elements.
    const fn prefix(&self) -> &'static str {
        match self.form {
            Form::LineeGuida2021 => "pec:",
            Form::Circolare2013 | Form::Circolare2001 => "",
        }
    }

    fn testo(&mut self, name: &str, text: &str) {
        let prefix = self.prefix();
        self.push(&format!("<{prefix}{name}>{}</{prefix}{name}>\n", escaped(text)));
    }

    /// An element that is a registration.
    fn registrazione(&mut self, name: &str, id: &Identificatore) {
        let prefix = self.prefix();
        self.push(&format!("<{prefix}{name}>\n"));
        match self.form {
            Form::LineeGuida2021 => identificatore(&mut self.out, id),
            Form::Circolare2013 | Form::Circolare2001 => self.di_una_circolare(id),
        }
        self.push(&format!("</{prefix}{name}>\n"));
    }

    /// Without the time, for which the older forms have no place here.
    fn di_una_circolare(&mut self, id: &Identificatore) {
        self.testo("CodiceAmministrazione", &id.codice_amministrazione);
        self.testo("CodiceAOO", &id.codice_aoo);
        self.testo("CodiceRegistro", id.codice_registro.as_deref().unwrap_or_default());
        self.testo("NumeroRegistrazione", &format!("{:0>7}", id.numero));
        if let Some(day) = id.data {
            self.testo("DataRegistrazione", &day.format("%Y-%m-%d").to_string());
        }
    }

    fn ricevuto(&mut self, notifica: &Notifica) {
        let prefix = self.prefix();
        self.push(&format!("<{prefix}MessaggioRicevuto>\n"));
        match (&notifica.messaggio_ricevuto, &notifica.descrizione_messaggio) {
            (Some(theirs), _) => {
                self.registrazione("Identificatore", theirs);
                if let Some(first) = &notifica.prima_registrazione {
                    self.prima(first);
                }
            }
            (None, told) => self.testo("DescrizioneMessaggio", told.as_deref().unwrap_or_default()),
        }
        self.push(&format!("</{prefix}MessaggioRicevuto>\n"));
    }

    fn prima(&mut self, first: &Identificatore) {
        match self.form {
            Form::LineeGuida2021 => self.registrazione("PrimaRegistrazione", first),
            Form::Circolare2013 | Form::Circolare2001 => {
                self.push("<PrimaRegistrazione>\n");
                self.registrazione("Identificatore", first);
                self.push("</PrimaRegistrazione>\n");
            }
        }
    }
}

/// What the schema asks for and is not there.
fn missing(notifica: &Notifica) -> Vec<Anomalia> {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let whole = |id: &Identificatore| {
        let digits = !id.numero.is_empty() && id.numero.bytes().all(|digit| digit.is_ascii_digit());
        let codes = [&id.codice_amministrazione, &id.codice_aoo].into_iter().all(|code| !code.is_empty());
        codes
            && digits
            && id.data.is_some()
            && id.codice_registro.as_deref().is_some_and(|code| register(notifica.form, code))
    };
    let own = notifica.identificatore.as_ref();
    let (confirms, annuls) = match notifica.tipo {
        TipoNotifica::ConfermaRicezione | TipoNotifica::AggiornamentoConferma => (true, false),
        TipoNotifica::NotificaEccezione => (false, false),
        TipoNotifica::AnnullamentoProtocollazione => (false, true),
    };
    let received = notifica.messaggio_ricevuto.as_ref();
    let told = received.map_or_else(|| !confirms && said(&notifica.descrizione_messaggio), whole);
    let checks = [
        (own.map_or(!confirms && !annuls, whole), "la registrazione di chi risponde, intera"),
        (notifica.prima_registrazione.as_ref().is_none_or(whole), "la prima registrazione, intera"),
        (annuls || told, "la registrazione o la descrizione del messaggio a cui si risponde"),
        (confirms || said(&notifica.motivo), "il motivo"),
        (!annuls || said(&notifica.provvedimento), "il provvedimento che annulla"),
    ];
    checks.into_iter().filter(|(good, _)| !good).map(|(_, what)| Anomalia::Manca(what)).collect()
}

/// Whether this can be the code of a register: `CodiceRegistroType` in the form of 2021, any text in the older ones.
fn register(form: Form, code: &str) -> bool {
    let plain = code.len() <= LONGEST_REGISTER && code.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    !code.is_empty() && (plain || form != Form::LineeGuida2021)
}
