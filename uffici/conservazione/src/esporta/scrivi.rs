//! One package, written into its folder. It blocks, and so is never called on a thread of the runtime.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use csip::{Pacchetto, Rappresentazione, Software, Tipo, Voce};
use documents::{
    SeekReader,
    store::{Store, StoreError},
};
use memchr::memmem;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use zip::ZipArchive;

use super::raccolta::{Atteso, INDICE, METADATI, Materia, SIGILLO};
use crate::evidenza::NOME;

/// Bytes copied at once.
const PEZZO: usize = 256 << 10;
const DESCRITTIVI: &str = "metadata/descriptive";
const CONSERVAZIONE: &str = "metadata/preservation";
const CONTENUTO: &str = "representations/rep1/data";

/// Why a package was not written.
#[derive(Debug)]
pub(super) enum Fallito {
    /// The folder cannot be written.
    Disco(io::Error),
    /// The store is away: nothing is known of the package.
    Archivio(StoreError),
    /// The package is damaged, in a few words.
    Guasto(String),
}

impl From<io::Error> for Fallito {
    fn from(error: io::Error) -> Self {
        Self::Disco(error)
    }
}

fn guasto(error: impl std::fmt::Display) -> Fallito {
    Fallito::Guasto(format!("non si legge ({error})"))
}

/// Whether it stands there whole, with every receipt that came since and its evidence as it is now.
pub(super) fn pronto(anno: &Path, materia: &Materia) -> bool {
    let folder = anno.join(&materia.id);
    let there = |at: &String| folder.join(CONSERVAZIONE).join(at).is_file();
    let evidenza = materia
        .evidenza
        .as_ref()
        .is_none_or(|der| fs::read(folder.join(CONSERVAZIONE).join(NOME)).is_ok_and(|written| written == *der));
    folder.join("METS.xml").is_file() && materia.ricevute.iter().all(|(at, _)| there(at)) && evidenza
}

/// Writes it: beside its place first, and there only when it is whole. How many bytes.
///
/// # Errors
/// The disk; what is wrong with the package.
pub(super) fn scrivi(anno: &Path, materia: &Materia, store: &Arc<dyn Store>, handle: &Handle) -> Result<u64, Fallito> {
    let beside = |end: &str| anno.join(format!(".{}.{end}", materia.id));
    let (half, old, whole) = (beside("parziale"), beside("vecchio"), anno.join(&materia.id));
    for left in [&half, &old] {
        if left.exists() {
            fs::remove_dir_all(left)?;
        }
    }
    fs::create_dir_all(&half)?;
    let mut zip = SeekReader::new(store, handle, &materia.zip);
    let made = riempi(&Cartella { base: half.clone() }, materia, store, handle, &mut zip);
    let pack = match made.map_err(|why| zip.away().map_or(why, Fallito::Archivio)) {
        Ok(pack) => pack,
        Err(why) => {
            fs::remove_dir_all(&half)?;
            return Err(why);
        }
    };
    if whole.exists() {
        fs::rename(&whole, &old)?;
    }
    fs::rename(&half, &whole)?;
    // The name too is on the disk before the package counts as written.
    File::open(anno)?.sync_all()?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(pack.layout().iter().filter_map(|(_, _, voce)| *voce).map(|voce| voce.byte).sum())
}

/// Copies everything and writes the METS, last.
fn riempi(
    folder: &Cartella,
    materia: &Materia,
    store: &Arc<dyn Store>,
    handle: &Handle,
    zip: &mut SeekReader,
) -> Result<Pacchetto, Fallito> {
    let mut pack = vuoto(materia);
    let mut zip = ZipArchive::new(zip).map_err(guasto)?;
    let mut attesi = materia.attesi.clone();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).map_err(guasto)?;
        let name = entry.name().map_err(guasto)?.into_owned();
        estrai(folder, &name, &mut entry, (&mut attesi, &mut pack))?;
    }
    if let Some(name) = attesi.keys().next() {
        return Err(Fallito::Guasto(format!("manca il file «{name}»")));
    }
    sigillato(folder)?;
    let rep = if pack.rappresentazioni.iter().all(|rep| rep.file.is_empty()) {
        // Of a fascicolo the metadata are the content, as its index says.
        let mut metadata = zip.by_name(METADATI).map_err(guasto)?;
        Some(folder.metti(CONTENUTO, "metadati.xml", ("application/xml", materia.creato), &mut metadata)?)
    } else {
        None
    };
    pack.rappresentazioni.iter_mut().for_each(|one| one.file.extend(rep.clone()));
    for (at, document) in &materia.ricevute {
        let form = (document.format().media_type(), document.created_at.utc());
        let mut receipt = SeekReader::new(store, handle, document);
        let voce = folder.metti(CONSERVAZIONE, at, form, &mut receipt);
        let voce = voce.map_err(|why| receipt.away().map_or(why, Fallito::Archivio))?;
        if voce.sha256 != document.hash().0 {
            return Err(Fallito::Guasto(format!("la ricevuta «{at}» è stata alterata")));
        }
        pack.conservazione.push(("rapporto-di-versamento".into(), voce));
    }
    let form = ("application/json", materia.creato);
    let voce = folder.metti(CONSERVAZIONE, "prova.json", form, &mut materia.prova.as_slice())?;
    pack.conservazione.push(("municipio-prova-1".into(), voce));
    if let Some(der) = &materia.evidenza {
        let form = ("application/octet-stream", materia.creato);
        let voce = folder.metti(CONSERVAZIONE, NOME, form, &mut der.as_slice())?;
        pack.conservazione.push(("RFC-4998".into(), voce));
    }
    let file = File::create_new(folder.base.join("METS.xml"))?;
    match pack.write_mets(BufWriter::new(file)) {
        Ok(out) => out?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?,
        Err(reasons) => {
            let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
            return Err(Fallito::Guasto(told.join("; ")));
        }
    }
    Ok(pack)
}

fn vuoto(materia: &Materia) -> Pacchetto {
    Pacchetto {
        id: materia.id.clone(),
        tipo: Tipo::Aip,
        creato: materia.creato,
        software: Software { nome: "Municipio".into(), versione: env!("CARGO_PKG_VERSION").into() },
        ente: materia.ente.clone(),
        descrittivi: Vec::new(),
        conservazione: Vec::new(),
        documentazione: Vec::new(),
        schemi: Vec::new(),
        rappresentazioni: vec![Rappresentazione { nome: "rep1".into(), file: Vec::new() }],
    }
}

/// Copies one file of a package to its place, and strikes it from those that must be there. One that nobody expects is not written.
fn estrai(
    folder: &Cartella,
    name: &str,
    entry: &mut dyn Read,
    (attesi, pack): (&mut HashMap<String, Atteso>, &mut Pacchetto),
) -> Result<(), Fallito> {
    let known = attesi.remove(name);
    let formato = match &known {
        Some(atteso) => atteso.formato.clone(),
        None if name == SIGILLO => "application/pkcs7-mime".into(),
        None => return Err(Fallito::Guasto(format!("contiene un file in più: «{name}»"))),
    };
    let (area, at) = match name {
        METADATI => (DESCRITTIVI, "metadati.xml".to_owned()),
        INDICE | SIGILLO => (CONSERVAZIONE, name.to_owned()),
        _ => (CONTENUTO, piatto(name)),
    };
    let voce = folder.metti(area, &at, (&formato, pack.creato), entry)?;
    if known.is_some_and(|atteso| atteso.sha256 != voce.sha256) {
        return Err(Fallito::Guasto(format!("il file «{name}» è stato alterato")));
    }
    match name {
        METADATI => pack.descrittivi.push(("AgID-Allegato5".into(), voce)),
        INDICE => pack.conservazione.push(("UNI-11386-2020".into(), voce)),
        SIGILLO => pack.conservazione.push(("CAdES".into(), voce)),
        _ => pack.rappresentazioni.iter_mut().for_each(|one| one.file.push(voce.clone())),
    }
    Ok(())
}

/// A document's place among the documents. A point at its end is lost on some file systems.
fn piatto(percorso: &str) -> String {
    let name = percorso.strip_prefix("documenti/").unwrap_or(percorso);
    if name.ends_with('.') { format!("{name}_") } else { name.to_owned() }
}

/// The sealed index holds the index: of it no hash is kept.
fn sigillato(folder: &Cartella) -> Result<(), Fallito> {
    let read = |name: &str| fs::read(folder.base.join(CONSERVAZIONE).join(name));
    let (Ok(index), Ok(sealed)) = (read(INDICE), read(SIGILLO)) else {
        return Err(Fallito::Guasto("manca l'indice sigillato".into()));
    };
    if memmem::find(&sealed, &index).is_none() {
        return Err(Fallito::Guasto("il sigillo non è quello di questo indice".into()));
    }
    Ok(())
}

/// The folder of a package in the making.
struct Cartella {
    base: PathBuf,
}

impl Cartella {
    /// Writes a file, hashing it on the way.
    fn metti(
        &self,
        area: &str,
        at: &str,
        (formato, creato): (&str, DateTime<Utc>),
        from: &mut dyn Read,
    ) -> Result<Voce, Fallito> {
        let path = self.base.join(area).join(at);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = File::create_new(&path)?;
        let (mut hasher, mut byte, mut buffer) = (Sha256::new(), 0, vec![0; PEZZO]);
        loop {
            let many = from.read(&mut buffer).map_err(guasto)?;
            let piece = buffer.get(..many).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            hasher.update(piece);
            file.write_all(piece)?;
            byte += piece.len() as u64;
        }
        file.sync_all()?;
        let sha256 = hasher.finalize().into();
        Ok(Voce { percorso: at.to_owned(), formato: formato.to_owned(), byte, creato, sha256 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_s_place_is_one_that_every_disk_takes() {
        assert_eq!(piatto("documenti/01-domanda.pdf"), "01-domanda.pdf");
        assert_eq!(piatto("documenti/02-fine."), "02-fine._");
    }
}
