use db::Db;
use jobs::unended;
use kernel::Instant;

use crate::{DeliveryId, Error, deliver::KIND, list::DeliveryState};

/// How long what was told can still be looked at, in seconds: a month.
const KEEP: i64 = 30 * 86_400;
/// Notices looked at together.
const AT_ONCE: usize = 400;
/// What is told of a notice that nobody will try any more.
const FORGOTTEN: &str = "Non si sa se è arrivato: questo programma si è fermato mentre lo mandava, e non lo riprova più da solo. Guarda \
     se l'altro programma l'ha avuto; se no, rimandalo.";

/// Takes away old notices, and ends those that wait although nobody will try them any more; how many were taken away. Those that are
/// still to be told stay.
///
/// # Errors
/// Those of the database.
pub async fn sweep(database: &Db, now: Instant) -> Result<u64, Error> {
    end_forgotten(database).await?;
    let write = database.write().await?;
    let sql = "DELETE FROM webhooks_delivery WHERE created_at < $1 AND state <> 'waiting'";
    let gone = db::execute(&write, sql, [now.plus_seconds(-KEEP).into()]).await?.rows_affected();
    write.commit().await?;
    Ok(gone)
}

/// Of the notices that wait, the work of telling some has ended: the program stopped at each try, or at the last one.
async fn end_forgotten(database: &Db) -> Result<(), Error> {
    let mut after = DeliveryId::from(kernel::Uuid::nil());
    loop {
        let read = database.read().await?;
        // In this order: a notice is ended before its work is, so that one of which both go well in between is not taken for forgotten.
        let sql = "SELECT id FROM webhooks_delivery WHERE state = 'waiting' AND id > $1 ORDER BY id LIMIT $2";
        let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let rows = db::rows(&read, sql, [after.into(), limit.into()]).await?;
        let waiting = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<DeliveryId>, _>>()?;
        let Some(last) = waiting.last() else { return Ok(()) };
        after = *last;
        let payloads: Vec<String> = waiting.iter().map(ToString::to_string).collect();
        let known = unended(&read, KIND, &payloads).await?;
        drop(read);
        let gone: Vec<DeliveryId> = waiting.into_iter().filter(|id| !known.contains(&id.to_string())).collect();
        if gone.is_empty() {
            continue;
        }
        let write = database.write().await?;
        for id in gone {
            let sql = "UPDATE webhooks_delivery SET state = $2, told = $3 WHERE id = $1 AND state = 'waiting'";
            let values = [id.into(), DeliveryState::Failed.code().into(), FORGOTTEN.into()];
            db::execute(&write, sql, values).await?;
            tracing::warn!(%id, "a notice that nobody was going to try any more was ended");
        }
        write.commit().await?;
    }
}
