//! The exchange between two bodies without mail: SOAP 1.1 messages of annex 6, appendix B (`protocollo-destinatario.wsdl`,
//! `protocollo-mittente.wsdl`), both sides: what another body asks is read and answered, what we ask is written and its answer read.
//!
//! Read strictly: UTF-8, no document type, one thing asked in the namespace of its service, no header that must be understood and is
//! not. The "segnatura" is read from the very bytes that its seal covers ([`Messaggio::sigillata`]), and from nowhere else.
//!
//! Whoever receives a message must verify the seal of its "segnatura" before anything else, and answer `001_ValidazioneFirma`
//! where it does not hold (annex 6, 3.1.1 B). Seals are not verified here: [`Messaggio::anomalia`] asks its caller what came of
//! that, and has no word for "nobody looked".

mod risposta;
mod ritaglia;
mod scrivi;

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bounded_xml::{Document, Element, Limits};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{
    Documento, Error, Identificatore, Segnatura,
    form::{LIMITS as LIMITS_SEGNATURA, identificatore},
    linee_guida,
};

pub use risposta::{Risposta, read_risposta};
pub use scrivi::{
    AnomaliaAnnullamento, Colpa, Inoltro, write_annullamento, write_conferma, write_errore, write_risposta,
    write_risposta_annullamento, write_risposta_conferma,
};

/// The largest message that is read, bytes: its files come in it, in base64.
pub const LARGEST: usize = 64 << 20;
/// Most files in a message.
const MOST_FILES: usize = 200;
const LIMITS: Limits = Limits { bytes: LARGEST, depth: 64, elements: 100_000, attributes: 32 };
const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const DESTINATARIO: &str = "http://ws.protocollo.comunicazione.aoo.destinatario/";
const MITTENTE: &str = "http://ws.protocollo.comunicazione.aoo.mittente/";

/// The two services of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Servizio {
    /// That of whoever receives messages (`protocollo-destinatario.wsdl`).
    Destinatario,
    /// That of whoever has sent them (`protocollo-mittente.wsdl`).
    Mittente,
}

impl Servizio {
    const fn namespace(self) -> &'static str {
        match self {
            Self::Destinatario => DESTINATARIO,
            Self::Mittente => MITTENTE,
        }
    }
}

/// What another body asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Richiesta {
    /// It sends a registered message (`MessaggioInoltro`).
    Inoltro(Box<Messaggio>),
    /// It has annulled the registration of a message that it sent (`AnnullamentoInoltroMittente`).
    AnnullamentoMittente(Box<Annullamento>),
    /// It has registered a message of ours, or could not (`ConfermaMessaggioInoltro`).
    Conferma(Box<Conferma>),
    /// It has annulled the registration of a message of ours (`AnnullamentoInoltroDestinatario`).
    AnnullamentoDestinatario(Box<Annullamento>),
}

/// A registered message with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messaggio {
    /// The sender's protocol data. Its seal has not been verified.
    pub segnatura: Segnatura,
    /// The same as a document of its own (root `Segnatura`), byte for byte as the sender sealed it, but for the namespaces that the
    /// envelope declares: this is what is to be verified.
    pub sigillata: String,
    /// The files, as they came.
    pub file: Vec<FileRicevuto>,
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct FileRicevuto {
    /// Its name, without folders.
    pub nome: String,
    /// The media type, as the sender says.
    pub tipo_mime: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Without the bytes: whatever prints a message may end in a log.
impl std::fmt::Debug for FileRicevuto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileRicevuto").field("nome", &self.nome).field("bytes", &self.bytes.len()).finish()
    }
}

/// An annulment that another body tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annullamento {
    /// The sender's registration.
    pub mittente: Identificatore,
    /// The receiver's registration.
    pub destinatario: Identificatore,
    /// The act that annuls.
    pub provvedimento: Option<String>,
    /// Free notes.
    pub note: Option<String>,
}

/// What became of a message of ours at its receiver's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conferma {
    /// Our registration.
    pub mittente: Identificatore,
    /// The receiver's registration; `Err` with the code and the reason of an exception.
    pub esito: Result<Identificatore, (String, Option<String>)>,
}

/// Why a message is not taken: the two answers that the rules allow at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnomaliaInoltro {
    /// The seal of the "segnatura" does not hold; why.
    ValidazioneFirma(String),
    /// A digest is not that of the file; which.
    Impronte(String),
}

/// Reads what another body asks, in its SOAP 1.1 envelope.
///
/// # Errors
/// [`Error`] if the XML is damaged, is no such message, or holds a file that is no base64.
pub fn read_richiesta(bytes: &[u8]) -> Result<Richiesta, Error> {
    let (text, root) = busta(bytes)?;
    let asked = chiesto(&root)?;
    let service = match asked.name.as_str() {
        "RequestMessageInoltro" | "RequestAnnullamentoInoltroMittente" => Servizio::Destinatario,
        _ => Servizio::Mittente,
    };
    let known = asked.namespace.as_deref() == Some(service.namespace());
    match asked.name.as_str() {
        "RequestMessageInoltro" if known => Ok(Richiesta::Inoltro(Box::new(messaggio(text, asked)?))),
        "RequestAnnullamentoInoltroMittente" if known => {
            Ok(Richiesta::AnnullamentoMittente(Box::new(annullamento(asked)?)))
        }
        "RequestConfermaMessaggioInoltro" if known => Ok(Richiesta::Conferma(Box::new(conferma(asked)?))),
        "RequestAnnullamentoInoltroDestinatario" if known => {
            Ok(Richiesta::AnnullamentoDestinatario(Box::new(annullamento(asked)?)))
        }
        other => Err(non_segnatura(other)),
    }
}

fn non_segnatura(name: &str) -> Error {
    Error::NonSegnatura { radice: name.chars().take(80).collect() }
}

/// The text of an envelope, and its tree.
fn busta(bytes: &[u8]) -> Result<(&str, Element), Error> {
    let Document { root, doctype, .. } = bounded_xml::read(bytes, LIMITS)?;
    let text = std::str::from_utf8(bytes).map_err(|_| Error::NonUtf8)?;
    // SOAP 1.1, section 3: a message must not contain a document type declaration.
    if doctype.is_some() {
        return Err(Error::ConDoctype);
    }
    if root.name != "Envelope" || root.namespace.as_deref() != Some(ENVELOPE) {
        return Err(non_segnatura(&root.name));
    }
    let headers = root.child("Header").map_or(&[][..], |header| header.children.as_slice());
    let must = |header: &&Element| matches!(header.attribute("mustUnderstand"), Some("1" | "true"));
    if let Some(header) = headers.iter().find(must) {
        return Err(Error::IntestazioneIgnota { nome: header.name.chars().take(80).collect() });
    }
    Ok((text, root))
}

/// The one thing in the body of an envelope.
fn chiesto(root: &Element) -> Result<&Element, Error> {
    if root.children_named("Body").nth(1).is_some() {
        return Err(Error::Ripetuto { elemento: "Body" });
    }
    let body = root.child("Body").ok_or(Error::Manca { elemento: "Body" })?;
    match body.children.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::Manca { elemento: "RequestMessageInoltro" }),
        [_, other, ..] => Err(non_segnatura(&other.name)),
    }
}

fn messaggio(text: &str, asked: &Element) -> Result<Messaggio, Error> {
    const NOME: &str = "Segnatura";
    // Of two, one could be verified and the other read.
    if asked.children_named(NOME).nth(1).is_some() {
        return Err(Error::Ripetuto { elemento: NOME });
    }
    let sigillata = ritaglia::segnatura(text).ok_or(Error::Manca { elemento: NOME })?;
    let segnatura = linee_guida::read(&bounded_xml::read(sigillata.as_bytes(), LIMITS_SEGNATURA)?)?;
    let mut file = Vec::new();
    for element in asked.children_named("File") {
        if file.len() == MOST_FILES {
            return Err(Error::TroppiFile { massimo: MOST_FILES });
        }
        file.push(un_file(element)?);
    }
    if file.is_empty() {
        return Err(Error::Manca { elemento: "File" });
    }
    Ok(Messaggio { segnatura, sigillata, file })
}

fn un_file(element: &Element) -> Result<FileRicevuto, Error> {
    let nome = element.attribute("nomeFile").and_then(crate::form::nome_file).unwrap_or_default();
    let packed: String = element.text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes =
        BASE64_STANDARD.decode(packed).map_err(|_| Error::FileIlleggibile { nome: nome.chars().take(80).collect() })?;
    Ok(FileRicevuto { nome, tipo_mime: element.attribute("mimeType").map(str::to_owned), bytes })
}

fn annullamento(asked: &Element) -> Result<Annullamento, Error> {
    Ok(Annullamento {
        mittente: di(asked, "IdentificatoreMittente")?,
        destinatario: di(asked, "IdentificatoreDestinatario")?,
        provvedimento: asked.string_at(&["RiferimentoProvvedimento"]),
        note: asked.string_at(&["Note"]),
    })
}

fn conferma(asked: &Element) -> Result<Conferma, Error> {
    let esito = match asked.child("Anomalia") {
        Some(anomalia) => {
            let code = anomalia.trimmed().unwrap_or_default().chars().take(80).collect();
            Err((code, anomalia.attribute("info").map(str::to_owned)))
        }
        None => Ok(di(asked, "IdentificatoreDestinatario")?),
    };
    Ok(Conferma { mittente: di(asked, "IdentificatoreMittente")?, esito })
}

fn di(asked: &Element, name: &'static str) -> Result<Identificatore, Error> {
    // What is odd in it is told by whoever looks for the registration and does not find it.
    let found = asked.child(name).ok_or(Error::Manca { elemento: name })?;
    Ok(identificatore(found, &mut Vec::new()))
}

impl Messaggio {
    /// Why it must be turned away, if it must. `firma`: what came of verifying the seal of the "segnatura"; `Err` says why it does
    /// not hold.
    #[must_use]
    pub fn anomalia(&self, firma: Result<(), String>) -> Option<AnomaliaInoltro> {
        if let Err(why) = firma {
            return Some(AnomaliaInoltro::ValidazioneFirma(why));
        }
        let mut made = BTreeMap::new();
        let wrong = self.documenti().filter_map(|documento| self.non_corrisponde(documento, &mut made));
        let wrong: Vec<String> = wrong.chain(self.estranei()).collect();
        (!wrong.is_empty()).then(|| AnomaliaInoltro::Impronte(wrong.join("; ")))
    }

    /// Files that the seal does not cover: not named in the "segnatura", or of the same name as another.
    fn estranei(&self) -> impl Iterator<Item = String> {
        let separate = self.documenti().flat_map(|documento| &documento.firme_separate);
        let named = self.documenti().filter_map(|documento| documento.nome.as_ref()).chain(separate);
        let named: BTreeSet<&str> = named.map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        self.file.iter().filter_map(move |file| {
            let nome = file.nome.as_str();
            if !named.contains(nome) {
                return Some(format!("il file «{nome}» non è nominato nella segnatura"));
            }
            (!seen.insert(nome)).then(|| format!("due file si chiamano «{nome}»"))
        })
    }

    fn documenti(&self) -> impl Iterator<Item = &Documento> {
        self.segnatura.documento.iter().chain(&self.segnatura.allegati).filter(|documento| !documento.cartaceo)
    }

    /// What is wrong with the digest of a document. `made` keeps those of the files: a "segnatura" may name a large one many
    /// times.
    fn non_corrisponde(
        &self,
        documento: &Documento,
        made: &mut BTreeMap<(usize, &'static str), Vec<u8>>,
    ) -> Option<String> {
        let nome = documento.nome.as_deref().unwrap_or_default();
        let Some((place, file)) = self.file.iter().enumerate().find(|(_, file)| file.nome == nome) else {
            return Some(format!("il file «{nome}» non è nel messaggio"));
        };
        let Some(impronta) = &documento.impronta else { return Some(format!("manca l'impronta di «{nome}»")) };
        let algoritmo: String = impronta.algoritmo.chars().filter(char::is_ascii_alphanumeric).collect();
        let (algoritmo, digest): (_, fn(&[u8]) -> Vec<u8>) = match algoritmo.to_ascii_uppercase().as_str() {
            "SHA256" => ("SHA256", |bytes| Sha256::digest(bytes).to_vec()),
            "SHA384" => ("SHA384", |bytes| Sha384::digest(bytes).to_vec()),
            "SHA512" => ("SHA512", |bytes| Sha512::digest(bytes).to_vec()),
            _ => return Some(format!("l'impronta di «{nome}» è di un tipo che non si conosce")),
        };
        let own = made.entry((place, algoritmo)).or_insert_with(|| digest(&file.bytes));
        let told = BASE64_STANDARD.decode(impronta.valore.trim()).unwrap_or_default();
        (told != *own).then(|| format!("l'impronta di «{nome}» non è quella del file"))
    }
}

#[cfg(test)]
mod tests;
