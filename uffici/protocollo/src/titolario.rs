//! The classification plan: which classes there are, and the one that the program ships.

use authz::Who;
use ente::Ente;
use kernel::{Actor, Date, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{error::Error, permissions::CONSULTA, tables::titolario};

/// The plan for the archives of Italian comuni, second edition 2005: code, name. A title has no dot in its code.
const SPEDITO: &str = include_str!("titolario.tsv");

/// The classes in force, in order of code, with the name of their title.
///
/// # Errors
/// Those of the database.
pub async fn in_vigore(ente: &Ente, who: &Who) -> Result<Vec<titolario::Model>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let select = titolario::Entity::find().filter(titolario::Column::ValidaAl.is_null());
    Ok(select.order_by_asc(titolario::Column::Id).all(&read).await?)
}

/// Notes in a refusal that a class is not in force.
///
/// # Errors
/// Those of the database.
pub(crate) async fn check<C: ConnectionTrait>(
    connection: &C,
    classe: &str,
    refusal: &mut Refusal,
) -> Result<(), Error> {
    let known = titolario::Entity::find()
        .filter(titolario::Column::Codice.eq(classe))
        .filter(titolario::Column::ValidaAl.is_null())
        .one(connection)
        .await?;
    if known.is_none() {
        refusal.add(
            Some("classe"),
            format!("La classe \"{classe}\" non è nel titolario in vigore. Scegline una dall'elenco."),
        );
    }
    Ok(())
}

/// Puts the shipped plan in force where there is none.
///
/// # Errors
/// Those of the ledger.
pub async fn installa(ente: &Ente, dal: Date) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System("protocollo.installa"), "protocollo.titolario").await?;
    if titolario::Entity::find().one(&tx).await?.is_some() {
        return Ok(());
    }
    let lines: Vec<(&str, &str)> = SPEDITO.lines().filter_map(|line| line.split_once('\t')).collect();
    let title_of = |code: &str| {
        let title = code.split('.').next().unwrap_or_default();
        lines.iter().find(|(known, _)| *known == title).map_or(title, |(_, name)| name).to_owned()
    };
    let rows: Vec<titolario::Model> = lines
        .iter()
        .map(|(codice, nome)| titolario::Model {
            id: tx.id(),
            codice: (*codice).into(),
            titolo: title_of(codice),
            nome: (*nome).into(),
            valida_dal: dal,
            valida_al: None,
        })
        .collect();
    tx.insert_many(rows).await?;
    tx.commit().await?;
    Ok(())
}
