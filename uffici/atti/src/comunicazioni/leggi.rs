//! To whom an act may be communicated, with which papers, and what was delivered of it.

use std::collections::HashMap;

use directory::Line;
use documents::{document, store::Sha256Hash};
use kernel::{Date, Id, Uuid};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{recapiti::validi, tabelle::notifica};
use crate::{
    error::Error,
    rules::comunicazioni::{Scopo, fornitori, interessati},
    tables::{AttoId, allegato, stato},
};

/// Deliveries that are told of one act.
const MOST: u64 = 500;

/// To whom an act goes for this purpose.
///
/// # Errors
/// Those of the database; lines that were kept and cannot be read.
pub(crate) async fn destinatari<C: ConnectionTrait>(
    connection: &C,
    scopo: Scopo,
    stato: &stato::Model,
    oggi: Date,
) -> Result<Vec<Line>, Error> {
    Ok(match scopo {
        Scopo::Interessati => interessati(stato.destinatari.as_deref()),
        Scopo::Fornitori => fornitori(&stato.righe()?),
        Scopo::Capigruppo | Scopo::Prefetto => validi(connection, scopo, oggi).await?,
    })
}

/// What was delivered without the protocol, by day.
///
/// # Errors
/// Those of the database.
pub(crate) async fn notifiche<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<notifica::Model>, Error> {
    let select = notifica::Entity::find().filter(notifica::Column::AttoId.eq(id));
    let select = select.order_by_asc(notifica::Column::Giorno).order_by_asc(notifica::Column::Id);
    Ok(select.limit(MOST).all(connection).await?)
}

/// The papers of these acts that go out: the signed act with the annexes that are part of it; or (`per_tutti`) what everybody reads, the
/// version for everybody where there is one, and of the annexes what was decided. Two queries, however many acts.
///
/// # Errors
/// Those of the database.
pub(crate) async fn carte<C: ConnectionTrait>(
    connection: &C,
    atti: &[stato::Model],
    per_tutti: bool,
) -> Result<Vec<(String, Sha256Hash)>, Error> {
    let ids: Vec<AttoId> = atti.iter().map(|act| act.atto_id).collect();
    let select = allegato::Entity::find().filter(allegato::Column::AttoId.is_in(ids));
    let select = select.filter(allegato::Column::Tolto.eq(false)).order_by_asc(allegato::Column::Posizione);
    let beside = select.all(connection).await?;
    let mut wanted: Vec<Id<document::Entity>> = Vec::new();
    for act in atti {
        let public = act.pubblico_id.filter(|_| per_tutti);
        wanted.extend(public.or(act.documento_id));
        let of_this = beside.iter().filter(|one| one.atto_id == act.atto_id);
        wanted.extend(of_this.filter_map(|one| va(one, per_tutti)));
    }
    let select = document::Entity::find().filter(document::Column::Id.is_in(wanted.iter().copied()));
    let found: HashMap<Uuid, document::Model> =
        select.all(connection).await?.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let paper = |id: &Id<document::Entity>| found.get(&id.uuid()).map(|one| (one.name.clone(), one.hash()));
    Ok(wanted.iter().filter_map(paper).collect())
}

/// What of an annex goes out.
fn va(one: &allegato::Model, per_tutti: bool) -> Option<Id<document::Entity>> {
    match (per_tutti, one.pubblica.as_deref()) {
        (false, _) => one.parte_integrante.then_some(one.documento_id),
        (true, Some("intero")) => Some(one.documento_id),
        (true, Some("omissis")) => one.omissis_id,
        (true, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_gets_what_everybody_reads_gets_no_annex_that_was_not_to_be_posted() {
        let file = |n| Id::<document::Entity>::from(Uuid::from_u128(n));
        let one = |pubblica: Option<&str>, parte_integrante| allegato::Model {
            id: Uuid::nil().into(),
            atto_id: Uuid::nil().into(),
            posizione: 1,
            titolo: "Planimetria".into(),
            documento_id: file(1),
            parte_integrante,
            pubblica: pubblica.map(str::to_owned),
            omissis_id: Some(file(2)),
            motivo: None,
            tolto: false,
        };
        let (whole, masked) = (Some(file(1)), Some(file(2)));
        assert_eq!(va(&one(Some("no"), true), false), whole, "who gets the act gets what is part of it");
        assert_eq!(va(&one(Some("intero"), false), false), None);
        assert_eq!(va(&one(Some("intero"), true), true), whole);
        assert_eq!(va(&one(Some("omissis"), true), true), masked);
        assert_eq!(va(&one(Some("no"), true), true), None);
        assert_eq!(va(&one(None, true), true), None, "nobody decided: it does not go");
    }
}
