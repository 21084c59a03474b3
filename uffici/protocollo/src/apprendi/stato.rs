//! The learning in force.

use kernel::{Instant, Uuid};
use sea_orm::ConnectionTrait;

use super::Misura;
use crate::error::Error;

/// What was learned last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stato {
    /// Which learning.
    pub giro: Uuid,
    /// When.
    pub imparato_at: Instant,
    /// From how many entries that are not confidential.
    pub quanti: u32,
    /// How it fares.
    pub misura: Misura,
}

/// The learning in force; none where nothing was learned yet.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leggi<C: ConnectionTrait>(connection: &C) -> Result<Option<Stato>, Error> {
    let sql = "SELECT giro, imparato_at, quanti, misura FROM protocollo_apprendimento WHERE id = 1";
    let Some(row) = db::one(connection, sql, []).await? else { return Ok(None) };
    let (quanti, misura): (i64, String) = (row.try_get("", "quanti")?, row.try_get("", "misura")?);
    Ok(Some(Stato {
        giro: row.try_get("", "giro")?,
        imparato_at: row.try_get("", "imparato_at")?,
        quanti: u32::try_from(quanti).unwrap_or_default(),
        // Of another release: nothing is proposed until the next learning.
        misura: serde_json::from_str(&misura).unwrap_or_default(),
    }))
}
