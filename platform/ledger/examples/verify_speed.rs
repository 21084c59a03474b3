//! How fast `verify` goes: makes a journal of N records of one row each in SQLite and verifies it.
//!
//! `cargo run --release -p ledger --example verify_speed -- 300000`; with `taskset -c 0` in front it has one core.

#[path = "../tests/it/fixture.rs"]
mod fixture;

use std::{path::PathBuf, time::Instant};

use fixture::{Stage, TABLES};

/// The first run also brings the file into memory.
const TIMES: u32 = 3;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let asked = arguments.next().map_or(Ok(200_000), |text| text.parse::<usize>());
    let Ok(records) = asked else {
        eprintln!("usage: verify_speed [NUMBER OF RECORDS [FOLDER TO KEEP THEM IN]]");
        std::process::exit(2);
    };
    let own = tempfile::tempdir().expect("a temporary folder");
    let folder = arguments.next().map_or_else(|| own.path().to_owned(), PathBuf::from);
    let stage = Stage::sqlite(&folder).await;
    if stage.ledger.checkpoint().await.expect("a checkpoint").is_none() {
        let started = Instant::now();
        stage.fill(records).await;
        stage.ledger.seal().await.expect("a seal");
        println!("made {records} records in {:.1} s", started.elapsed().as_secs_f64());
    }
    let size = std::fs::metadata(folder.join("ente.db")).map_or(0, |file| file.len());
    println!("the database has {} MB", size / 1_000_000);
    for _ in 0..TIMES {
        let (started, spent) = (Instant::now(), cpu_seconds());
        let report = ledger::verify(&stage.ledger, &TABLES, |_, _| {}).await.expect("a report");
        let (seconds, spent) = (started.elapsed().as_secs_f64(), cpu_seconds() - spent);
        assert!(report.problems.is_empty(), "{:?}", report.problems.first());
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let (leaves, rows) = (report.leaves as f64, report.rows as f64);
        println!(
            "verified {leaves} leaves in {seconds:.2} s ({spent:.2} s of processor): {:.0} leaves/s, {:.0} rows/s, {:.0} leaves \
             a second of processor",
            leaves / seconds,
            rows / seconds,
            leaves / spent
        );
    }
}

/// Seconds of processor that this program has used, on all cores. Linux counts them in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}
