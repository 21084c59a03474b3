//! The exchange between two bodies without mail: SOAP messages of annex 6, appendix B (`protocollo-destinatario.wsdl`,
//! `protocollo-mittente.wsdl`), read and answered.
//!
//! Whoever receives a message must verify the seal of its "segnatura" before anything else, and answer `001_ValidazioneFirma`
//! where it does not hold (annex 6, 3.1.1 B). Seals are not verified here: [`Messaggio::anomalia`] asks its caller what came of
//! that, and has no word for "nobody looked".

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bounded_xml::{Document, Element, Limits};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{
    Documento, Error, Identificatore, Segnatura,
    form::identificatore,
    linee_guida,
    scrivi::{Out, escaped, identificatore as scrivi_identificatore},
};

/// The largest message that is read, bytes: its files come in it, in base64.
pub const LARGEST: usize = 64 << 20;
/// Most files in a message.
const MOST_FILES: usize = 200;
const LIMITS: Limits = Limits { bytes: LARGEST, depth: 64, elements: 100_000, attributes: 32 };
const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const DESTINATARIO: &str = "http://ws.protocollo.comunicazione.aoo.destinatario/";

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
    let document = bounded_xml::read(bytes, LIMITS)?;
    if document.root.name != "Envelope" || document.root.namespace.as_deref() != Some(ENVELOPE) {
        return Err(Error::NonSegnatura { radice: document.root.name.chars().take(80).collect() });
    }
    let body = document.root.child("Body").ok_or(Error::Manca { elemento: "Body" })?;
    let asked = body.children.first().ok_or(Error::Manca { elemento: "RequestMessageInoltro" })?;
    match asked.name.as_str() {
        "RequestMessageInoltro" => Ok(Richiesta::Inoltro(Box::new(messaggio(&document, asked)?))),
        "RequestAnnullamentoInoltroMittente" => Ok(Richiesta::AnnullamentoMittente(Box::new(annullamento(asked)?))),
        "RequestConfermaMessaggioInoltro" => Ok(Richiesta::Conferma(Box::new(conferma(asked)?))),
        "RequestAnnullamentoInoltroDestinatario" => {
            Ok(Richiesta::AnnullamentoDestinatario(Box::new(annullamento(asked)?)))
        }
        other => Err(Error::NonSegnatura { radice: other.chars().take(80).collect() }),
    }
}

fn messaggio(document: &Document, asked: &Element) -> Result<Messaggio, Error> {
    let root = asked.child("Segnatura").ok_or(Error::Manca { elemento: "Segnatura" })?.clone();
    let inner = Document { root, encoding: document.encoding, repaired: document.repaired, doctype: None };
    let segnatura = linee_guida::read(&inner)?;
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
    Ok(Messaggio { segnatura, file })
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
        let wrong: Vec<String> = wrong.collect();
        (!wrong.is_empty()).then(|| AnomaliaInoltro::Impronte(wrong.join("; ")))
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

/// The answer to a message: it was taken, or why not (`ResponseMessageInoltro`).
#[must_use]
pub fn write_risposta(mittente: &Identificatore, anomalia: Option<&AnomaliaInoltro>) -> String {
    let mut out = Out(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body>\n\
         <ws:ResponseMessageInoltro xmlns:ws=\"{DESTINATARIO}\" xmlns:prot=\"http://www.agid.gov.it/protocollo/\">\n\
         <ws:IdentificatoreMittente>\n"
    ));
    scrivi_identificatore(&mut out, mittente);
    out.0.push_str("</ws:IdentificatoreMittente>\n");
    if let Some(anomalia) = anomalia {
        let (code, why) = match anomalia {
            AnomaliaInoltro::ValidazioneFirma(why) => ("001_ValidazioneFirma", why),
            AnomaliaInoltro::Impronte(why) => ("002_AnomaliaImpronte", why),
        };
        out.0.push_str(&format!("<ws:Anomalia info=\"{}\">{code}</ws:Anomalia>\n", escaped(why)));
    }
    out.0.push_str("</ws:ResponseMessageInoltro>\n</soap:Body></soap:Envelope>\n");
    out.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGNATURA: &str = include_str!("../tests/instances/2021.xml");

    /// A message whose "segnatura" is that of the tests, with these files in place of its own two documents.
    fn message(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (_, rest) = SEGNATURA.split_once("SegnaturaInformatica").unwrap();
        let prefix = SEGNATURA.split_once("SegnaturaInformatica").unwrap().0.rsplit('<').next().unwrap().to_owned();
        let inside = rest.rsplit_once(&format!("</{prefix}SegnaturaInformatica>")).unwrap().0;
        let file = |(name, bytes): &(&str, &[u8])| {
            format!(
                "<m:File m:nomeFile=\"{name}\" m:mimeType=\"application/pdf\">{}</m:File>",
                BASE64_STANDARD.encode(bytes)
            )
        };
        let files: String = files.iter().map(file).collect();
        format!(
            "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><d:RequestMessageInoltro xmlns:d=\"{DESTINATARIO}\" \
             xmlns:m=\"http://www.agid.gov.it/protocollo/messaggi/\"><m:Segnatura{inside}</m:Segnatura>{files}\
             </d:RequestMessageInoltro></s:Body></s:Envelope>"
        )
        .into_bytes()
    }

    fn read(files: &[(&str, &[u8])]) -> Messaggio {
        match read_richiesta(&message(files)) {
            Ok(Richiesta::Inoltro(messaggio)) => *messaggio,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_message_is_read_with_its_files_and_turned_away_where_the_seal_or_a_digest_does_not_hold() {
        let mut messaggio = read(&[("richiesta.pdf.p7m", b"uno"), ("../planimetria.pdf", b"due")]);
        assert_eq!(messaggio.segnatura.identificatore.numero, "0001234");
        assert_eq!(messaggio.file[1].nome, "planimetria.pdf", "a name without folders");
        assert!(matches!(messaggio.anomalia(Err("manca".into())), Some(AnomaliaInoltro::ValidazioneFirma(_))));
        let Some(AnomaliaInoltro::Impronte(why)) = messaggio.anomalia(Ok(())) else { panic!("other files") };
        assert!(why.contains("richiesta.pdf.p7m"), "{why}");
        let digest = |bytes: &[u8]| BASE64_STANDARD.encode(Sha256::digest(bytes));
        let main = messaggio.segnatura.documento.as_mut().unwrap();
        main.impronta.as_mut().unwrap().valore = digest(b"uno");
        let other = &mut messaggio.segnatura.allegati[0];
        (other.nome, other.impronta.as_mut().unwrap().valore) = (Some("planimetria.pdf".into()), digest(b"due"));
        assert_eq!(messaggio.anomalia(Ok(())), None);
        messaggio.segnatura.allegati[0].impronta.as_mut().unwrap().algoritmo = "MD5".into();
        assert!(matches!(messaggio.anomalia(Ok(())), Some(AnomaliaInoltro::Impronte(_))));
    }

    #[test]
    fn what_is_no_message_is_refused_by_name() {
        assert!(matches!(read_richiesta(b"<a/>"), Err(Error::NonSegnatura { .. })));
        assert!(matches!(read_richiesta(&message(&[])), Err(Error::Manca { elemento: "File" })));
        let text = String::from_utf8(message(&[("a.pdf", b"x")])).unwrap();
        let broken = text.replace(">eA==<", ">%%%<");
        assert_eq!(read_richiesta(broken.as_bytes()), Err(Error::FileIlleggibile { nome: "a.pdf".into() }));
        let other = text.replace("RequestMessageInoltro", "RequestAltro");
        assert!(matches!(read_richiesta(other.as_bytes()), Err(Error::NonSegnatura { .. })));
        let many: Vec<(&str, &[u8])> = vec![("a", b"x"); MOST_FILES + 1];
        assert_eq!(read_richiesta(&message(&many)), Err(Error::TroppiFile { massimo: MOST_FILES }));
    }

    #[test]
    fn a_confirmation_tells_the_receivers_number_or_why_there_is_none() {
        let id = |name: &str, number: &str| {
            format!(
                "<m:{name}><CodiceAmministrazione>c_m999</CodiceAmministrazione><CodiceAOO>A</CodiceAOO>\
                 <CodiceRegistro>PG</CodiceRegistro><NumeroRegistrazione>{number}</NumeroRegistrazione>\
                 <DataRegistrazione>2026-01-31</DataRegistrazione></m:{name}>"
            )
        };
        let envelope = |inside: &str| {
            format!(
                "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><m:RequestConfermaMessaggioInoltro xmlns:m=\"urn:m\">{}{inside}\
                 </m:RequestConfermaMessaggioInoltro></s:Body></s:Envelope>",
                id("IdentificatoreMittente", "0000001")
            )
        };
        let conferma = |inside: &str| match read_richiesta(envelope(inside).as_bytes()) {
            Ok(Richiesta::Conferma(conferma)) => *conferma,
            other => panic!("{other:?}"),
        };
        let good = conferma(&id("IdentificatoreDestinatario", "0000077"));
        assert_eq!((good.mittente.numero.as_str(), good.esito.unwrap().numero.as_str()), ("0000001", "0000077"));
        let bad = conferma("<m:Anomalia m:info=\"vuoto\">003_DocumentoAllegatiNonLeggibili</m:Anomalia>");
        assert_eq!(bad.esito, Err(("003_DocumentoAllegatiNonLeggibili".into(), Some("vuoto".into()))));
        assert!(matches!(read_richiesta(envelope("").as_bytes()), Err(Error::Manca { .. })));
    }
}
