//! What was committed is on disk when the commit returns.

use crate::fixture::{on_each_engine, paper};

/// The place in PostgreSQL's log, as a number of bytes.
const HERE: &str = "SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS BIGINT) AS n";
const ON_DISK: &str = "SELECT CAST(pg_current_wal_flush_lsn() - '0/0' AS BIGINT) AS n";

/// On PostgreSQL the counter is let go before the disk has turned; whoever commits hears of it only after. (SQLite's side of it
/// is tried in `platform/db`.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_returns_when_its_place_in_the_log_is_on_disk() {
    on_each_engine(|stage| async move {
        if !stage.is_postgres() {
            return;
        }
        for _ in 0..20 {
            let mut tx = stage.begin("prova.scrivi").await;
            tx.insert(paper(stage.id(), "carta")).await.unwrap();
            let row = db::one(&tx, HERE, []).await.unwrap().unwrap();
            let place: i64 = row.try_get("", "n").unwrap();
            tx.commit().await.unwrap();
            assert!(stage.number(ON_DISK).await > place, "the log is on disk up to before the row");
            // Nothing was written here, but what was seen must be durable when it returns.
            let tx = stage.begin("prova.scrivi").await;
            let row = db::one(&tx, HERE, []).await.unwrap().unwrap();
            let place: i64 = row.try_get("", "n").unwrap();
            tx.commit().await.unwrap();
            assert!(stage.number(ON_DISK).await >= place, "what was read is not on disk");
        }
    })
    .await;
}
