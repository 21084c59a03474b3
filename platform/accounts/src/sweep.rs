use db::Db;
use kernel::Instant;
use sea_orm::Value;

use crate::{DEVICE_SECONDS, Error};

/// After how long an attempt says nothing any more: longer than any bucket remembers, in seconds.
const ATTEMPT_SECONDS: i64 = 24 * 60 * 60;

/// Takes away what has ended of the working tables: sessions, challenges, attempts, forgotten browsers. Nothing reads
/// them any more; a job calls this once an hour so that they do not pile up. Gives how many rows went.
///
/// # Errors
/// Those of the database.
pub async fn sweep(db: &Db, now: Instant) -> Result<u64, Error> {
    let ended: [(&str, Instant); 4] = [
        ("DELETE FROM accounts_session WHERE expires_at <= $1", now),
        ("DELETE FROM accounts_challenge WHERE expires_at <= $1", now),
        (
            "DELETE FROM accounts_attempt WHERE last_at <= $1 AND blocked_until <= $1",
            now.plus_seconds(-ATTEMPT_SECONDS),
        ),
        ("DELETE FROM accounts_device WHERE last_seen_at <= $1", now.plus_seconds(-DEVICE_SECONDS)),
    ];
    let write = db.write().await?;
    let mut rows = 0;
    for (sql, before) in ended {
        rows += db::execute(&write, sql, [Value::from(before)]).await?.rows_affected();
    }
    write.commit().await?;
    Ok(rows)
}
