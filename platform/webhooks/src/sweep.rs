use db::Db;
use kernel::Instant;

use crate::Error;

/// How long what was told can still be looked at, in seconds: a month.
const KEEP: i64 = 30 * 86_400;

/// Takes away old notices; how many. Those that are still to be told stay.
///
/// # Errors
/// Those of the database.
pub async fn sweep(database: &Db, now: Instant) -> Result<u64, Error> {
    let write = database.write().await?;
    let sql = "DELETE FROM webhooks_delivery WHERE created_at < $1 AND state <> 'waiting'";
    let gone = db::execute(&write, sql, [now.plus_seconds(-KEEP).into()]).await?.rows_affected();
    write.commit().await?;
    Ok(gone)
}
