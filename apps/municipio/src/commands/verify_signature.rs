//! The signatures of one file, without an ente.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use kernel::{Clock, SystemClock, SystemRandom};
use serde::Serialize;
use signing::fetch::{AtHand, Fetcher, Gathered, Judge, Manner, Query, Reach, Shelf, gather};
use signing::store::{Folder, Lists};
use signing::verify::read::{Large, Unreadable};
use signing::verify::report::{Mark, Report, SignatureReport, TimeStampReport};
use signing::verify::revocation::Wanted;
use validation::{BYTES_MAX, File, judge_file};

use crate::settings::At;

/// How long all the asking may take, as when a check of the archive asks and nobody waits.
const PATIENCE: Duration = Duration::from_secs(60);

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
    istante: Option<DateTime<Utc>>,
    /// Chiede in rete se i certificati erano revocati e chi li ha emessi [se non la scrivi: non chiede niente].
    #[arg(long)]
    revoche: bool,
    /// Scrive il rapporto intero in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// What cannot be read is not "not valid".
const UNREADABLE: u8 = 2;

impl VerifySignature {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let matter = match self.read() {
            Ok(matter) => matter,
            Err(error) => {
                eprintln!("{error:#}");
                return Ok(ExitCode::from(UNREADABLE));
            }
        };
        // Without lists nothing is green: whoever asks is told so, and sees the rest.
        let folder = self.fiducia.clone().or_else(|| self.at.place().ok().map(|place| place.trusted_lists()));
        let lists = folder.map(|folder| Folder::new(folder).current()).unwrap_or_default();
        let now = SystemClock.now().utc();
        let court = Court { matter, lists: Arc::clone(&lists), instants: (self.istante.unwrap_or(now), now) };
        let (judged, asked) = self.judged(&court).await?;
        match judged {
            Ok(report) if report.signatures.is_empty() && report.time_stamps.is_empty() => {
                eprintln!("Nel file {} non ci sono firme.", self.file.display());
                Ok(ExitCode::from(UNREADABLE))
            }
            Ok(report) => {
                if self.json {
                    super::tell_json(&Whole { report: &report, asked: asked.as_ref() })?;
                } else {
                    tell(&report, &lists);
                    asked.iter().for_each(tell_asked);
                }
                Ok(if report.mark == Mark::Green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
            Err(error) => {
                eprintln!("{}: {error}.", self.file.display());
                Ok(ExitCode::from(UNREADABLE))
            }
        }
    }

    /// The report, and what was asked outside for it, where that was wanted.
    async fn judged(&self, court: &Court) -> anyhow::Result<(Result<Report, Unreadable>, Option<Asked>)> {
        if !self.revoche {
            return Ok((court.with(&AtHand::default()), None));
        }
        // Settings that forbid it are heeded; without any, what is usual holds.
        let reach = self.at.settings_if_any()?.map_or(Some(Reach::default()), |settings| settings.reach);
        let silence = match &reach {
            None => Some("il controllo in rete è spento nelle impostazioni (sezione [firme], voce online)"),
            Some(_) if self.istante.is_some() => Some("di un istante passato dice solo quello che sta nel file"),
            Some(_) => None,
        };
        let manner = Manner { now: court.instants.1, outside: silence.is_none(), patience: PATIENCE };
        let gathered = gather(court, &NothingKept, &Fetcher::new(reach), &SystemRandom, manner).await;
        Ok(match gathered {
            Ok(Gathered { report, queries, .. }) => (Ok(report), Some(Asked { queries, silence })),
            Err(error) => (Err(error), None),
        })
    }

    fn read(&self) -> anyhow::Result<Matter> {
        let size = |path: &PathBuf| -> anyhow::Result<u64> {
            Ok(fs::metadata(path).with_context(|| format!("Il file {} non si apre", path.display()))?.len())
        };
        let read = |path: &PathBuf| -> anyhow::Result<Vec<u8>> {
            let shown = path.display();
            let most = BYTES_MAX >> 20;
            anyhow::ensure!(size(path)? <= BYTES_MAX, "Il file {shown} è più grande di {most} MB: non si verifica.");
            fs::read(path).with_context(|| format!("Il file {shown} non si legge"))
        };
        if size(&self.file)? > BYTES_MAX {
            return self.large();
        }
        Ok(Matter::Held(read(&self.file)?, self.contenuto.as_ref().map(read).transpose()?))
    }

    /// A file too large for memory: an envelope is judged where it lies.
    fn large(&self) -> anyhow::Result<Matter> {
        let shown = self.file.display();
        let file = fs::File::open(&self.file).with_context(|| format!("Il file {shown} non si apre"))?;
        let most = BYTES_MAX >> 20;
        let mut large = Large::read(file).map_err(|error| match error {
            Unreadable::Unknown => anyhow::anyhow!(
                "Il file {shown} è più grande di {most} MB e non è una busta (.p7m) in forma binaria: non si verifica."
            ),
            other => anyhow::anyhow!("{shown}: {other}."),
        })?;
        if self.contenuto.is_some() {
            large.warn("il documento dato a parte non è stato controllato: la busta è troppo grande".into());
        }
        Ok(Matter::OnDisk(large))
    }
}

/// What is judged.
enum Matter {
    /// The file, and the document where that is beside it.
    Held(Vec<u8>, Option<Vec<u8>>),
    OnDisk(Large),
}

/// The file before the judge, with the lists of the folder.
struct Court {
    matter: Matter,
    lists: Arc<Lists>,
    /// For which instant, and now.
    instants: (DateTime<Utc>, DateTime<Utc>),
}

impl Court {
    fn with(&self, hand: &AtHand) -> Result<Report, Unreadable> {
        let file = match &self.matter {
            Matter::Held(bytes, content) => File::Held(bytes, content.as_deref()),
            Matter::OnDisk(large) => File::OnDisk(large),
        };
        judge_file(file, (&self.lists, self.lists.trust()), self.instants, (&[], hand))
    }
}

impl Judge for Court {
    type Error = Unreadable;

    async fn judge(&self, hand: AtHand) -> Result<Report, Unreadable> {
        self.with(&hand)
    }
}

/// A console keeps nothing of earlier checks.
struct NothingKept;

impl Shelf for NothingKept {
    async fn kept(&self, _wanted: &Wanted) -> Vec<Vec<u8>> {
        Vec::new()
    }
}

/// What was asked outside.
#[derive(Serialize)]
struct Asked {
    queries: Vec<Query>,
    /// Why nothing was, though it was wanted. Italian.
    silence: Option<&'static str>,
}

/// The report as programs read it.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// With `--revoche` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<&'a Asked>,
}

fn tell_asked(asked: &Asked) {
    println!();
    match asked.silence {
        Some(why) => println!("Non si è chiesto niente a nessuno: {why}."),
        None if asked.queries.is_empty() => {
            println!(
                "Non si è chiesto niente a nessuno: non mancava niente che si potesse chiedere a qualcuno di fidato."
            );
        }
        None => {}
    }
    for Query { host, about, failed, .. } in &asked.queries {
        match failed {
            None => println!("Chiesto a {host} {about}: ha risposto."),
            Some(why) => println!("Chiesto a {host} {about}: nessuna risposta che serva ({why})."),
        }
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
    for role in &signature.unchecked_roles {
        println!("{indent}  Ruolo dichiarato: {}.", role.words());
    }
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
