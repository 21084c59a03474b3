//! The receipts that speak of an entry: who sees the entry sees that they came.

use authz::UnitId;
use kernel::Instant;
use sea_orm::ConnectionTrait;

use super::{MessaggioId, firma::Esito};
use crate::{error::Error, rules::RegistrazioneId};

/// Receipts shown beside one entry.
const MOST: i64 = 200;

/// One receipt.
#[derive(Clone, Debug)]
pub struct Ricevuta {
    pub messaggio: MessaggioId,
    /// The unit that receives the mailbox: who registers there may open it.
    pub ufficio: UnitId,
    pub tipo: String,
    /// The addressee of whom it speaks.
    pub consegna: Option<String>,
    pub certificato_at: Option<Instant>,
    pub preso_at: Instant,
    /// What came of checking the provider's signature.
    pub firma: Option<Esito>,
    /// Whether what it says was believed.
    pub contata: bool,
}

/// The receipts of an entry that the caller may see, the oldest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ricevute_di<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Vec<Ricevuta>, Error> {
    let sql = "SELECT m.id, c.ufficio_id, m.tipo, m.consegna, m.certificato_at, m.preso_at, f.esito, f.contata \
               FROM protocollo_messaggio m JOIN protocollo_casella c ON c.id = m.casella_id LEFT JOIN protocollo_messaggio_firma f ON f.messaggio_id = m.id \
               WHERE m.riguarda_id = $1 ORDER BY m.id LIMIT $2";
    let rows = db::rows(connection, sql, [id.into(), MOST.into()]).await?;
    let ricevuta = |row: &sea_orm::QueryResult| {
        Ok(Ricevuta {
            messaggio: row.try_get("", "id")?,
            ufficio: row.try_get("", "ufficio_id")?,
            tipo: row.try_get("", "tipo")?,
            consegna: row.try_get("", "consegna")?,
            certificato_at: row.try_get("", "certificato_at")?,
            preso_at: row.try_get("", "preso_at")?,
            firma: row.try_get::<Option<String>>("", "esito")?.map(|code| Esito::from_code(&code)),
            contata: row.try_get::<Option<bool>>("", "contata")?.unwrap_or(true),
        })
    };
    rows.iter().map(ricevuta).collect()
}
