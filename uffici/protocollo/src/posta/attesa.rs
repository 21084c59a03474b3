//! What of the mail waits for someone: for the desk.

use authz::Who;
use ente::Ente;
use kernel::Instant;
use sea_orm::Value;

use super::{Stato, di_questi_uffici};
use crate::{error::Error, permissions::REGISTRA, scansione::PREFISSO};

/// Messages counted: beyond that nobody counts them either.
pub const MOST: u64 = 100;

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attesa {
    /// Messages to be registered, up to [`MOST`].
    pub messaggi: u64,
    /// Since when the first of them waits.
    pub dal: Option<Instant>,
    /// The mailboxes that cannot be read: address, why, since when.
    pub guaste: Vec<(String, String, Instant)>,
}

/// The messages that wait, from the first, up to [`MOST`]. `{mine}`: which mailboxes.
fn messaggi(mine: &str, state: usize) -> String {
    format!(
        "SELECT m.preso_at FROM protocollo_messaggio_stato s JOIN protocollo_messaggio m ON m.id = s.messaggio_id \
         JOIN protocollo_casella c ON c.id = m.casella_id WHERE s.stato = ${state} AND {mine} ORDER BY s.messaggio_id LIMIT {MOST}"
    )
}

/// The mailboxes in use that cannot be read: those of the settings, whose names are added to the values, and those that people
/// keep here.
fn guaste(ente: &Ente, mine: &str, values: &mut Vec<Value>) -> String {
    let mut named = Vec::new();
    let scans = ente.scans.iter().map(|scans| format!("{PREFISSO}{}", scans.name));
    for name in ente.mailboxes.iter().map(|mailbox| mailbox.name.clone()).chain(scans) {
        values.push(name.into());
        named.push(format!("c.nome = ${}", values.len()));
    }
    named.push("COALESCE(a.attiva, FALSE)".into());
    format!(
        "FROM protocollo_lettura l JOIN protocollo_casella c ON c.id = l.casella_id \
         LEFT JOIN protocollo_casella_accesso a ON a.casella_id = c.id \
         WHERE l.errore IS NOT NULL AND ({}) AND {mine}",
        named.join(" OR ")
    )
}

/// How many things of the mail wait, in one query; none for whoever registers nowhere.
///
/// # Errors
/// Those of the database.
pub async fn conta(ente: &Ente, who: &Who) -> Result<Option<u64>, Error> {
    let uffici = who.units_with(&REGISTRA);
    if uffici.is_empty() {
        return Ok(None);
    }
    let (mine, mut values) = di_questi_uffici(&uffici, 1);
    values.push(Stato::Attesa.code().into());
    let messages = messaggi(&mine, values.len());
    let broken = guaste(ente, &mine, &mut values);
    let sql = format!("SELECT (SELECT COUNT(*) FROM ({messages}) AS w) + (SELECT COUNT(*) {broken}) AS n");
    let row = db::one(&ente.db().read().await?, &sql, values).await?;
    Ok(Some(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs()))
}

/// What waits in the mailboxes of the units in which `who` registers; nothing for whoever registers nowhere.
///
/// # Errors
/// Those of the database.
pub async fn attesa(ente: &Ente, who: &Who) -> Result<Attesa, Error> {
    let uffici = who.units_with(&REGISTRA);
    if uffici.is_empty() {
        return Ok(Attesa::default());
    }
    let read = ente.db().read().await?;
    let (mine, mut values) = di_questi_uffici(&uffici, 1);
    values.push(Stato::Attesa.code().into());
    let sql = format!("SELECT COUNT(*) AS n, MIN(w.preso_at) AS dal FROM ({}) AS w", messaggi(&mine, values.len()));
    let row = db::one(&read, &sql, values).await?;
    let (messaggi, dal) = match &row {
        Some(row) => (row.try_get::<i64>("", "n")?.unsigned_abs(), row.try_get("", "dal")?),
        None => (0, None),
    };
    let (mine, mut values) = di_questi_uffici(&uffici, 1);
    let broken = guaste(ente, &mine, &mut values);
    let sql =
        format!("SELECT c.indirizzo, l.errore, COALESCE(l.riuscita_at, l.letta_at) AS dal {broken} ORDER BY c.nome");
    let mut guaste = Vec::new();
    for row in db::rows(&read, &sql, values).await? {
        guaste.push((row.try_get("", "indirizzo")?, row.try_get("", "errore")?, row.try_get("", "dal")?));
    }
    Ok(Attesa { messaggi, dal, guaste })
}
