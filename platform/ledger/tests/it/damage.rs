//! A disk that lost a page of the file: `verify` says where, or says that it cannot go on, and never that all is well.

use std::{
    collections::BTreeMap,
    io::{Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
};

use db::Db;
use kernel::{FixedClock, SeededRandom};
use ledger::{Ledger, Report};

use crate::fixture::{MORNING, Stage, TABLES};

const PAGE: usize = 4_096;

/// Opens the file as it is, without bringing it to this release first.
async fn verify(file: &Path) -> Result<Report, String> {
    let db = Db::sqlite(file).await.map_err(|error| error.to_string())?;
    let verified = async {
        let clock = Arc::new(FixedClock::new(MORNING));
        let ledger = Ledger::open(db.clone(), clock, Arc::new(SeededRandom::new(1)), "x").await?;
        ledger::verify(&ledger, &TABLES, |_, _| {}).await
    };
    let verified = verified.await.map_err(|error| error.to_string());
    db.close().await;
    verified
}

/// Which pages belong to tables that `verify` does not look at.
fn other_pages(file: &[u8], roots: &[i64]) -> Vec<usize> {
    roots.iter().filter_map(|root| usize::try_from(*root).ok()).filter(|root| root * PAGE <= file.len()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_page_is_never_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::sqlite(folder.path()).await;
    stage.fill(300).await;
    let row = stage.write("da correggere").await;
    stage.rewrite(&row, "corretta").await;
    for _ in 0..9 {
        stage.register("protocollo").await;
    }
    stage.ledger.seal().await.unwrap();
    stage.assert_clean().await;
    let sql =
        "SELECT rootpage AS n FROM sqlite_schema WHERE tbl_name IN ('db_migration', 'provv_cover') AND rootpage > 0";
    let unread: Vec<i64> = stage.rows(sql).await.iter().map(|row| row.try_get("", "n").unwrap()).collect();
    stage.ledger.db().close().await;
    let whole = std::fs::read(folder.path().join("ente.db")).unwrap();
    let unread = other_pages(&whole, &unread);

    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for page in 1..=whole.len() / PAGE {
        for (what, rubbish) in
            [("zeros", vec![0; PAGE]), ("noise", (0..PAGE).map(|n| (n * 31 + page * 7) as u8).collect())]
        {
            let file = folder.path().join(format!("{page}-{what}.db"));
            std::fs::write(&file, &whole).unwrap();
            let mut open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
            open.seek(SeekFrom::Start(((page - 1) * PAGE) as u64)).unwrap();
            open.write_all(&rubbish).unwrap();
            drop(open);
            let verdict = match verify(&file).await {
                Err(_) => "not opened",
                Ok(report) if report.problems.is_empty() => {
                    assert!(unread.contains(&page), "page {page} is {what}, and nobody noticed");
                    "not looked at"
                }
                Ok(_) => "named",
            };
            *seen.entry(verdict).or_default() += 1;
            std::fs::remove_file(&file).unwrap();
        }
    }
    // Without the pages of the schema or the key there is no ledger to open, and the program says so.
    assert!(seen["named"] > 80 && seen["not opened"] <= 12, "{seen:?}");
}
