//! Records made, ours and Tryton's: 16 clients, a number without holes and a PDF of 100 KB each, on the same disk and in the same run.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use ente::Database;

use crate::{
    figures::{Figures, Times},
    program::Program,
    registrations::{CLIENTS, DURING, WARM_UP, dati, load, prepare},
    tryton::{Files, Load, Setup, Tryton},
};

/// Ways to run Tryton, of which the quickest is measured.
const SETUPS: [(usize, usize); 5] = [(1, 1), (2, 1), (4, 1), (2, 4), (2, 8)];
/// How long each way is tried.
const TRIAL: Duration = Duration::from_secs(5);

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("tryton");
    let tryton = match Tryton::new(&folder).await {
        Ok(tryton) => tryton,
        Err(reason) => {
            println!(
                "  THE PEER IS NOT MEASURED: {reason:#}. BENCH_PYTHON may name a Python that has Tryton (benches/README.md)."
            );
            figures.note("records/s", "see registrations".into(), "no Tryton: not measured".into(), "faster");
            return Ok(());
        }
    };
    let (setup, tried) = best(&tryton).await?;
    println!("  Tryton {}, tried for {} s each: {tried}", tryton.version, TRIAL.as_secs());
    // Other tenants of a shared disk come and go: ours is measured on both sides of Tryton's.
    let before = ours(postgres().await).await?;
    let durable = theirs(&tryton, Files::Database, setup).await?;
    let after = ours(postgres().await).await?;
    let told = |load: Load| {
        let again = match load.refused {
            0 => String::new(),
            many => format!(", {many} calls refused and made again"),
        };
        let Setup { processes, threads } = setup;
        format!("Tryton {}, {}{again} ({processes} processes of {threads} threads)", tryton.version, rate(load.times))
    };
    figures.note(
        &format!("records/s, {CLIENTS} clients, PostgreSQL, file durable"),
        format!("{} before, {} after", rate(before), rate(after)),
        told(durable),
        "faster",
    );
    let sqlite = ours(Database::Sqlite).await?;
    let unsynced = theirs(&tryton, Files::Folder, setup).await?;
    figures.note(
        &format!("records/s, {CLIENTS} clients: ours on SQLite, theirs as it comes, file not synced"),
        rate(sqlite),
        told(unsynced),
        "faster",
    );
    tryton.check().await
}

async fn postgres() -> Database {
    Database::Postgres { url: testkit::new_database().await, connections: 20 }
}

/// "123/s, p50 1.2, p99 3.4, max 5.6 ms".
fn rate(times: Vec<Duration>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = times.len() as f64 / DURING.as_secs_f64();
    format!("{rate:.1}/s, {}", Times::new(times).told())
}

async fn ours(database: Database) -> anyhow::Result<Vec<Duration>> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("dati");
    let (unit, key) = prepare(&folder, database.clone()).await?;
    let program = Program::serve(&folder, &database).await?;
    let (dati, next) = (dati(unit), Arc::new(AtomicU64::new(0)));
    load(&program.url, &key, &dati, WARM_UP, &next).await?;
    load(&program.url, &key, &dati, DURING, &next).await
}

async fn theirs(tryton: &Tryton, files: Files, setup: Setup) -> anyhow::Result<Load> {
    let served = tryton.serve(files, setup).await?;
    let next = Arc::new(AtomicU64::new(0));
    served.load(WARM_UP, &next).await?;
    served.load(DURING, &next).await
}

/// The quickest way to run it, and how all fared.
async fn best(tryton: &Tryton) -> anyhow::Result<(Setup, String)> {
    let (mut best, mut most, mut told) = (Setup { processes: 1, threads: 1 }, 0, Vec::new());
    for (processes, threads) in SETUPS {
        let setup = Setup { processes, threads };
        let served = tryton.serve(Files::Database, setup).await?;
        let next = Arc::new(AtomicU64::new(0));
        served.load(WARM_UP, &next).await?;
        let made = served.load(TRIAL, &next).await?.times.len();
        told.push(format!("{processes}x{threads}: {made} records"));
        if made > most {
            (best, most) = (setup, made);
        }
    }
    Ok((best, told.join("; ")))
}
