//! What was found in several texts, each different thing once, and the words of a file.

use std::{collections::BTreeMap, time::Duration};

use documents::{
    store::{Sha256Hash, StoreError},
    text::{Guard, extract_guarded_stream},
};
use ente::Ente;
use serde::{Deserialize, Serialize};

use crate::omissis::{Genere, MOST, proponi};

/// A person waits for it.
const GUARD: Guard = Guard { time: Duration::from_secs(20), cpu_seconds: 15, memory: 2_000_000_000, background: false };
/// Letters of a key: 64 bits of the digest.
const CHIAVE: usize = 16;

/// Something that looks like personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trovato {
    /// Its sort, by code.
    pub genere: String,
    /// What stands there.
    pub testo: String,
    /// In which file, or what else it stands in.
    pub file: String,
    /// In how many places.
    pub quante: u32,
}

impl Trovato {
    /// Its sort; none where a row of another release wrote one that is not known.
    pub fn genere(&self) -> Option<Genere> {
        Genere::from_code(&self.genere)
    }

    /// A short name of this thing in this place, the same whenever it is looked for: a form that comes back says by it which was decided.
    pub fn chiave(&self) -> String {
        let whole = Sha256Hash::of([self.genere.as_str(), &self.file, &self.testo].join("\n").as_bytes()).to_string();
        whole.chars().take(CHIAVE).collect()
    }
}

/// What was found, as a form asks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chiesto {
    /// The name of the field.
    pub campo: String,
    /// Its sort, as people call it.
    pub genere: &'static str,
    /// What stands there.
    pub testo: String,
    /// Where.
    pub file: String,
    /// In how many places.
    pub quante: u32,
    /// Whether it is of health: then it may only be told not to be that.
    pub salute: bool,
    /// The reason that was chosen.
    pub scelta: String,
}

impl Chiesto {
    /// Asks of something that was found, in a field of this name, with the reason that was chosen.
    pub fn di(trovato: &Trovato, campo: String, scelta: &str) -> Self {
        let genere = trovato.genere();
        Self {
            campo,
            genere: genere.map_or("", Genere::nome),
            testo: trovato.testo.clone(),
            file: trovato.file.clone(),
            quante: trovato.quante,
            salute: genere == Some(Genere::Salute),
            scelta: scelta.to_owned(),
        }
    }
}

/// Adds what is found in a text, each different thing once with how often it stands there; tells whether there may be more.
pub fn conta(trovati: &mut Vec<Trovato>, testo: &str, file: &str) -> bool {
    let found = proponi(testo);
    let more = found.len() >= MOST;
    let mut all: BTreeMap<(Genere, String), u32> = BTreeMap::new();
    for one in found {
        *all.entry((one.genere, one.testo)).or_default() += 1;
    }
    trovati.extend(all.into_iter().map(|((genere, testo), quante)| Trovato {
        genere: genere.code().into(),
        testo,
        file: file.to_owned(),
        quante,
    }));
    more
}

/// The words of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lettura {
    /// As far as they could be read.
    pub testo: String,
    /// Why they are not all, so that a person must read it.
    pub illeggibile: Option<String>,
}

/// Reads the words of a file of the store, in the bounded process: 20 seconds, 2 GB. `nome` is how it is called.
///
/// # Errors
/// Those of the store; what cannot be read is told in [`Lettura::illeggibile`].
pub async fn leggi(ente: &Ente, impronta: &Sha256Hash, nome: &str) -> Result<Lettura, StoreError> {
    let stream = ente.archive.store().open(impronta).await?;
    let read = extract_guarded_stream(&ente.reader, stream, nome, GUARD).await;
    let illeggibile = if read.text.trim().is_empty() || read.needs_ocr || read.truncated {
        let note = read.notes.first().cloned();
        Some(note.unwrap_or_else(|| "Non ha testo da leggere, o ne ha troppo: è forse una scansione.".into()))
    } else {
        None
    };
    Ok(Lettura { testo: read.text, illeggibile })
}

#[cfg(test)]
mod tests {
    use super::*;

    const IBAN: &str = "IT60X0542811101000000123456";

    #[test]
    fn each_different_thing_is_told_once_with_how_often_it_stands_there() {
        let mut all = Vec::new();
        assert!(!conta(&mut all, &format!("{IBAN} o {IBAN}, tel. 011 5551234"), "a.pdf"));
        conta(&mut all, IBAN, "b.pdf");
        let told: Vec<_> = all.iter().map(|one| (one.testo.as_str(), one.file.as_str(), one.quante)).collect();
        assert_eq!(told, [(IBAN, "a.pdf", 2), ("011 5551234", "a.pdf", 1), (IBAN, "b.pdf", 1)]);
        assert!(conta(&mut all, &"al 3331234567. ".repeat(MOST), "c.pdf"), "there may be more");
    }

    #[test]
    fn a_key_names_one_thing_in_one_place() {
        let one = |testo: &str, file: &str| Trovato {
            genere: "iban".into(),
            testo: testo.into(),
            file: file.into(),
            quante: 1,
        };
        let key = one(IBAN, "a.pdf").chiave();
        assert_eq!((key.len(), &key), (CHIAVE, &Trovato { quante: 7, ..one(IBAN, "a.pdf") }.chiave()));
        assert_ne!(key, one(IBAN, "b.pdf").chiave());
        assert_ne!(key, one("DE89370400440532013000", "a.pdf").chiave());
    }
}
