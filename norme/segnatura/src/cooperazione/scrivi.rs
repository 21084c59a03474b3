//! What is written: our requests, and our answers to those of others.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Annullamento, AnomaliaInoltro, Conferma, ENVELOPE, LARGEST, MOST_FILES, Servizio};
use crate::{
    Identificatore,
    scrivi::{MESSAGGI, NAMESPACE, Out, escaped, identificatore as scrivi_identificatore},
};

const CODA: &str = "</soap:Body></soap:Envelope>\n";

/// Why an annulment is not taken note of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnomaliaAnnullamento {
    /// It cannot be received; why.
    Irricevibile(String),
    /// No such message is known; what was looked for.
    NonTrovato(String),
}

/// Whose fault it is that a request was not served (SOAP 1.1, 4.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colpa {
    /// The request is wrong: sent again as it is it will be refused again.
    Cliente,
    /// Ours: a later try may go better.
    Servente,
    /// A header that must be understood is not.
    Intestazione,
}

/// A message under way of being written (`RequestMessageInoltro`).
pub struct Inoltro {
    text: String,
    files: usize,
}

impl Inoltro {
    /// With this sealed "segnatura", whose root is `Segnatura` ([`crate::NonSigillata::di_messaggio`]). Its bytes are not touched, but
    /// for the XML declaration, which can stand only at the beginning of a document and which no seal covers.
    #[must_use]
    pub fn new(sigillata: &str) -> Self {
        let bare = sigillata.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let element = match bare.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
            Some((_, element)) => element.trim_start(),
            None => bare,
        };
        let Out(mut text) = apri(Servizio::Destinatario, "RequestMessageInoltro");
        text.push_str(element.trim_end());
        text.push('\n');
        Self { text, files: 0 }
    }

    /// Adds a file. False, and nothing is added, where the message would have more files or bytes than any is read with.
    #[must_use]
    pub fn file(&mut self, nome: &str, tipo_mime: &str, bytes: &[u8]) -> bool {
        let packed = bytes.len().div_ceil(3).saturating_mul(4);
        let room = LARGEST.saturating_sub(self.text.len() + 4_096 + 6 * nome.len());
        if self.files == MOST_FILES || packed > room {
            return false;
        }
        self.files += 1;
        let (nome, tipo_mime) = (escaped(nome), escaped(tipo_mime));
        self.text.push_str(&format!(
            "<msg:File xmlns:msg=\"{MESSAGGI}\" msg:nomeFile=\"{nome}\" msg:mimeType=\"{tipo_mime}\">"
        ));
        BASE64_STANDARD.encode_string(bytes, &mut self.text);
        self.text.push_str("</msg:File>\n");
        true
    }

    /// The whole message.
    #[must_use]
    pub fn finish(self) -> String {
        chiudi(Out(self.text), "RequestMessageInoltro")
    }
}

/// That a registration was annulled: by whoever has sent it, told to the receiver's service (`RequestAnnullamentoInoltroMittente`); by
/// whoever has received it, told to the sender's (`RequestAnnullamentoInoltroDestinatario`).
#[must_use]
pub fn write_annullamento(a: Servizio, annullamento: &Annullamento) -> String {
    let name = match a {
        Servizio::Destinatario => "RequestAnnullamentoInoltroMittente",
        Servizio::Mittente => "RequestAnnullamentoInoltroDestinatario",
    };
    let mut out = apri(a, name);
    registrazione(&mut out, "IdentificatoreMittente", &annullamento.mittente);
    registrazione(&mut out, "IdentificatoreDestinatario", &annullamento.destinatario);
    // The schema asks for both of a receiver; of a sender, for the first.
    parola(&mut out, "RiferimentoProvvedimento", annullamento.provvedimento.as_deref().unwrap_or_default());
    match (a, &annullamento.note) {
        (Servizio::Destinatario, None) => {}
        (_, note) => parola(&mut out, "Note", note.as_deref().unwrap_or_default()),
    }
    chiudi(out, name)
}

/// What became of a message at its receiver's (`RequestConfermaMessaggioInoltro`): told to the sender's service.
#[must_use]
pub fn write_conferma(conferma: &Conferma) -> String {
    const NAME: &str = "RequestConfermaMessaggioInoltro";
    let mut out = apri(Servizio::Mittente, NAME);
    registrazione(&mut out, "IdentificatoreMittente", &conferma.mittente);
    match &conferma.esito {
        Ok(destinatario) => registrazione(&mut out, "IdentificatoreDestinatario", destinatario),
        Err((code, info)) => anomalia(&mut out, code, info.as_deref().unwrap_or_default()),
    }
    chiudi(out, NAME)
}

/// The answer to a message: it was taken, or why not (`ResponseMessageInoltro`).
#[must_use]
pub fn write_risposta(mittente: &Identificatore, why_not: Option<&AnomaliaInoltro>) -> String {
    const NAME: &str = "ResponseMessageInoltro";
    let mut out = apri(Servizio::Destinatario, NAME);
    registrazione(&mut out, "IdentificatoreMittente", mittente);
    match why_not {
        Some(AnomaliaInoltro::ValidazioneFirma(why)) => anomalia(&mut out, "001_ValidazioneFirma", why),
        Some(AnomaliaInoltro::Impronte(why)) => anomalia(&mut out, "002_AnomaliaImpronte", why),
        None => {}
    }
    chiudi(out, NAME)
}

/// The answer to a confirmation: it was taken note of (`ResponseConfermaMessaggioInoltro`). The schema has no word for anything else.
#[must_use]
pub fn write_risposta_conferma(mittente: &Identificatore) -> String {
    const NAME: &str = "ResponseConfermaMessaggioInoltro";
    let mut out = apri(Servizio::Mittente, NAME);
    registrazione(&mut out, "IdentificatoreMittente", mittente);
    chiudi(out, NAME)
}

/// The answer of this service to an annulment: it was taken note of, or why not.
#[must_use]
pub fn write_risposta_annullamento(
    di: Servizio,
    annullamento: &Annullamento,
    why_not: Option<&AnomaliaAnnullamento>,
) -> String {
    let name = match di {
        Servizio::Destinatario => "ResponseAnnullamentoInoltroMittente",
        Servizio::Mittente => "ResponseAnnullamentoInoltroDestinatario",
    };
    let mut out = apri(di, name);
    registrazione(&mut out, "IdentificatoreMittente", &annullamento.mittente);
    registrazione(&mut out, "IdentificatoreDestinatario", &annullamento.destinatario);
    match why_not {
        Some(AnomaliaAnnullamento::Irricevibile(why)) => anomalia(&mut out, "000_Irricevibilita", why),
        Some(AnomaliaAnnullamento::NonTrovato(why)) => {
            anomalia(&mut out, "007_ErroreIdentificatoreNonTrovato", why);
        }
        None => {}
    }
    chiudi(out, name)
}

/// That a request was not served, and why (`soap:Fault`).
#[must_use]
pub fn write_errore(colpa: Colpa, why: &str) -> String {
    let code = match colpa {
        Colpa::Cliente => "Client",
        Colpa::Servente => "Server",
        Colpa::Intestazione => "MustUnderstand",
    };
    let why: String = why.chars().take(2_000).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body><soap:Fault>\
         <faultcode>soap:{code}</faultcode><faultstring xml:lang=\"it\">{}</faultstring></soap:Fault>{CODA}",
        escaped(&why)
    )
}

fn apri(servizio: Servizio, name: &str) -> Out {
    Out(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body>\n\
         <ws:{name} xmlns:ws=\"{}\" xmlns:prot=\"{NAMESPACE}\">\n",
        servizio.namespace()
    ))
}

/// The whole message.
fn chiudi(mut out: Out, name: &str) -> String {
    out.0.push_str(&format!("</ws:{name}>\n{CODA}"));
    out.0
}

fn registrazione(out: &mut Out, name: &str, id: &Identificatore) {
    out.0.push_str(&format!("<ws:{name}>\n"));
    scrivi_identificatore(out, id);
    out.0.push_str(&format!("</ws:{name}>\n"));
}

fn parola(out: &mut Out, name: &str, value: &str) {
    out.0.push_str(&format!("<ws:{name}>{}</ws:{name}>\n", escaped(value)));
}

fn anomalia(out: &mut Out, code: &str, info: &str) {
    out.0.push_str(&format!("<ws:Anomalia info=\"{}\">{}</ws:Anomalia>\n", escaped(info), escaped(code)));
}
