//! The links of an entry.

use authz::{PersonId, Who};
use kernel::Instant;
use sea_orm::ConnectionTrait;

use super::{CollegamentoId, Tipo};
use crate::{error::Error, rules::RegistrazioneId, visibilita};

/// Links that are told of one entry, those that were undone too.
const MOST: usize = 200;

/// A link as it is seen from one of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collegata {
    /// The link.
    pub id: CollegamentoId,
    /// What the first is to the other.
    pub tipo: Tipo,
    /// Whether this entry is the first.
    pub da: bool,
    /// Year and number of the other entry.
    pub altra: (i64, i64),
    /// By whom and when it was made.
    pub fatto: (PersonId, Instant),
    /// By whom and when it was undone, and why.
    pub sciolto: Option<(PersonId, Instant, String)>,
}

/// The links of an entry whose other end `who` may see too: those that hold, then those that were undone, the oldest of each first, so that
/// none that holds is lost behind many that do not. The caller has found the entry where `who` sees it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: RegistrazioneId,
) -> Result<Vec<Collegata>, Error> {
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!(
        "SELECT c.id, c.tipo, c.da_id = $1 AS da, c.fatto_da, c.fatto_at, c.sciolto_da, c.sciolto_at, c.motivo, r.anno, r.numero \
         FROM protocollo_collegamento c JOIN protocollo_registrazione r ON r.id = CASE WHEN c.da_id = $1 THEN c.a_id ELSE c.da_id END \
         WHERE (c.da_id = $1 OR c.a_id = $1) AND {condition} ORDER BY c.sciolto_at IS NOT NULL, c.id LIMIT {MOST}"
    );
    let rows = db::rows(connection, &sql, std::iter::once(id.into()).chain(values)).await?;
    rows.iter().map(letta).collect()
}

fn letta(row: &sea_orm::QueryResult) -> Result<Collegata, Error> {
    let (sciolto_da, sciolto_at): (Option<PersonId>, Option<Instant>) =
        (row.try_get("", "sciolto_da")?, row.try_get("", "sciolto_at")?);
    let motivo: Option<String> = row.try_get("", "motivo")?;
    Ok(Collegata {
        id: row.try_get("", "id")?,
        tipo: Tipo::from_code(&row.try_get::<String>("", "tipo")?).unwrap_or(Tipo::Seguito),
        da: row.try_get("", "da")?,
        altra: (row.try_get("", "anno")?, row.try_get("", "numero")?),
        fatto: (row.try_get("", "fatto_da")?, row.try_get("", "fatto_at")?),
        sciolto: sciolto_da.zip(sciolto_at).map(|(chi, at)| (chi, at, motivo.unwrap_or_default())),
    })
}
