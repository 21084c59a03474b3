//! The fascicolo in which an act lies with its papers (art. 64 and 65 DPR 445/2000; art. 41 CAD). Whoever writes it may
//! choose one in which they work; where nobody did, that of the year under the class that the definition names opens by
//! itself.
//!
//! The number asks nothing of the fascicoli: with it a job is enqueued, in the same commit, which lays the act there.
//! It tries again, and where it cannot (the fascicolo was closed meanwhile) it stays among the works that failed with
//! the reason, and the page of the act says that it lies nowhere yet. So no deposit is lost, and no signature waits for
//! an archive.

pub(crate) mod accoda;
pub(crate) mod deposita;
mod depositati;
pub mod scegli;
pub mod tabella;

pub use depositati::Depositati;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{error::Error, tables::AttoId};

/// What was chosen for an act.
pub(crate) async fn scelta<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Option<tabella::Model>, Error> {
    Ok(tabella::Entity::find().filter(tabella::Column::AttoId.eq(id)).one(connection).await?)
}
