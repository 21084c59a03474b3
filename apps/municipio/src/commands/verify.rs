use std::process::ExitCode;

use clap::Args;
use ente::Ente;
use indicatif::ProgressBar;
use ledger::Report;
use serde::Serialize;

use municipio::OFFICES;

use super::{bar, tell_json};
use crate::settings::At;

/// Rechecks everything.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    at: At,
    /// Solo l'ente con questo codice.
    #[arg(long)]
    ente: Option<String>,
    /// Non rilegge i file, solo il database.
    #[arg(long)]
    senza_file: bool,
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
}

/// The result for one ente, as a script reads it.
#[derive(Debug, Serialize)]
struct Outcome {
    ente: String,
    voci: u64,
    righe: u64,
    sigilli: u64,
    file: u64,
    /// Who authorised that documents were discarded, and how many: they are not missing.
    scartati: Vec<(String, u64)>,
    problemi: Vec<(String, String)>,
}

impl Verify {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = super::open(&self.at).await?;
        let mut outcomes = Vec::new();
        for info in enti.list() {
            if self.ente.as_ref().is_some_and(|slug| *slug != info.slug) {
                continue;
            }
            if let Some(ente) = enti.by_slug(&info.slug).await? {
                outcomes.push(self.check(&ente).await?);
            }
        }
        if outcomes.is_empty() {
            anyhow::bail!(
                "Non c'è nessun ente da controllare in {}. Controlla la cartella dei dati e il codice dell'ente.",
                enti.place().folder.display()
            );
        }
        if self.json {
            tell_json(&outcomes)?;
        } else {
            outcomes.iter().for_each(tell);
        }
        let well = outcomes.iter().all(|outcome| outcome.problemi.is_empty());
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    async fn check(&self, ente: &Ente) -> anyhow::Result<Outcome> {
        let bar = if self.json { ProgressBar::hidden() } else { bar(&ente.info.name, 0) };
        let tables = office::record_tables(OFFICES);
        let Report { leaves, rows, checkpoints, problems, .. } = ledger::verify(&ente.ledger, &tables, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })
        .await?;
        let mut problemi: Vec<(String, String)> =
            problems.into_iter().map(|problem| (problem.place, problem.what)).collect();
        let (mut file, mut scartati) = (0, Vec::new());
        if !self.senza_file {
            bar.set_message("file");
            let found = ente.archive.check_files(ente.db(), |done| file = done).await?;
            scartati.extend(found.discarded);
            problemi.extend(
                found
                    .bad
                    .into_iter()
                    .map(|bad| (format!("documento {} ({})", bad.document.id, bad.document.hash()), bad.what)),
            );
        }
        bar.finish_and_clear();
        Ok(Outcome {
            ente: ente.info.slug.clone(),
            voci: leaves,
            righe: rows,
            sigilli: checkpoints,
            file,
            scartati,
            problemi,
        })
    }
}

fn tell(outcome: &Outcome) {
    let Outcome { ente, voci, righe, sigilli, file, scartati, problemi } = outcome;
    println!("{ente}: controllate {voci} voci del giornale, {righe} righe, {sigilli} sigilli e {file} file.");
    for (authority, many) in scartati {
        println!("{ente}: documenti scartati, e non andati persi: {many} ({authority}).");
    }
    if problemi.is_empty() {
        println!("{ente}: tutto torna.");
    }
    for (place, what) in problemi {
        println!("{ente}: {place}: {what}");
    }
}
