//! The messages of SdI about an invoice (*Specifiche tecniche SdI*, `MessaggiTypes` 1.0 and 1.1).

use crate::Error;
use crate::reader::LIMITS;
use bounded_xml::{Document, Element};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TipoMessaggio {
    /// `RC`: the invoice was delivered.
    RicevutaConsegna,
    /// `MC`: the invoice could not be delivered yet (public bodies).
    NotificaMancataConsegna,
    /// `MC` to private parties: the invoice is at the customer's disposal on the Agenzia's site.
    RicevutaImpossibilitaRecapito,
    /// `NS`: the invoice was refused by SdI's checks.
    NotificaScarto,
    /// `NE`: the customer's answer, sent on to the supplier.
    NotificaEsito,
    /// `EC`: the customer's answer, as the public body sends it.
    NotificaEsitoCommittente,
    /// `SE`: SdI refuses the customer's answer.
    ScartoEsitoCommittente,
    /// `DT`: fifteen days without an answer.
    NotificaDecorrenzaTermini,
    /// `AT`: delivery has proved impossible; the invoice is attested as sent.
    AttestazioneTrasmissione,
    /// `MT`: the data that accompany an invoice to the public body.
    MetadatiInvio,
}

/// Root elements, the type of message, its two letters and its words.
const TIPI: [(&str, TipoMessaggio, &str, &str); 12] = {
    use TipoMessaggio as T;
    [
        ("RicevutaConsegna", T::RicevutaConsegna, "RC", "Ricevuta di consegna"),
        ("NotificaMancataConsegna", T::NotificaMancataConsegna, "MC", "Notifica di mancata consegna"),
        (
            "RicevutaImpossibilitaRecapito",
            T::RicevutaImpossibilitaRecapito,
            "MC",
            "Ricevuta di impossibilità di recapito",
        ),
        ("NotificaScarto", T::NotificaScarto, "NS", "Notifica di scarto"),
        ("RicevutaScarto", T::NotificaScarto, "NS", "Notifica di scarto"),
        ("NotificaEsito", T::NotificaEsito, "NE", "Notifica di esito"),
        ("NotificaEsitoCommittente", T::NotificaEsitoCommittente, "EC", "Notifica di esito del committente"),
        ("ScartoEsitoCommittente", T::ScartoEsitoCommittente, "SE", "Scarto della notifica di esito"),
        ("NotificaDecorrenzaTermini", T::NotificaDecorrenzaTermini, "DT", "Notifica di decorrenza dei termini"),
        (
            "AttestazioneTrasmissioneFattura",
            T::AttestazioneTrasmissione,
            "AT",
            "Attestazione di avvenuta trasmissione con impossibilità di recapito",
        ),
        ("MetadatiInvioFile", T::MetadatiInvio, "MT", "Metadati di invio"),
        ("FileMetadati", T::MetadatiInvio, "MT", "Metadati di invio"),
    ]
};

impl TipoMessaggio {
    /// The type that a root element announces.
    #[must_use]
    pub fn from_root(name: &str) -> Option<Self> {
        TIPI.iter().find(|(root, ..)| *root == name).map(|(_, tipo, ..)| *tipo)
    }

    /// The two letters in the file's name (`IT01234567890_00001_RC_001.xml`).
    #[must_use]
    pub fn sigla(self) -> &'static str {
        TIPI.iter().find(|(_, tipo, ..)| *tipo == self).map_or("", |(_, _, sigla, _)| sigla)
    }

    /// What it is, in words.
    #[must_use]
    pub fn in_parole(self) -> &'static str {
        TIPI.iter().find(|(_, tipo, ..)| *tipo == self).map_or("", |(.., words)| words)
    }
}

/// A date and time as written: some messages give no time zone (it is then Italian time).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Istante {
    /// Date and time as written.
    pub locale: NaiveDateTime,
    /// The zone, if written.
    pub fuso: Option<FixedOffset>,
}

/// One of the reasons of a refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErroreSdi {
    /// Code of the check (`00404`…).
    pub codice: String,
    /// SdI's words.
    pub descrizione: String,
    /// SdI's advice.
    pub suggerimento: Option<String>,
}

/// The invoice in the file that an answer is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RiferimentoFattura {
    /// The supplier's number.
    pub numero: String,
    /// Year.
    pub anno: Option<i32>,
    /// Place in the file, from 1; absent if there is only one.
    pub posizione: Option<u32>,
}

/// A message of SdI. Fields that a type does not have are `None` or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messaggio {
    /// What it says.
    pub tipo: TipoMessaggio,
    /// SdI's number of the file: what links messages and invoice.
    pub identificativo_sdi: String,
    /// Name of the invoice file.
    pub nome_file: Option<String>,
    /// SHA-256 of the invoice file, hexadecimal.
    pub hash: Option<String>,
    /// When SdI received the invoice.
    pub ricezione: Option<Istante>,
    /// When SdI delivered it, or put it at the customer's disposal.
    pub consegna: Option<Istante>,
    /// Receiving office: code and name.
    pub destinatario: (Option<String>, Option<String>),
    /// Why it was refused.
    pub errori: Vec<ErroreSdi>,
    /// `EC01` accepted, `EC02` refused: see [`crate::codici::esito_committente`].
    pub esito: Option<String>,
    /// `EN00`, `EN01`: see [`crate::codici::scarto_esito`].
    pub scarto: Option<String>,
    /// Which invoice of the file; `None` means all.
    pub riferimento: Option<RiferimentoFattura>,
    /// Words of whoever answers.
    pub descrizione: Option<String>,
    /// Number of the message.
    pub message_id: Option<String>,
    /// The public body's own number of its answer.
    pub message_id_committente: Option<String>,
    /// Format of the invoice (metadata only).
    pub formato: Option<String>,
    /// How many times SdI has tried (metadata only).
    pub tentativi: Option<u32>,
    /// Free notes.
    pub note: Option<String>,
}

/// Reads a message of SdI.
///
/// # Errors
/// [`Error::NonFattura`] if it is something else, [`Error::Manca`] if SdI's identifier is missing.
pub fn read_message(bytes: &[u8]) -> Result<Messaggio, Error> {
    from_document(&bounded_xml::read(bytes, LIMITS)?)
}

pub(crate) fn from_document(document: &Document) -> Result<Messaggio, Error> {
    let root = &document.root;
    let tipo = TipoMessaggio::from_root(&root.name)
        .ok_or_else(|| Error::NonFattura { radice: root.name.chars().take(80).collect() })?;
    let identificativo_sdi =
        root.string_at(&["IdentificativoSdI"]).ok_or(Error::Manca { elemento: "IdentificativoSdI" })?;
    // The answer inside a NotificaEsito is a whole EC of its own.
    let answer = root.child("EsitoCommittente").unwrap_or(root);
    let errors = root.child("ListaErrori").map(|list| list.children_named("Errore").map(errore).collect());
    Ok(Messaggio {
        tipo,
        identificativo_sdi,
        nome_file: root.string_at(&["NomeFile"]),
        hash: root.string_at(&["Hash"]).or_else(|| root.string_at(&["HashFileOriginale"])),
        ricezione: root.text_at(&["DataOraRicezione"]).and_then(istante),
        consegna: root
            .text_at(&["DataOraConsegna"])
            .or_else(|| root.text_at(&["DataMessaADisposizione"]))
            .and_then(istante),
        destinatario: (
            root.string_at(&["Destinatario", "Codice"]).or_else(|| root.string_at(&["CodiceDestinatario"])),
            root.string_at(&["Destinatario", "Descrizione"]),
        ),
        errori: errors.unwrap_or_default(),
        esito: answer.string_at(&["Esito"]),
        scarto: root.string_at(&["Scarto"]),
        riferimento: answer.child("RiferimentoFattura").map(riferimento),
        descrizione: answer.string_at(&["Descrizione"]),
        message_id: root.string_at(&["MessageId"]),
        message_id_committente: answer.string_at(&["MessageIdCommittente"]),
        formato: root.string_at(&["Formato"]),
        tentativi: root.text_at(&["TentativiInvio"]).and_then(|text| text.parse().ok()),
        note: root.string_at(&["Note"]),
    })
}

fn errore(element: &Element) -> ErroreSdi {
    ErroreSdi {
        codice: element.string_at(&["Codice"]).unwrap_or_default(),
        descrizione: element.string_at(&["Descrizione"]).unwrap_or_default(),
        suggerimento: element.string_at(&["Suggerimento"]),
    }
}

fn riferimento(element: &Element) -> RiferimentoFattura {
    RiferimentoFattura {
        numero: element.string_at(&["NumeroFattura"]).unwrap_or_default(),
        anno: element.text_at(&["AnnoFattura"]).and_then(|text| text.parse().ok()),
        posizione: element.text_at(&["PosizioneFattura"]).and_then(|text| text.parse().ok()),
    }
}

/// XML Schema `dateTime`, or `date` for the day something was put at disposal.
fn istante(text: &str) -> Option<Istante> {
    if let Ok(with_zone) = DateTime::parse_from_rfc3339(text) {
        return Some(Istante { locale: with_zone.naive_local(), fuso: Some(*with_zone.offset()) });
    }
    let locale = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let day = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    Some(Istante { locale: locale.or_else(day)?, fuso: None })
}
