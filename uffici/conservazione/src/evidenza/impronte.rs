//! The hashes of all the files of a package, read back from its bytes.

use std::{collections::HashMap, io::Read};

use documents::{
    SeekReader,
    store::{Sha256Hash, Soundness, StoreError},
};
use ente::Ente;
use evidence_record::Objects;
use firma_algoritmi::{Digest, Hasher};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::runtime::Handle;
use zip::ZipArchive;

use crate::{
    error::Error,
    esporta::{INDICE, METADATI, SIGILLO},
    tables::{file, pacchetto},
    trova,
};

/// Bytes read at once.
const PEZZO: usize = 256 << 10;

/// Whether a package is, byte for byte, what its row says was packed, or what is wrong with it. The sealed index is held against nothing
/// else: the other files have rows and stand in the index, which is made before it is sealed.
///
/// # Errors
/// Those of the store when it is away, and of the database.
pub(crate) async fn intero(ente: &Ente, pack: &pacchetto::Model) -> Result<Result<(), String>, Error> {
    let zip = trova::documento(ente, &ente.db().read().await?, pack.documento_id).await?;
    if zip.hash().to_string() != pack.impronta {
        return Ok(Err("l'archivio ne tiene un altro".into()));
    }
    Ok(match ente.archive.store().check(&zip.hash()).await? {
        Soundness::Sound { .. } => Ok(()),
        Soundness::Altered { .. } => Err("è stato alterato".into()),
        Soundness::Missing => Err("manca il file".into()),
    })
}

/// The hash of each file of a package by each of these algorithms; or what is wrong with it, in a few words, where a file is missing, more
/// than expected, or not what was packed.
///
/// # Errors
/// Those of the store when it is away, which says nothing of the package, and of the database.
pub(crate) async fn impronte(
    ente: &Ente,
    pack: &pacchetto::Model,
    digests: &[Digest],
) -> Result<Result<Objects, String>, Error> {
    let read = ente.db().read().await?;
    let files = file::Entity::find().filter(file::Column::PacchettoId.eq(pack.id)).all(&read).await?;
    let zip = trova::documento(ente, &read, pack.documento_id).await?;
    let metadati = trova::documento(ente, &read, pack.metadati_id).await?;
    drop(read);
    let mut attesi: HashMap<String, String> = files.into_iter().map(|row| (row.percorso, row.impronta)).collect();
    attesi.insert(METADATI.into(), metadati.hash().to_string());
    attesi.insert(INDICE.into(), pack.impronta_indice.clone());
    let lettore = SeekReader::new(ente.archive.store(), &Handle::current(), &zip);
    let digests = digests.to_vec();
    let work = tokio::task::spawn_blocking(move || leggi(lettore, attesi, &digests));
    Ok(work.await.map_err(std::io::Error::other)??)
}

fn guasto(error: impl std::fmt::Display) -> String {
    format!("non si legge ({error})")
}

/// Reads it; what is wrong with it is told only where the store gave it.
fn leggi(
    mut lettore: SeekReader,
    attesi: HashMap<String, String>,
    digests: &[Digest],
) -> Result<Result<Objects, String>, StoreError> {
    let found = ogni_file(&mut lettore, attesi, digests);
    lettore.away().map_or(Ok(found), Err)
}

fn ogni_file(
    lettore: &mut SeekReader,
    mut attesi: HashMap<String, String>,
    digests: &[Digest],
) -> Result<Objects, String> {
    let mut zip = ZipArchive::new(lettore).map_err(guasto)?;
    let mut trovate: Objects = digests.iter().map(|digest| (*digest, Vec::new())).collect();
    let mut sigillato = false;
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).map_err(guasto)?;
        let name = entry.name().map_err(guasto)?.into_owned();
        let (sha256, found) = uno_solo(&mut entry, digests)?;
        match attesi.remove(&name) {
            Some(atteso) if atteso == sha256.to_string() => {}
            Some(_) => return Err(format!("il file «{name}» è stato alterato")),
            None if name == SIGILLO => sigillato = true,
            None => return Err(format!("contiene un file in più: «{name}»")),
        }
        for (digest, hash) in found {
            trovate.entry(digest).or_default().push(hash);
        }
    }
    if let Some(name) = attesi.keys().next() {
        return Err(format!("manca il file «{name}»"));
    }
    if sigillato { Ok(trovate) } else { Err("manca l'indice sigillato".into()) }
}

/// The hashes of one file: its SHA-256, by which it is known, and those that are asked for.
fn uno_solo(entry: &mut dyn Read, digests: &[Digest]) -> Result<(Sha256Hash, Vec<(Digest, Vec<u8>)>), String> {
    let mut known = Digest::Sha256.hasher();
    let mut asked: Vec<(Digest, Hasher)> =
        digests.iter().filter(|digest| **digest != Digest::Sha256).map(|digest| (*digest, digest.hasher())).collect();
    let mut buffer = vec![0; PEZZO];
    loop {
        let many = entry.read(&mut buffer).map_err(guasto)?;
        let piece = buffer.get(..many).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        known.update(piece);
        asked.iter_mut().for_each(|(_, hasher)| hasher.update(piece));
    }
    let known = known.finish();
    let sha256: [u8; 32] = known.as_slice().try_into().map_err(guasto)?;
    let mut found: Vec<(Digest, Vec<u8>)> =
        asked.into_iter().map(|(digest, hasher)| (digest, hasher.finish())).collect();
    if digests.contains(&Digest::Sha256) {
        found.push((Digest::Sha256, known));
    }
    Ok((Sha256Hash(sha256), found))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use documents::{
        document,
        store::{EntePrefix, FolderStore, Store},
    };
    use kernel::{Instant, Uuid};

    use super::*;

    /// A document of ten bytes that no store has.
    fn un_pacchetto() -> document::Model {
        document::Model {
            id: Uuid::nil().into(),
            sha256: vec![1; 32],
            size: 10,
            name: "pacchetto.zip".into(),
            format: "zip".into(),
            detail: None,
            mismatch: false,
            created_at: Instant::from_micros(0),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_store_that_is_away_says_nothing_of_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("documenti");
        std::fs::create_dir(&root).unwrap();
        let open = FolderStore::open(&root, &EntePrefix::new("c_m999").unwrap(), DateTime::UNIX_EPOCH).await;
        let store: Arc<dyn Store> = Arc::new(open.unwrap());
        let handle = Handle::current();
        let work = move || {
            let letto = || leggi(SeekReader::new(&store, &handle, &un_pacchetto()), HashMap::new(), &[]);
            assert!(matches!(letto(), Ok(Err(_))), "one that is gone is damaged");
            std::fs::remove_dir_all(&root).unwrap();
            assert!(matches!(letto(), Err(StoreError::FolderGone { .. })), "{:?}", letto());
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }
}
