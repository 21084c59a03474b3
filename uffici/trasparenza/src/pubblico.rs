//! What everybody may read, without identifying themselves: the last version of what is published and whose time is not
//! over. The condition stands in the query; a page cannot forget it.

use std::collections::HashMap;

use documents::document;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    albero::Sezione,
    error::Error,
    tables::{allegato, stato, voce},
};

/// An item in a list.
#[derive(Clone, Debug)]
pub struct Voce {
    /// Its last version.
    pub riga: voce::Model,
    /// How it stands.
    pub stato: stato::Model,
}

/// What everybody reads on a day.
pub(crate) fn visibili(oggi: Date) -> Condition {
    let stays = Condition::any().add(stato::Column::FineIl.is_null()).add(stato::Column::FineIl.gte(oggi));
    Condition::all().add(stato::Column::Stato.eq("pubblicata")).add(stays)
}

/// How many items of each section are read, and when the last of them was changed.
pub(crate) async fn conta<C: ConnectionTrait>(
    connection: &C,
    oggi: Date,
) -> Result<HashMap<String, (i64, Instant)>, Error> {
    let sql = "SELECT sezione, COUNT(*) AS quante, MAX(aggiornata_at) AS ultima FROM trasparenza_stato \
        WHERE stato = 'pubblicata' AND (fine_il IS NULL OR fine_il >= $1) GROUP BY sezione";
    let mut found = HashMap::new();
    for row in db::rows(connection, sql, [oggi.into()]).await? {
        let sezione: String = row.try_get("", "sezione")?;
        let quante: i64 = row.try_get("", "quante")?;
        let ultima: i64 = row.try_get("", "ultima")?;
        found.insert(sezione, (quante, Instant::from_micros(ultima)));
    }
    Ok(found)
}

/// A page of what is read, the newest item first; `dopo` is the item after which it goes on.
///
/// # Errors
/// Those of the database.
pub async fn pubbliche(
    ente: &Ente,
    sezione: Option<&Sezione>,
    dopo: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    let read = ente.db().read().await?;
    let mut select = stato::Entity::find().filter(visibili(ente.ledger.now().date()));
    if let Some(sezione) = sezione {
        select = select.filter(stato::Column::Sezione.eq(sezione.codice));
    }
    if let Some(dopo) = dopo {
        select = select.filter(stato::Column::CapoId.lt(dopo));
    }
    let stati = select.order_by_desc(stato::Column::CapoId).limit(limit).all(&read).await?;
    con_righe(&read, stati).await
}

/// The last versions of these items, in their order.
pub(crate) async fn con_righe<C: ConnectionTrait>(
    connection: &C,
    stati: Vec<stato::Model>,
) -> Result<Vec<Voce>, Error> {
    let ids: Vec<Id<voce::Entity>> = stati.iter().map(|row| row.voce_id).collect();
    let rows = voce::Entity::find().filter(voce::Column::Id.is_in(ids)).all(connection).await?;
    let mut rows: HashMap<Uuid, voce::Model> = rows.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let paired = stati.into_iter().filter_map(|stato| {
        let riga = rows.remove(&stato.voce_id.uuid())?;
        Some(Voce { riga, stato })
    });
    Ok(paired.collect())
}

/// What is told of an item that is not read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assente {
    /// There never was one here.
    Mai,
    /// It was withdrawn.
    Ritirata,
    /// Its time is over since this day.
    Conclusa(Date),
}

/// An item with its files, or why it is not read.
///
/// # Errors
/// Those of the database.
pub async fn leggi(
    ente: &Ente,
    sezione: &Sezione,
    id: Uuid,
) -> Result<Result<(Voce, Vec<document::Model>), Assente>, Error> {
    let read = ente.db().read().await?;
    let found = stato::Entity::find()
        .filter(stato::Column::CapoId.eq(id))
        .filter(stato::Column::Sezione.eq(sezione.codice))
        .one(&read)
        .await?;
    let Some(stato) = found else { return Ok(Err(Assente::Mai)) };
    if stato.stato != "pubblicata" {
        return Ok(Err(Assente::Ritirata));
    }
    if let Some(end) = stato.fine_il.filter(|end| *end < ente.ledger.now().date()) {
        return Ok(Err(Assente::Conclusa(end)));
    }
    let Some(voce) = con_righe(&read, vec![stato]).await?.pop() else { return Ok(Err(Assente::Mai)) };
    let documenti = allegati(ente, &read, voce.riga.id).await?;
    Ok(Ok((voce, documenti)))
}

/// The files of a version, in order.
pub(crate) async fn allegati<C: ConnectionTrait>(
    ente: &Ente,
    connection: &C,
    id: Id<voce::Entity>,
) -> Result<Vec<document::Model>, Error> {
    let rows = allegato::Entity::find()
        .filter(allegato::Column::VoceId.eq(id))
        .order_by_asc(allegato::Column::Posizione)
        .all(connection)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.documento_id.uuid()).collect();
    in_ordine(ente, connection, &ids).await
}

/// The documents with these ids, in their order.
pub(crate) async fn in_ordine<C: ConnectionTrait>(
    ente: &Ente,
    connection: &C,
    ids: &[Uuid],
) -> Result<Vec<document::Model>, Error> {
    let found = ente.archive.find(connection, ids).await?;
    let found: HashMap<Uuid, document::Model> = found.into_iter().map(|row| (row.id.uuid(), row)).collect();
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// Whether everybody reads an item.
pub(crate) async fn si_legge(ente: &Ente, id: Uuid) -> Result<bool, Error> {
    let read = ente.db().read().await?;
    let select = stato::Entity::find().filter(visibili(ente.ledger.now().date())).filter(stato::Column::CapoId.eq(id));
    Ok(select.one(&read).await?.is_some())
}
