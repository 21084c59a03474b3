//! The record of a package, from its rows.

use std::collections::HashMap;

use evidence_record::{ArchiveTimeStamp, EvidenceRecord, Reduced};
use firma_algoritmi::Digest;
use kernel::Id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    tables::{evidenza, marca, pacchetto},
};

/// A record; or why its rows make none, which only happens where somebody changed them.
pub(crate) type Evidenza = Result<EvidenceRecord, evidence_record::Error>;

/// The record of a package; `None` where it was not put under a time stamp yet.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_uno(read: &db::Read, id: Id<pacchetto::Entity>) -> Result<Option<Evidenza>, Error> {
    Ok(di_molti(read, &[id]).await?.remove(&id))
}

/// The records of many packages.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_molti(
    read: &db::Read,
    ids: &[Id<pacchetto::Entity>],
) -> Result<HashMap<Id<pacchetto::Entity>, Evidenza>, Error> {
    let rows = evidenza::Entity::find()
        .filter(evidenza::Column::PacchettoId.is_in(ids.iter().copied()))
        .order_by_asc(evidenza::Column::Catena)
        .order_by_asc(evidenza::Column::Posto)
        .all(read)
        .await?;
    let mut wanted: Vec<Id<marca::Entity>> = rows.iter().map(|row| row.marca_id).collect();
    wanted.sort_unstable_by_key(|id| id.uuid());
    wanted.dedup();
    let marche = marca::Entity::find().filter(marca::Column::Id.is_in(wanted)).all(read).await?;
    let marche: HashMap<Id<marca::Entity>, marca::Model> = marche.into_iter().map(|row| (row.id, row)).collect();
    let mut of: HashMap<Id<pacchetto::Entity>, Vec<evidenza::Model>> = HashMap::new();
    for row in rows {
        of.entry(row.pacchetto_id).or_default().push(row);
    }
    Ok(of.into_iter().map(|(id, rows)| (id, componi(&rows, &marche))).collect())
}

fn componi(rows: &[evidenza::Model], marche: &HashMap<Id<marca::Entity>, marca::Model>) -> Evidenza {
    let mut chains: Vec<Vec<ArchiveTimeStamp>> = Vec::new();
    for row in rows {
        let stamp = una(row, marche.get(&row.marca_id))?;
        let (chain, place) = (numero(row.catena), numero(row.posto));
        if chain == Some(chains.len()) {
            chains.push(Vec::new());
        }
        match chains.last_mut() {
            Some(last) if place == Some(last.len()) => last.push(stamp),
            _ => return Err(MANCA),
        }
    }
    EvidenceRecord::of(chains)
}

/// Rows that do not follow one another.
const MANCA: evidence_record::Error = evidence_record::Error::Damaged("una delle sue marche manca");

fn numero(value: i64) -> Option<usize> {
    usize::try_from(value).ok()
}

fn una(row: &evidenza::Model, marca: Option<&marca::Model>) -> Result<ArchiveTimeStamp, evidence_record::Error> {
    let marca = marca.ok_or(MANCA)?;
    let digest =
        algoritmo(&marca.algoritmo).ok_or_else(|| evidence_record::Error::UnknownDigest(marca.algoritmo.clone()))?;
    let tree = if row.albero.is_empty() { None } else { Some(Reduced::read(&row.albero)?) };
    ArchiveTimeStamp::new(digest, tree, &marca.token)
}

/// An algorithm by the name under which it is kept.
fn algoritmo(name: &str) -> Option<Digest> {
    Digest::all().find(|digest| digest.name() == name)
}
