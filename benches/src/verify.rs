//! How fast the whole of a large register is rechecked, on one core.

use std::{fs::File, io::Read, process::Command, time::Instant};

use sha2::{Digest, Sha256};

use crate::{
    figures::Figures,
    large,
    program::{Program, bin},
};

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = large::register().await?;
    // Writes the settings that `verify` reads.
    drop(Program::serve(&folder, &ente::Database::Sqlite).await?);
    let database = folder.join("enti/prova/ente.db");
    let (bytes, reading) = read_and_hash(&database)?;
    let mut verify = Command::new("taskset");
    verify.args(["-c", "0"]).arg(bin()?).args(["verify", "--json", "--config"]).arg(folder.join("bench.toml"));
    let started = Instant::now();
    let output = verify.output()?;
    let seconds = started.elapsed().as_secs_f64();
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let sum = |name: &str| -> f64 {
        told.as_array().map_or(0.0, |enti| enti.iter().filter_map(|ente| ente[name].as_f64()).sum())
    };
    let (leaves, rows) = (sum("voci"), sum("righe"));
    anyhow::ensure!(leaves > 0.0, "verify told of no record: {told}");

    figures.note(
        "verify of the whole register on one core",
        format!(
            "{:.0} rows/s and {:.0} records/s ({leaves:.0} records, {rows:.0} rows, the files, in {seconds:.1} s)",
            rows / seconds,
            leaves / seconds
        ),
        format!("reading and hashing the {bytes:.0} MB of the database once: {reading:.1} s"),
        "none of its own",
    );
    Ok(())
}

pub(crate) fn read_and_hash(path: &std::path::Path) -> anyhow::Result<(f64, f64)> {
    let (mut file, mut hash, mut buffer, mut total) = (File::open(path)?, Sha256::new(), vec![0; 1 << 20], 0_u64);
    let started = Instant::now();
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        total += read as u64;
    }
    std::hint::black_box(hash.finalize());
    #[expect(clippy::cast_precision_loss, reason = "megabytes for people")]
    let megabytes = total as f64 / 1e6;
    Ok((megabytes, started.elapsed().as_secs_f64()))
}
