use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{open, the_ente};
use crate::settings::At;

/// Samples of what the program makes, for outside programs to judge (`judges/README.md`).
#[derive(Debug, Args)]
pub(crate) struct JudgeSamples {
    /// La cartella in cui scrivere.
    #[arg(long)]
    out: PathBuf,
    /// Il codice dell'ente.
    #[arg(long, default_value = demo::SLUG)]
    ente: String,
    #[command(flatten)]
    at: At,
}

impl JudgeSamples {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, Some(&self.ente)).await?;
        ledger::export_log(&ente.ledger, &self.out.join("tlog")).await?;
        std::fs::write(self.out.join("tlog/url"), "/registro\n")?;
        Ok(ExitCode::SUCCESS)
    }
}
