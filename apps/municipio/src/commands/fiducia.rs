//! The trusted lists of the installation: what is there, and putting one there only if its signature holds.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Subcommand};
use kernel::{Clock, SystemClock};
use signing::store::{BYTES_MAX, Folder, JOURNAL, ListKind, ListState, Lists, pem};
use signing::verify::certificate::Certificate;

use crate::settings::At;

/// The trusted lists.
#[derive(Debug, Subcommand)]
pub(crate) enum Fiducia {
    /// Dice quali liste ci sono, di quando sono e quali non sono state accettate.
    Status(Status),
    /// Mette al loro posto liste di fiducia scaricate, solo se la loro firma è valida.
    Importa(Importa),
}

/// Which installation.
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    at: At,
}

/// The files.
#[derive(Debug, Args)]
pub(crate) struct Importa {
    /// I file: eu-lotl.xml, i suoi pivot, le liste dei Paesi (IT.xml).
    #[arg(required = true)]
    file: Vec<PathBuf>,
    /// I file sono certificati della Gazzetta ufficiale dell'Unione (PEM): controllane prima le impronte sulla Gazzetta.
    #[arg(long)]
    gazzetta: bool,
    /// Accetta una lista con un numero più basso di quella che c'è.
    #[arg(long = "anche-se-vecchia")]
    older: bool,
    #[command(flatten)]
    at: At,
}

impl Fiducia {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Status(command) => command.run(),
            Self::Importa(command) => command.run(),
        }
    }
}

impl Status {
    fn run(self) -> anyhow::Result<ExitCode> {
        let folder = Folder::new(self.at.place()?.trusted_lists());
        let lists = folder.current();
        println!("Cartella: {}", folder.path().display());
        println!("Certificati della Gazzetta ufficiale: {}", lists.journal);
        for state in &lists.states {
            println!("{}", told(state));
        }
        if lists.is_empty() {
            println!(
                "Non c'è nessuna lista di un Paese: nessuna firma può risultare qualificata. Si caricano con \"municipio fiducia importa\"."
            );
            return Ok(ExitCode::FAILURE);
        }
        let now = SystemClock.now().utc();
        let well = lists.states.iter().all(|state| state.refused.is_none() && !state.is_stale(now));
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A line about a list.
pub(super) fn told(state: &ListState) -> String {
    let file = &state.file;
    if let Some(why) = &state.refused {
        return format!("{file}: NON accettata, {why}");
    }
    let now = SystemClock.now().utc();
    let what = match state.kind {
        ListKind::ListOfLists => "lista delle liste".to_owned(),
        ListKind::Pivot => "pivot".to_owned(),
        ListKind::National => format!("lista di {}", state.country.as_deref().unwrap_or("?")),
    };
    let number = state.number.unwrap_or_default();
    let issued = state.issued.map(|at| at.format("%d/%m/%Y").to_string()).unwrap_or_default();
    let days = state.age_days(now).unwrap_or_default();
    let next = match state.next_update {
        _ if state.kind == ListKind::Pivot => String::new(),
        Some(until) if state.is_stale(now) => {
            format!("; SCADUTA il {}: scarica quella nuova", until.format("%d/%m/%Y"))
        }
        Some(until) => format!("; vale fino al {}", until.format("%d/%m/%Y")),
        None => "; CHIUSA: chi la tiene non ne pubblicherà un'altra, e di oggi non dice niente".to_owned(),
    };
    format!("{file}: {what} n. {number} del {issued} ({days} giorni fa){next}")
}

impl Importa {
    fn run(self) -> anyhow::Result<ExitCode> {
        let folder = self.at.place()?.trusted_lists();
        let sub = if self.gazzetta { folder.join(JOURNAL) } else { folder.clone() };
        fs::create_dir_all(&sub).with_context(|| format!("La cartella {} non si può creare", sub.display()))?;
        let before = Folder::new(&folder).current();
        // What comes is tried beside what is there; only what holds takes its place.
        let trial = tempfile::tempdir_in(&folder).context("Nella cartella delle liste non si può scrivere")?;
        copy_all(&folder, trial.path())?;
        let mut names = Vec::new();
        for path in &self.file {
            names.push(self.place(path, trial.path())?);
        }
        let after = Folder::new(trial.path()).current();
        let mut all = true;
        for name in &names {
            let refused = if self.gazzetta { None } else { refusal(name, &before, &after, self.older) };
            if let Some(why) = refused {
                println!("{name}: non importata. {why}");
                all = false;
                continue;
            }
            let from = if self.gazzetta { trial.path().join(JOURNAL).join(name) } else { trial.path().join(name) };
            fs::rename(&from, sub.join(name))
                .with_context(|| format!("Il file {name} non si può mettere al suo posto"))?;
            println!("{name}: importata.");
        }
        drop(trial);
        fs::File::open(&sub)?.sync_all()?;
        Folder::new(&folder).current().states.iter().for_each(|state| println!("{}", told(state)));
        Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Puts a file into the trial; its name there.
    fn place(&self, path: &Path, trial: &Path) -> anyhow::Result<String> {
        let shown = path.display();
        let size = fs::metadata(path).with_context(|| format!("Il file {shown} non si apre"))?.len();
        anyhow::ensure!(size <= BYTES_MAX, "Il file {shown} è troppo grande per essere una lista di fiducia.");
        let bytes = fs::read(path).with_context(|| format!("Il file {shown} non si legge"))?;
        let name = path.file_name().and_then(|name| name.to_str()).context("Il file non ha un nome leggibile")?;
        let to = if self.gazzetta {
            let found = std::str::from_utf8(&bytes).ok().and_then(pem::certificates).unwrap_or_default();
            anyhow::ensure!(!found.is_empty(), "Nel file {shown} non ci sono certificati in formato PEM.");
            anyhow::ensure!(name.ends_with(".pem"), "Il nome del file {shown} deve finire con .pem.");
            for der in &found {
                let certificate = Certificate::read(der).map_err(|error| {
                    anyhow::anyhow!("Nel file {shown} c'è un certificato che non si legge: {error}.")
                })?;
                let whose = certificate.subject().shown().unwrap_or_else(|| "senza nome".into());
                println!("{name}: {whose}, impronta SHA-256 {}", certificate.fingerprint());
                println!("  Confrontala con quella pubblicata nella Gazzetta: se è un'altra, togli il file.");
            }
            fs::create_dir_all(trial.join(JOURNAL))?;
            trial.join(JOURNAL).join(name)
        } else {
            anyhow::ensure!(name.ends_with(".xml"), "Il nome del file {shown} deve finire con .xml.");
            trial.join(name)
        };
        fs::write(&to, bytes)?;
        fs::File::open(&to)?.sync_all()?;
        Ok(name.to_owned())
    }
}

/// Why a list does not take its place.
fn refusal(name: &str, before: &Lists, after: &Lists, older: bool) -> Option<String> {
    let state = after.states.iter().find(|state| state.file == name)?;
    if let Some(why) = &state.refused {
        return Some(format!("Perché: {why}."));
    }
    let was = before.states.iter().find(|old| old.file == name && old.refused.is_none())?;
    let lower = state.number < was.number && !older;
    lower.then(|| {
        let (now, was) = (state.number.unwrap_or_default(), was.number.unwrap_or_default());
        format!("Ha il numero {now}, e qui c'è già la {was}: se è giusto così, aggiungi --anche-se-vecchia.")
    })
}

fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    for place in [PathBuf::new(), PathBuf::from(JOURNAL)] {
        let Ok(entries) = fs::read_dir(from.join(&place)) else { continue };
        fs::create_dir_all(to.join(&place))?;
        for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), to.join(&place).join(entry.file_name()))?;
        }
    }
    Ok(())
}
