//! Which form a file has, and the steps that all forms share.

use crate::{Anomalia, Error, Identificatore, Segnatura, circolari, linee_guida};
use bounded_xml::{Document, Element, Limits};
use chrono::{NaiveDate, NaiveTime};

/// Far more than any real file: they are a page or two.
pub(crate) const LIMITS: Limits = Limits { bytes: 8 << 20, depth: 48, elements: 100_000, attributes: 32 };

const AGID: &str = "http://www.agid.gov.it/protocollo";
const DIGITPA: &str = "http://www.digitpa.gov.it/protocollo";

/// The three forms of protocol data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// AIPA circular 28/2001.
    Circolare2001,
    /// AgID circular 60/2013.
    Circolare2013,
    /// AgID guidelines, annex 6, 2021.
    LineeGuida2021,
}

/// Reads protocol data in any of the three forms.
///
/// # Errors
/// [`Error`] if the XML is damaged, is something else, or does not say which registration it is about.
pub fn read(bytes: &[u8]) -> Result<Segnatura, Error> {
    let document = bounded_xml::read(bytes, LIMITS)?;
    match document.root.name.as_str() {
        "SegnaturaInformatica" => linee_guida::read(&document),
        "Segnatura" => circolari::read(&document),
        _ => Err(Error::NonSegnatura { radice: document.root.name.chars().take(80).collect() }),
    }
}

/// The form, by root and namespace, with what is odd about them.
pub(crate) fn form(document: &Document, anomalie: &mut Vec<Anomalia>) -> Form {
    if document.repaired {
        anomalie.push(Anomalia::Codifica);
    }
    let root = &document.root;
    let namespace = root.namespace.as_deref().unwrap_or_default();
    let plain = namespace.trim_end_matches('/').to_ascii_lowercase();
    // The guidelines carry the answers in a namespace of their own, one step below.
    let is_agid = plain == AGID || plain.starts_with(&format!("{AGID}/"));
    let is_digitpa = plain == DIGITPA;
    let form = if root.name == "SegnaturaInformatica" || is_agid {
        Form::LineeGuida2021
    } else if is_digitpa {
        Form::Circolare2013
    } else {
        Form::Circolare2001
    };
    let expected = match form {
        Form::LineeGuida2021 => is_agid,
        Form::Circolare2013 => is_digitpa,
        Form::Circolare2001 => plain.is_empty(),
    };
    if !expected {
        anomalie.push(Anomalia::Namespace(namespace.chars().take(200).collect()));
    }
    form
}

/// `Identificatore`, the same in all forms but for the time.
pub(crate) fn identificatore(element: &Element, anomalie: &mut Vec<Anomalia>) -> Identificatore {
    let body = element.child("CodiceAmministrazione");
    Identificatore {
        codice_amministrazione: required(element, "CodiceAmministrazione", "il codice dell'amministrazione", anomalie),
        amministrazione: body.and_then(|body| body.attribute("descrizione")).map(str::to_owned),
        codice_aoo: required(element, "CodiceAOO", "il codice dell'AOO", anomalie),
        codice_registro: element.string_at(&["CodiceRegistro"]),
        numero: required(element, "NumeroRegistrazione", "il numero di registrazione", anomalie),
        data: data(element, anomalie),
        ora: ora(element, anomalie),
    }
}

/// The text of a child that must be there.
pub(crate) fn required(element: &Element, name: &str, what: &'static str, anomalie: &mut Vec<Anomalia>) -> String {
    element.string_at(&[name]).unwrap_or_else(|| {
        anomalie.push(Anomalia::Manca(what));
        String::new()
    })
}

fn data(element: &Element, anomalie: &mut Vec<Anomalia>) -> Option<NaiveDate> {
    let Some(text) = element.text_at(&["DataRegistrazione"]) else {
        anomalie.push(Anomalia::Manca("la data di registrazione"));
        return None;
    };
    // The rules say 2026-01-31 (with a zone, perhaps); 31/01/2026 is what some programs write.
    let day = text.get(..10).unwrap_or(text);
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(day, "%d/%m/%Y"));
    if date.is_err() {
        anomalie.push(invalid("la data di registrazione", text));
    }
    date.ok()
}

/// `OraRegistrazione`: `10:15:30`, `10:15`, with fractions or a zone.
pub(crate) fn ora(element: &Element, anomalie: &mut Vec<Anomalia>) -> Option<NaiveTime> {
    let text = element.text_at(&["OraRegistrazione"])?;
    let digits = text.get(..8).or_else(|| text.get(..5)).unwrap_or(text);
    let time = NaiveTime::parse_from_str(digits, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(text.get(..5).unwrap_or(text), "%H:%M"));
    if time.is_err() {
        anomalie.push(invalid("l'ora di registrazione", text));
    }
    time.ok()
}

fn invalid(campo: &'static str, text: &str) -> Anomalia {
    Anomalia::ValoreNonValido { campo, valore: text.chars().take(60).collect() }
}

/// `Nome` and `Cognome`, or `Denominazione`, with `Titolo` in front.
pub(crate) fn persona(element: &Element) -> Option<String> {
    let parts = ["Titolo", "Nome", "Cognome"].map(|name| element.text_at(&[name]));
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.is_empty() { element.string_at(&["Denominazione"]) } else { Some(name) }
}

/// A file name without folders.
pub(crate) fn nome_file(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!last.is_empty() && last != "." && last != "..").then(|| last.to_owned())
}
