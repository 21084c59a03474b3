//! The facts of a file, read and written.

use std::{collections::BTreeMap, sync::Arc};

use authz::PersonId;
use iter::{Fatto, Firmatario, Pratica, Valida};
use kernel::{Actor, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Error, PraticaId,
    definizioni::{per_impronta, per_impronte},
    tables::{fatto, pratica},
};

/// Facts of so many files are read at once.
const FATTI_ALLA_VOLTA: usize = 200;

/// A file, folded: under its lock where a transaction read it.
#[derive(Clone, Debug)]
pub struct Presa {
    /// Its row.
    pub riga: pratica::Model,
    /// What happened.
    pub fatti: Vec<Fatto>,
    /// Where it therefore is.
    pub pratica: Pratica,
    /// The version of its definition that it follows.
    pub definizione: Arc<Valida>,
}

/// The person of a transaction; nobody, where the program acts.
pub(crate) fn autore(tx: &Tx) -> Option<PersonId> {
    match tx.actor() {
        Actor::Person(id) => Some((*id).into()),
        Actor::System(_) => None,
    }
}

/// The file, which nobody else can move until this transaction ends.
pub(crate) async fn sotto_chiave(tx: &Tx, id: PraticaId) -> Result<Presa, Error> {
    let riga = tx.find::<pratica::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    presa(tx, riga).await
}

/// The file as it stands in this view.
pub(crate) async fn presa<C: ConnectionTrait>(connection: &C, riga: pratica::Model) -> Result<Presa, Error> {
    let fatti = fatti(connection, riga.id).await?;
    let pratica = Pratica::da(&fatti)?;
    let definizione = per_impronta(connection, &riga.codice, pratica.definizione()).await?;
    Ok(Presa { riga, fatti, pratica, definizione })
}

/// Many files as they stand in this view.
pub(crate) async fn prese<C: ConnectionTrait>(connection: &C, righe: Vec<pratica::Model>) -> Result<Vec<Presa>, Error> {
    let ids: Vec<Uuid> = righe.iter().map(|riga| riga.id.uuid()).collect();
    let mut facts = fatti_di(connection, &ids).await?;
    let mut files = Vec::with_capacity(righe.len());
    for riga in righe {
        let fatti = facts.remove(&riga.id.uuid()).unwrap_or_default();
        let pratica = Pratica::da(&fatti)?;
        files.push((riga, fatti, pratica));
    }
    let versions = files.iter().map(|(_, _, pratica)| pratica.definizione().as_str().to_owned()).collect();
    let known = per_impronte(connection, versions).await?;
    let presa = |(riga, fatti, pratica): (pratica::Model, Vec<Fatto>, Pratica)| -> Result<Presa, Error> {
        let impronta = pratica.definizione();
        let found = known.get(&(riga.codice.clone(), impronta.as_str().to_owned()));
        let definizione = found
            .cloned()
            .ok_or_else(|| Error::Alterata(format!("«{}», versione {}", riga.codice, impronta.breve())))?;
        Ok(Presa { riga, fatti, pratica, definizione })
    };
    files.into_iter().map(presa).collect()
}

/// The facts of many files, each file's in order.
pub(crate) async fn fatti_di<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<Fatto>>, Error> {
    let mut files: BTreeMap<Uuid, Vec<Fatto>> = BTreeMap::new();
    for chunk in ids.chunks(FATTI_ALLA_VOLTA) {
        let select = fatto::Entity::find().filter(fatto::Column::PraticaId.is_in(chunk.iter().copied()));
        for row in select.order_by_asc(fatto::Column::N).all(connection).await? {
            files.entry(row.pratica_id.uuid()).or_default().push(da_riga(row)?);
        }
    }
    Ok(files)
}

/// All facts of a file, in order.
pub(crate) async fn fatti<C: ConnectionTrait>(connection: &C, id: PraticaId) -> Result<Vec<Fatto>, Error> {
    let select = fatto::Entity::find().filter(fatto::Column::PraticaId.eq(id)).order_by_asc(fatto::Column::N);
    select.all(connection).await?.into_iter().map(da_riga).collect()
}

pub(crate) fn da_riga(row: fatto::Model) -> Result<Fatto, Error> {
    Ok(Fatto {
        // A number that is none is told by the fold, which misses its place.
        n: u32::try_from(row.n).unwrap_or(u32::MAX),
        quando: row.at,
        chi: row.persona_id.map_or(Firmatario::Sistema, |id| Firmatario::Persona(id.uuid())),
        chiave: row.chiave,
        cosa: serde_json::from_str(&row.cosa)?,
    })
}

/// Appends facts: one record of the journal for all of them.
pub(crate) async fn scrivi(tx: &mut Tx, pratica_id: PraticaId, fatti: &[Fatto]) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(fatti.len());
    for fatto in fatti {
        let persona_id = match &fatto.chi {
            Firmatario::Sistema => None,
            Firmatario::Persona(id) => Some((*id).into()),
        };
        rows.push(fatto::Model {
            id: tx.id(),
            pratica_id,
            n: i64::from(fatto.n),
            at: fatto.quando,
            persona_id,
            chiave: fatto.chiave.clone(),
            cosa: serde_json::to_string(&fatto.cosa)?,
        });
    }
    Ok(tx.insert_many(rows).await?)
}

/// The version that the file follows now: the one it followed, unless it has moved.
pub(crate) async fn versione(
    tx: &Tx,
    riga: &pratica::Model,
    now: &Pratica,
    before: &Presa,
) -> Result<Arc<Valida>, Error> {
    if now.definizione() == before.pratica.definizione() {
        return Ok(Arc::clone(&before.definizione));
    }
    per_impronta(tx, &riga.codice, now.definizione()).await
}
