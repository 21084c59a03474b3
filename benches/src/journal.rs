//! How fast a journal whose records speak of one row each is rechecked, on one core: hashes, tree, seals, numbers and rows,
//! with nothing of an office around them.

#[path = "../../platform/ledger/tests/it/fixture.rs"]
mod fixture;

use std::{process::Command, time::Instant};

use fixture::{Stage, TABLES};

use crate::figures::Figures;

/// The word with which this program calls itself on one core.
pub(crate) const ALONE: &str = "journal-on-one-core";
const RECORDS: usize = 300_000;
/// The first time also brings the file into memory.
const TIMES: usize = 3;

pub(crate) fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let output = Command::new("taskset").args(["-c", "0"]).arg(std::env::current_exe()?).arg(ALONE).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout)?;
    let (rate, reading) = told.trim().split_once(' ').unwrap_or_default();
    figures.note(
        "verify, records of one row each a second on one core",
        format!("{rate}/s ({RECORDS} records)"),
        format!("reading and hashing the file of the database once: {reading} s"),
        "150000/s",
    );
    Ok(())
}

/// What the program does when it is called with [`ALONE`]: prints the records a second, and the seconds of the ceiling.
pub(crate) async fn alone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let stage = Stage::sqlite(folder.path()).await;
    stage.fill(RECORDS).await;
    stage.ledger.seal().await?;
    let mut best = f64::MAX;
    for _ in 0..TIMES {
        let started = Instant::now();
        let report = ledger::verify(&stage.ledger, &TABLES, |_, _| {}).await?;
        anyhow::ensure!(report.problems.is_empty(), "{:?}", report.problems.first());
        best = best.min(started.elapsed().as_secs_f64());
    }
    let (_, reading) = crate::verify::read_and_hash(&folder.path().join("ente.db"))?;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = RECORDS as f64 / best;
    println!("{rate:.0} {reading:.1}");
    Ok(())
}
