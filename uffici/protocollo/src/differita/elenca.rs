//! The acts there were, and those under which something may be registered now.

use authz::Who;
use ente::Ente;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{DifferimentoId, rules::in_forza, tables::differimento};
use crate::{
    error::Error,
    permissions::{DIFFERISCI, REGISTRA},
};

/// An act and how many entries were made under it.
#[derive(Clone, Debug)]
pub struct Vista {
    /// The act.
    pub atto: differimento::Model,
    /// Entries made under it.
    pub registrate: i64,
    /// Whether something may be registered under it now.
    pub in_forza: bool,
}

/// The acts, from the last, at most `limit`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who, limit: usize) -> Result<Vec<Vista>, Error> {
    who.require(&DIFFERISCI)?;
    let today = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let select = differimento::Entity::find().order_by_desc(differimento::Column::Id).limit(limit as u64);
    let acts = select.all(&read).await?;
    let sql = "SELECT differimento_id, COUNT(*) AS n FROM protocollo_differita GROUP BY differimento_id";
    let mut counts: Vec<(DifferimentoId, i64)> = Vec::new();
    for row in db::rows(&read, sql, []).await? {
        counts.push((row.try_get("", "differimento_id")?, row.try_get("", "n")?));
    }
    let seen = |atto: differimento::Model| Vista {
        registrate: counts.iter().find(|(id, _)| *id == atto.id).map_or(0, |(_, n)| *n),
        in_forza: in_forza(&atto, today),
        atto,
    };
    Ok(acts.into_iter().map(seen).collect())
}

/// The acts under which whoever registers may register something today.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn offerti(ente: &Ente, who: &Who) -> Result<Vec<differimento::Model>, Error> {
    who.require(&REGISTRA)?;
    let today = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let select = differimento::Entity::find()
        .filter(differimento::Column::RevocatoAt.is_null())
        .filter(differimento::Column::Dal.lt(today))
        .order_by_desc(differimento::Column::Dal)
        .limit(50);
    let acts = select.all(&read).await?;
    Ok(acts.into_iter().filter(|act| in_forza(act, today)).collect())
}
