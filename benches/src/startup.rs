//! From the start of the process to its first page, with a large register; and how much memory it has then.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use ente::Database;

use crate::{
    figures::{Figures, Times},
    large,
    program::{Program, bin},
};

const TIMES: usize = 7;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = large::register().await?;
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for _ in 0..TIMES {
        let program = Program::serve(&folder, &Database::Sqlite).await?;
        starts.push(program.up_after);
        memory = program.memory().0;
    }
    let mut bare: Vec<Duration> = Vec::new();
    for _ in 0..TIMES {
        let started = Instant::now();
        Command::new(bin()?).arg("--version").stdout(Stdio::null()).status()?;
        bare.push(started.elapsed());
    }
    figures.note(
        "start to first page, large register",
        Times::new(starts).told(),
        format!("the program telling its version {}", Times::new(bare).told()),
        "1 s",
    );
    figures.note("memory after the first page, large register", format!("{memory:.0} MB"), String::new(), "");
    Ok(())
}
