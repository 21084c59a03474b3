//! The signatures of one file, without an ente.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use kernel::{Clock, SystemClock};
use signing::store::{Folder, Lists};
use signing::verify::report::{Mark, Report, SignatureReport, TimeStampReport};
use signing::verify::trust::Trust;

use crate::settings::At;

/// Checks the signatures of a file. Ends with 0 if all are green, 1 if not, 2 if the file cannot be read or is not signed.
#[derive(Debug, Args)]
pub(crate) struct VerifySignature {
    /// Il file firmato: .p7m, .p7s, PDF, XML.
    file: PathBuf,
    /// Il documento, quando il file ha solo la firma (.p7s).
    #[arg(long)]
    contenuto: Option<PathBuf>,
    /// La cartella delle liste di fiducia [se non la indichi: quella dell'installazione].
    #[arg(long)]
    fiducia: Option<PathBuf>,
    /// L'istante per cui giudicare le firme, per esempio 2026-03-31T12:00:00Z [se non lo indichi: adesso].
    #[arg(long)]
    istante: Option<chrono::DateTime<chrono::Utc>>,
    /// Scrive il rapporto intero in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// What cannot be read is not "not valid".
const UNREADABLE: u8 = 2;

impl VerifySignature {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let read = self.bytes();
        let (bytes, content) = match read {
            Ok(read) => read,
            Err(error) => {
                eprintln!("{error:#}");
                return Ok(ExitCode::from(UNREADABLE));
            }
        };
        // Without lists nothing is green: whoever asks is told so, and sees the rest.
        let folder = self.fiducia.clone().or_else(|| self.at.place().ok().map(|place| place.trusted_lists()));
        let lists = folder.map(|folder| Folder::new(folder).current());
        let (none, nobody) = (Lists::default(), Trust::default());
        let (lists, trust) = lists.as_ref().map_or((&none, &nobody), |lists| (&**lists, lists.trust()));
        let now = SystemClock.now().utc();
        let instants = (self.istante.unwrap_or(now), now);
        match validation::judge_bytes(&bytes, content.as_deref(), (lists, trust), instants, &[]) {
            Ok(report) if report.signatures.is_empty() && report.time_stamps.is_empty() => {
                eprintln!("Nel file {} non ci sono firme.", self.file.display());
                Ok(ExitCode::from(UNREADABLE))
            }
            Ok(report) => {
                if self.json {
                    println!("{}", serde_json::to_string_pretty(&report)?);
                } else {
                    tell(&report, lists);
                }
                Ok(if report.mark == Mark::Green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
            Err(error) => {
                eprintln!("{}: {error}.", self.file.display());
                Ok(ExitCode::from(UNREADABLE))
            }
        }
    }

    fn bytes(&self) -> anyhow::Result<(Vec<u8>, Option<Vec<u8>>)> {
        let read = |path: &PathBuf| -> anyhow::Result<Vec<u8>> {
            let shown = path.display();
            let size = fs::metadata(path).with_context(|| format!("Il file {shown} non si apre"))?.len();
            let most = validation::BYTES_MAX;
            anyhow::ensure!(size <= most, "Il file {shown} è più grande di {} MB: non si verifica.", most >> 20);
            fs::read(path).with_context(|| format!("Il file {shown} non si legge"))
        };
        Ok((read(&self.file)?, self.contenuto.as_ref().map(read).transpose()?))
    }
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Green => "VALIDA",
        Mark::Amber => "DA VERIFICARE",
        Mark::Red => "NON VALIDA",
    }
}

fn tell(report: &Report, lists: &Lists) {
    println!("{}", report.sentence);
    if lists.is_empty() {
        println!("Non ci sono liste di fiducia: nessuna firma può risultare qualificata.");
    }
    for warning in &report.warnings {
        println!("Attenzione: {warning}.");
    }
    for signature in &report.signatures {
        signed(signature, 0);
    }
    for stamp in &report.time_stamps {
        stamped(stamp, 0);
    }
}

fn signed(signature: &SignatureReport, depth: usize) {
    let indent = "  ".repeat(depth);
    let sub = signature.sub_indication.map(|sub| format!(" {}", sub.name())).unwrap_or_default();
    println!("\n{indent}{} ({}{sub})", word(signature.mark), signature.indication.name());
    println!("{indent}{}", signature.sentence);
    for check in &signature.checks {
        println!("{indent}  - {}", check.text);
    }
    signature.time_stamps.iter().for_each(|stamp| stamped(stamp, depth + 1));
    signature.counter_signatures.iter().for_each(|counter| signed(counter, depth + 1));
}

fn stamped(stamp: &TimeStampReport, depth: usize) {
    let by = stamp.authority.as_ref().and_then(|name| name.shown()).unwrap_or_default();
    println!("{}marca temporale di {by} del {}: {}", "  ".repeat(depth), stamp.time, stamp.indication.name());
}
