//! The whole archive of packages in an open layout (E-ARK CSIP 2.2.0), for whoever changes conservatore or program: one folder for each
//! package, with a `METS.xml` that names every file and its hash (AgID guidelines 2021, chapter 4: interoperability and transfer).
//!
//! Each file is held against its hash while it is copied. A package stands in the folder whole or not at all; what is there already is
//! left alone, so that an export that was broken off goes on.

mod raccolta;
mod scrivi;

use std::{io, path::Path, sync::Arc};

use ente::Ente;
use kernel::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::runtime::Handle;

pub(crate) use self::raccolta::{INDICE, METADATI, SIGILLO};
use self::{
    raccolta::raccogli,
    scrivi::{Fallito, pronto, scrivi},
};
use crate::{error::Error, tables::pacchetto};

/// Packages asked for at once.
const AT_ONCE: u64 = 200;
/// Damaged packages that are named.
const MOST_NAMES: usize = 50;
/// What stands beside the packages.
const LEGGIMI: &str = "\
Questa cartella contiene i pacchetti di conservazione di un ente, uno per cartella, divisi per anno, nella forma aperta E-ARK CSIP 2.2.0
(https://dilcis.eu). In ogni pacchetto:

  METS.xml                    nomina ogni file, con la sua dimensione e la sua impronta SHA-256
  metadata/descriptive/       i metadati dell'allegato 5 alle linee guida AgID 2021
  metadata/preservation/      l'indice UNI 11386:2020, lo stesso dentro il sigillo dell'ente, le ricevute del conservatore, la prova del registro,
                              l'evidenza RFC 4998 (evidencerecord.ers) dove le marche temporali dell'archivio ci sono
  representations/rep1/data/  i documenti

I pacchetti che cominciano con un punto sono rimasti a metà: la prossima esportazione li rifà.
";

/// What became of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Esportazione {
    /// Packages that were written.
    pub scritti: u64,
    /// Packages that stood there already, whole.
    pub presenti: u64,
    /// Bytes that were written.
    pub byte: u64,
    /// Packages that are damaged and were left out.
    pub guasti: u64,
    /// The first of them, each with what is wrong.
    pub quali: Vec<String>,
    /// Things that have no package yet, and so are not in the export.
    pub senza: u64,
}

/// Writes every package into a folder; `dice` hears how many are done, of how many.
///
/// # Errors
/// Those of the disk, the ledger and the database: what was written stays, and the next export goes on from there. A damaged package is a
/// result, not an error.
pub async fn esporta(
    ente: &Ente,
    cartella: &Path,
    mut dice: impl FnMut(u64, u64) + Send,
) -> Result<Esportazione, Error> {
    let read = ente.db().read().await?;
    let all = quanti(&read, "SELECT COUNT(*) AS quanti FROM conservazione_pacchetto").await?;
    let sql = "SELECT COUNT(*) AS quanti FROM conservazione_stato WHERE pacchetto_id IS NULL";
    let senza = quanti(&read, sql).await?;
    drop(read);
    tokio::fs::create_dir_all(cartella).await?;
    tokio::fs::write(cartella.join("LEGGIMI.txt"), LEGGIMI).await?;
    let (mut done, mut after) = (0, Uuid::nil());
    let mut told = Esportazione { senza, ..Esportazione::default() };
    loop {
        let read = ente.db().read().await?;
        let select = pacchetto::Entity::find().filter(pacchetto::Column::Id.gt(after));
        let rows = select.order_by_asc(pacchetto::Column::Id).limit(AT_ONCE).all(&read).await?;
        drop(read);
        let Some(last) = rows.last() else { return Ok(told) };
        after = last.id.uuid();
        for row in rows {
            uno(ente, cartella, &row, &mut told).await?;
            done += 1;
            dice(done, all);
        }
    }
}

async fn quanti(read: &db::Read, sql: &str) -> Result<u64, Error> {
    let found: Option<i64> = db::one(read, sql, []).await?.map(|row| row.try_get("", "quanti")).transpose()?;
    Ok(found.unwrap_or_default().unsigned_abs())
}

async fn uno(ente: &Ente, cartella: &Path, row: &pacchetto::Model, told: &mut Esportazione) -> Result<(), Error> {
    let gone = ente.archive.disposal(&ente.db().read().await?, row.documento_id).await?;
    if gone.is_some() {
        // Discarded with an authorisation: there is nothing of it that could leave.
        return Ok(());
    }
    let materia = raccogli(ente, row).await?;
    let anno = cartella.join(row.anno.to_string());
    let (store, handle) = (Arc::clone(ente.archive.store()), Handle::current());
    let written = tokio::task::spawn_blocking(move || {
        if pronto(&anno, &materia) { Ok(None) } else { scrivi(&anno, &materia, &store, &handle).map(Some) }
    });
    match written.await.map_err(io::Error::other)? {
        Ok(Some(byte)) => {
            told.scritti += 1;
            told.byte += byte;
        }
        Ok(None) => told.presenti += 1,
        Err(Fallito::Disco(error)) => return Err(error.into()),
        Err(Fallito::Archivio(error)) => return Err(error.into()),
        Err(Fallito::Guasto(what)) => {
            told.guasti += 1;
            if told.quali.len() < MOST_NAMES {
                told.quali.push(format!("{}/{}: {what}", row.numero, row.anno));
            }
        }
    }
    Ok(())
}
