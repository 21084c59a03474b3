//! A package as data.

use std::collections::HashSet;
use std::io;

use chrono::{DateTime, Utc};

/// What a package is for (OAIS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of OAIS")]
pub enum Tipo {
    Sip,
    Aip,
    Dip,
}

impl Tipo {
    /// The word of the vocabulary.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Tipo::Sip => "SIP",
            Tipo::Aip => "AIP",
            Tipo::Dip => "DIP",
        }
    }
}

/// The program that made the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// Name.
    pub nome: String,
    /// Version.
    pub versione: String,
}

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voce {
    /// Where it lies within its area, with `/`: letters, digits, `_`, `-`, `.`, blanks and accents are allowed; never
    /// `..`.
    pub percorso: String,
    /// Media type.
    pub formato: String,
    /// Size, bytes.
    pub byte: u64,
    /// When it was made.
    pub creato: DateTime<Utc>,
    /// Its digest.
    pub sha256: [u8; 32],
}

/// A form in which the content is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rappresentazione {
    /// Name of its folder (`rep1`): ASCII letters, digits, `_` and `-`.
    pub nome: String,
    /// Its files.
    pub file: Vec<Voce>,
}

/// A folder of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// `METS.xml` itself.
    Mets,
    /// Descriptive metadata.
    Descrittivi,
    /// Metadata of preservation.
    Conservazione,
    /// Documentation.
    Documentazione,
    /// Schemas.
    Schemi,
    /// Content.
    Contenuto,
}

/// A package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pacchetto {
    /// Its identifier, which is also the name of its folder.
    pub id: String,
    /// What it is for.
    pub tipo: Tipo,
    /// When it was made.
    pub creato: DateTime<Utc>,
    /// By which program.
    pub software: Software,
    /// Whose archive: name of the body.
    pub ente: String,
    /// Descriptive metadata, each with the name of its kind (`AgID-Allegato5`).
    pub descrittivi: Vec<(String, Voce)>,
    /// Metadata of preservation, each with the name of its kind (`UNI-11386-2020`).
    pub conservazione: Vec<(String, Voce)>,
    /// Documentation.
    pub documentazione: Vec<Voce>,
    /// Schemas.
    pub schemi: Vec<Voce>,
    /// Content: at least one.
    pub rappresentazioni: Vec<Rappresentazione>,
}

/// One reason why a package cannot be made, an Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Motivo {
    /// Something that must be there is not.
    #[error("nel pacchetto manca {0}")]
    Manca(&'static str),
    /// A name that cannot be that of a folder or file everywhere.
    #[error(
        "il nome «{0}» non si può usare nel pacchetto: niente percorsi assoluti, «..», caratteri di controllo o \\ : * \
         ? \" < > |"
    )]
    Nome(String),
    /// Two files at one place.
    #[error("due file del pacchetto avrebbero lo stesso percorso «{0}»")]
    Doppio(String),
}

impl Pacchetto {
    /// Every path of the package, from its folder, with the area in which it lies and its file; `METS.xml` has none.
    #[must_use]
    pub fn layout(&self) -> Vec<(String, Area, Option<&Voce>)> {
        let mut all = vec![("METS.xml".to_owned(), Area::Mets, None)];
        let mut add = |folder: &str, area: Area, voce| all.push((path(folder, voce), area, Some(voce)));
        self.descrittivi.iter().for_each(|(_, one)| add("metadata/descriptive", Area::Descrittivi, one));
        self.conservazione.iter().for_each(|(_, one)| add("metadata/preservation", Area::Conservazione, one));
        self.documentazione.iter().for_each(|one| add("documentation", Area::Documentazione, one));
        self.schemi.iter().for_each(|one| add("schemas", Area::Schemi, one));
        for rep in &self.rappresentazioni {
            let folder = format!("representations/{}/data", rep.nome);
            rep.file.iter().for_each(|one| add(&folder, Area::Contenuto, one));
        }
        all
    }

    /// Why the package cannot be made; empty when it can.
    #[must_use]
    pub fn motivi(&self) -> Vec<Motivo> {
        let mut told = Vec::new();
        for (text, what) in [
            (&self.id, "l'identificativo"),
            (&self.software.nome, "il nome del programma"),
            (&self.software.versione, "la versione del programma"),
            (&self.ente, "il nome dell'ente"),
        ] {
            if text.trim().is_empty() {
                told.push(Motivo::Manca(what));
            }
        }
        if self.rappresentazioni.iter().all(|one| one.file.is_empty()) {
            told.push(Motivo::Manca("il contenuto: almeno un file"));
        }
        // Two names that differ only in case are one on many file systems.
        let mut seen = HashSet::new();
        for (at, _, voce) in self.layout() {
            if let Some(voce) = voce {
                if !good(&voce.percorso) {
                    told.push(Motivo::Nome(voce.percorso.chars().take(80).collect()));
                }
                if voce.formato.trim().is_empty() {
                    told.push(Motivo::Manca("il formato di un file"));
                }
            }
            if !seen.insert(at.to_lowercase()) {
                told.push(Motivo::Doppio(at));
            }
        }
        let mut names = HashSet::new();
        for rep in &self.rappresentazioni {
            let plain =
                !rep.nome.is_empty() && rep.nome.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
            if !plain || !names.insert(rep.nome.to_lowercase()) {
                told.push(Motivo::Nome(rep.nome.chars().take(80).collect()));
            }
        }
        if !good(&self.id) || self.id.contains('/') {
            told.push(Motivo::Nome(self.id.chars().take(80).collect()));
        }
        told
    }

    /// Writes `METS.xml`.
    ///
    /// # Errors
    /// All the reasons why the package cannot be made; the error of the writer underneath.
    pub fn write_mets<W: io::Write>(&self, out: W) -> Result<io::Result<W>, Vec<Motivo>> {
        let reasons = self.motivi();
        if reasons.is_empty() { Ok(crate::scrivi::mets(self, out)) } else { Err(reasons) }
    }
}

pub(crate) fn path(folder: &str, voce: &Voce) -> String {
    format!("{folder}/{}", voce.percorso)
}

/// A relative path that every file system takes.
fn good(path: &str) -> bool {
    let part = |part: &str| {
        let known = !part.is_empty() && part != "." && part != ".." && !part.ends_with(['.', ' ']) && part.len() <= 255;
        known && !part.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c))
    };
    path.len() <= 1_000 && path.split('/').all(part)
}
