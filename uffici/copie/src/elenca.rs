//! To read the register of the copies. One of a confidential original is seen only by whoever released it.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::Id;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Order,
};

use crate::{
    error::Error,
    permissions::CONSULTA,
    tables::{copia, richiesta, ritiro},
};

/// A copy with what is known of it.
#[derive(Clone, Debug)]
pub struct Copia {
    /// Its row.
    pub riga: copia::Model,
    /// What only the office knows of it: for whom, why, what was left out.
    pub richiesta: Option<richiesta::Model>,
    /// Its withdrawal.
    pub ritiro: Option<ritiro::Model>,
}

fn visibili(who: &Who) -> Condition {
    Condition::any().add(copia::Column::Riservato.eq(false)).add(copia::Column::PersonaId.eq(who.person))
}

/// A page of the register, the newest first; `dopo` is the (year, number) of the last of the page before.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    dopo: Option<(i64, i64)>,
    limit: u64,
) -> Result<Vec<(copia::Model, Option<ritiro::Model>)>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let mut select = copia::Entity::find().filter(visibili(who));
    if let Some((anno, numero)) = dopo {
        let before = Condition::any()
            .add(copia::Column::Anno.lt(anno))
            .add(Condition::all().add(copia::Column::Anno.eq(anno)).add(copia::Column::Numero.lt(numero)));
        select = select.filter(before);
    }
    let rows = select
        .order_by(copia::Column::Anno, Order::Desc)
        .order_by(copia::Column::Numero, Order::Desc)
        .limit(limit)
        .all(&read)
        .await?;
    let ids: Vec<Id<copia::Entity>> = rows.iter().map(|row| row.id).collect();
    let gone = ritiro::Entity::find().filter(ritiro::Column::CopiaId.is_in(ids)).all(&read).await?;
    let mut gone: HashMap<_, _> = gone.into_iter().map(|row| (row.copia_id.uuid(), row)).collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let ritiro = gone.remove(&row.id.uuid());
            (row, ritiro)
        })
        .collect())
}

/// One of them, whole.
///
/// # Errors
/// Without the permission; [`Error::NotFound`] where there is none that `who` may see; those of the database.
pub async fn una(ente: &Ente, who: &Who, id: Id<copia::Entity>) -> Result<Copia, Error> {
    if !who.may(&crate::permissions::RILASCIA) && !who.may(&crate::permissions::RITIRA) {
        who.require(&CONSULTA)?;
    }
    let read = ente.db().read().await?;
    let riga = copia::Entity::find_by_id(id).filter(visibili(who)).one(&read).await?.ok_or(Error::NotFound)?;
    let richiesta = richiesta_di(&read, id).await?;
    let ritiro = ritiro_di(&read, id).await?;
    Ok(Copia { riga, richiesta, ritiro })
}

pub(crate) async fn richiesta_di<C: ConnectionTrait>(
    connection: &C,
    id: Id<copia::Entity>,
) -> Result<Option<richiesta::Model>, Error> {
    Ok(richiesta::Entity::find().filter(richiesta::Column::CopiaId.eq(id)).one(connection).await?)
}

pub(crate) async fn ritiro_di<C: ConnectionTrait>(
    connection: &C,
    id: Id<copia::Entity>,
) -> Result<Option<ritiro::Model>, Error> {
    Ok(ritiro::Entity::find().filter(ritiro::Column::CopiaId.eq(id)).one(connection).await?)
}
