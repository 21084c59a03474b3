//! The file: transmission data, parties, and one body for each invoice in it.

use crate::reader::{LIMITS, Notes};
use crate::{Anomalia, Corpo, Error, Soggetto, codici, corpo, semplificata, soggetto};
use bounded_xml::{Document, Element};
use std::fmt;

/// Most invoices in one file. A batch (*lotto*) is of one supplier to one customer.
const CORPI_MAX: usize = 10_000;

/// Namespaces of the schemas 1.2.x and of the simplified invoice, and of the two before 2017.
const NAMESPACES: [&str; 4] = [
    "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2",
    "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0",
    "http://www.fatturapa.gov.it/sdi/fatturapa/v1.1",
    "http://www.fatturapa.gov.it/sdi/fatturapa/v1.0",
];

/// An electronic invoice file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fattura {
    /// Format and version.
    pub formato: Formato,
    /// How it travels.
    pub trasmissione: Trasmissione,
    /// Who sells (`CedentePrestatore`).
    pub cedente: Soggetto,
    /// Who buys (`CessionarioCommittente`).
    pub cessionario: Soggetto,
    /// The supplier's tax representative.
    pub rappresentante_fiscale: Option<Soggetto>,
    /// Who issues the invoice for the supplier (`TerzoIntermediarioOSoggettoEmittente`).
    pub terzo_intermediario: Option<Soggetto>,
    /// `CC` if the customer issues it, `TZ` if a third party does.
    pub soggetto_emittente: Option<String>,
    /// The invoices: almost always one.
    pub corpi: Vec<Corpo>,
    /// True if there is an XML signature inside. It is **not** verified here.
    pub firmata: bool,
    /// Encoding the text was read in.
    pub encoding: &'static str,
    /// What is wrong.
    pub anomalie: Vec<Anomalia>,
}

/// Format and version (`FormatoTrasmissione`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Formato {
    /// To a public body, 1.2.x.
    Fpa12,
    /// To others, 1.2.x.
    Fpr12,
    /// Simplified, 1.0.
    Fsm10,
    /// Another word: old versions, or a mistake.
    Altro(String),
}

impl Formato {
    fn from_code(code: &str) -> Self {
        match code {
            "FPA12" => Formato::Fpa12,
            "FPR12" => Formato::Fpr12,
            "FSM10" => Formato::Fsm10,
            other => Formato::Altro(other.to_owned()),
        }
    }
}

impl fmt::Display for Formato {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Formato::Fpa12 => "FPA12",
            Formato::Fpr12 => "FPR12",
            Formato::Fsm10 => "FSM10",
            Formato::Altro(code) => code,
        })
    }
}

/// `DatiTrasmissione`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trasmissione {
    /// Country and code of who transmits (`IdTrasmittente`), joined: `IT01234567890`.
    pub trasmittente: String,
    /// `ProgressivoInvio`: the transmitter's number for the file.
    pub progressivo: String,
    /// The receiving office (six characters for public bodies) or `0000000`.
    pub codice_destinatario: String,
    /// The receiver's PEC address, when the code is `0000000`.
    pub pec_destinatario: Option<String>,
}

/// Reads an invoice.
///
/// # Errors
/// [`Error`] if the XML is damaged, is something else, or lacks one of its pillars.
pub fn read(bytes: &[u8]) -> Result<Fattura, Error> {
    from_document(&bounded_xml::read(bytes, LIMITS)?)
}

pub(crate) fn from_document(document: &Document) -> Result<Fattura, Error> {
    let root = &document.root;
    let simplified = match root.name.as_str() {
        "FatturaElettronica" => false,
        "FatturaElettronicaSemplificata" => true,
        _ => {
            return Err(Error::NonFattura { radice: root.name.chars().take(80).collect() });
        }
    };
    let mut notes = Notes::default();
    check_form(document, &mut notes);
    let header = required(root, "FatturaElettronicaHeader")?;
    let transmission = required(header, "DatiTrasmissione")?;
    let formato = formato(root, transmission, &mut notes);
    let trasmissione = trasmissione(transmission, &mut notes);
    let cedente = required(header, "CedentePrestatore")?;
    let cessionario = required(header, "CessionarioCommittente")?;
    let (cedente, cessionario) = if simplified {
        semplificata::soggetti(cedente, cessionario)
    } else {
        (soggetto::ordinario(cedente), soggetto::ordinario(cessionario))
    };
    check_parties(&cedente, &cessionario, &mut notes);
    let corpi = corpi(root, simplified, &mut notes)?;
    Ok(Fattura {
        formato,
        trasmissione,
        cedente,
        cessionario,
        rappresentante_fiscale: header.child("RappresentanteFiscale").map(soggetto::ordinario),
        terzo_intermediario: header.child("TerzoIntermediarioOSoggettoEmittente").map(soggetto::ordinario),
        soggetto_emittente: header.string_at(&["SoggettoEmittente"]),
        corpi,
        firmata: root.child("Signature").is_some(),
        encoding: document.encoding,
        anomalie: notes.found,
    })
}

fn required<'a>(parent: &'a Element, name: &'static str) -> Result<&'a Element, Error> {
    parent.child(name).ok_or(Error::Manca { elemento: name })
}

fn check_form(document: &Document, notes: &mut Notes) {
    if document.repaired {
        notes.add(Anomalia::Codifica);
    }
    let namespace = document.root.namespace.as_deref().unwrap_or_default();
    if !NAMESPACES.contains(&namespace) {
        notes.add(Anomalia::Namespace(namespace.chars().take(200).collect()));
    }
}

fn formato(root: &Element, transmission: &Element, notes: &mut Notes) -> Formato {
    notes.at = "trasmissione".to_owned();
    let code = notes.text(transmission, "FormatoTrasmissione");
    let version = root.attribute("versione").unwrap_or_default();
    if !code.is_empty() && version != code {
        notes.add(Anomalia::FormatoDiscorde {
            versione: version.chars().take(40).collect(),
            formato: code.chars().take(40).collect(),
        });
    }
    Formato::from_code(if code.is_empty() { version } else { &code })
}

fn trasmissione(element: &Element, notes: &mut Notes) -> Trasmissione {
    let id = |name: &str| element.text_at(&["IdTrasmittente", name]).unwrap_or_default();
    Trasmissione {
        trasmittente: format!("{}{}", id("IdPaese"), id("IdCodice")),
        progressivo: notes.text(element, "ProgressivoInvio"),
        codice_destinatario: notes.text(element, "CodiceDestinatario"),
        pec_destinatario: element.string_at(&["PECDestinatario"]),
    }
}

fn check_parties(cedente: &Soggetto, cessionario: &Soggetto, notes: &mut Notes) {
    for (party, who) in [(cedente, "cedente"), (cessionario, "cessionario")] {
        notes.at = who.to_owned();
        if party.nome_completo().is_empty() && who == "cedente" {
            notes.add(Anomalia::Manca { campo: "il nome del cedente".to_owned() });
        }
        if party.identificativo().is_none() {
            notes.add(Anomalia::Manca { campo: format!("la partita IVA o il codice fiscale del {who}") });
        }
        let regime = party.regime_fiscale.as_deref().unwrap_or_default();
        notes.code("RegimeFiscale", regime, codici::regime_fiscale);
    }
}

fn corpi(root: &Element, simplified: bool, notes: &mut Notes) -> Result<Vec<Corpo>, Error> {
    let elements: Vec<&Element> = root.children_named("FatturaElettronicaBody").collect();
    if elements.is_empty() {
        return Err(Error::Manca { elemento: "FatturaElettronicaBody" });
    }
    if elements.len() > CORPI_MAX {
        return Err(Error::TroppiCorpi { massimo: CORPI_MAX });
    }
    let mut corpi = Vec::with_capacity(elements.len());
    for (index, element) in elements.into_iter().enumerate() {
        let general = required(element, "DatiGenerali")?;
        let document = required(general, "DatiGeneraliDocumento")?;
        required(element, "DatiBeniServizi")?;
        let corpo = if simplified {
            semplificata::corpo(index + 1, element, document, notes)
        } else {
            corpo::corpo(index + 1, element, document, notes)
        };
        corpi.push(corpo);
    }
    Ok(corpi)
}
