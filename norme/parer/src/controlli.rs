//! What the schemas refuse, told before anything is sent.

use std::collections::HashSet;

/// One reason why a deposit cannot be sent, an Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Motivo {
    /// Something that must be there is not.
    #[error("manca {0}")]
    Manca(&'static str),
    /// Longer than the service takes.
    #[error("{campo} è troppo lungo: {trovati} caratteri, il massimo è {massimo}")]
    Lungo {
        /// Which, with its article.
        campo: &'static str,
        /// How many characters.
        trovati: usize,
        /// How many at most.
        massimo: usize,
    },
    /// A number out of range.
    #[error("{campo} è fuori misura: {trovato}, il massimo è {massimo}")]
    Numero {
        /// Which, with its article.
        campo: &'static str,
        /// Found.
        trovato: u64,
        /// At most.
        massimo: u64,
    },
    /// The same identifier twice.
    #[error("l'identificativo «{0}» è usato due volte nella stessa unità documentaria")]
    Ripetuto(String),
    /// XML given by the caller that is not well-formed, or more than one element.
    #[error("{campo} non è un elemento XML ben formato")]
    XmlErrato {
        /// Which, with its article.
        campo: &'static str,
    },
    /// A file that no component names, or a component whose file is not given.
    #[error("i file e i componenti non si corrispondono: {0}")]
    File(String),
}

/// Reasons, gathered.
#[derive(Debug, Default)]
pub(crate) struct Motivi(pub Vec<Motivo>);

impl Motivi {
    /// `StringNVMax…`, `TokenNVMax…`: there, and not too long.
    pub fn testo(&mut self, text: &str, campo: &'static str, massimo: usize) {
        if text.trim().is_empty() {
            self.0.push(Motivo::Manca(campo));
        }
        self.corto(text, campo, massimo);
    }

    /// The same of something that may be absent, but not empty.
    pub fn forse(&mut self, text: Option<&str>, campo: &'static str, massimo: usize) {
        if let Some(text) = text {
            self.testo(text, campo, massimo);
        }
    }

    /// `StringMax…`.
    pub fn corto(&mut self, text: &str, campo: &'static str, massimo: usize) {
        let trovati = text.chars().count();
        if trovati > massimo {
            self.0.push(Motivo::Lungo { campo, trovati, massimo });
        }
    }

    pub fn numero(&mut self, number: u64, campo: &'static str, massimo: u64) {
        if number > massimo {
            self.0.push(Motivo::Numero { campo, trovato: number, massimo });
        }
    }

    pub fn una_volta(&mut self, seen: &mut HashSet<String>, id: &str) {
        if !seen.insert(id.to_owned()) {
            self.0.push(Motivo::Ripetuto(id.chars().take(80).collect()));
        }
    }

    /// XML that stands inside ours.
    pub fn xml(&mut self, xml: &str, campo: &'static str) {
        let plain = xml.trim_start();
        let whole = plain.starts_with('<') && !plain.starts_with("<?xml");
        if !whole || bounded_xml::read(xml.as_bytes(), bounded_xml::Limits::default()).is_err() {
            self.0.push(Motivo::XmlErrato { campo });
        }
    }
}
