//! The terms of proceedings (L. 241/1990, art. 2): within how many days whoever has an entry for action must conclude, counted by
//! the Italian calendar, suspended and concluded by facts that stay.

pub mod accade;
pub(crate) mod calendario;
pub mod elenca;
pub mod poni;
pub(crate) mod rules;
pub(crate) mod tables;

use kernel::Id;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use self::tables::{fatto, termine};
use crate::{error::Error, rules::RegistrazioneId};

/// Of ids that point at a term.
pub type TermineId = Id<termine::Entity>;

/// A term with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Termine {
    /// The term.
    pub riga: termine::Model,
    /// What happened to it, in order.
    pub fatti: Vec<fatto::Model>,
}

/// The terms of an entry, oldest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di<C: ConnectionTrait>(connection: &C, id: RegistrazioneId) -> Result<Vec<Termine>, Error> {
    let select = termine::Entity::find().filter(termine::Column::RegistrazioneId.eq(id));
    let righe = select.order_by_asc(termine::Column::Id).all(connection).await?;
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<TermineId> = righe.iter().map(|riga| riga.id).collect();
    let select = fatto::Entity::find().filter(fatto::Column::TermineId.is_in(ids));
    let fatti = select.order_by_asc(fatto::Column::Id).all(connection).await?;
    let whole = |riga: termine::Model| Termine {
        fatti: fatti.iter().filter(|fatto| fatto.termine_id == riga.id).cloned().collect(),
        riga,
    };
    Ok(righe.into_iter().map(whole).collect())
}
