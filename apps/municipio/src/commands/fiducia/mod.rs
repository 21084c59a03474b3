//! The trusted lists of the installation: what is there, and putting one there only if its signature holds.

mod aggiorna;
mod autorita;
pub(super) mod importa;

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use kernel::{Clock, Instant, SystemClock};
use serde::Serialize;
use signing::store::{Folder, ListKind, ListState, Lists, Note};

use crate::settings::At;

/// The trusted lists.
#[derive(Debug, Subcommand)]
pub(crate) enum Fiducia {
    /// Dice quali liste ci sono, di quando sono e quali non sono state accettate.
    Status(Status),
    /// Scarica ora le liste di fiducia, come il programma acceso fa da solo ogni giorno.
    Aggiorna(aggiorna::Aggiorna),
    /// Mette al loro posto liste di fiducia scaricate a mano, solo se la loro firma è valida.
    Importa(importa::Importa),
    /// Le autorità di cui un ente si fida anche se nessuna lista le nomina. Non rendono mai una firma qualificata.
    #[command(subcommand)]
    Autorita(autorita::Autorita),
}

/// Which installation.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// The folder, as a script reads it.
#[derive(Debug, Serialize)]
struct Stato<'a> {
    cartella: &'a std::path::Path,
    /// Certificates of the Official Journal that were read.
    gazzetta: usize,
    liste: Vec<Lista<'a>>,
    /// Nothing where the program never asked for them.
    aggiornamento: Option<Aggiornamento>,
}

/// When the lists were last asked for, when all of them last came, and what went wrong.
#[derive(Debug, Serialize)]
struct Aggiornamento {
    tentato: String,
    riuscito: Option<String>,
    problemi: Vec<String>,
}

/// A list: the fields of [`ListState`] by their Italian names.
#[derive(Debug, Serialize)]
struct Lista<'a> {
    file: &'a str,
    tipo: &'static str,
    paese: Option<&'a str>,
    numero: Option<u64>,
    emessa: Option<String>,
    vale_fino: Option<String>,
    scaduta: bool,
    /// Why it is not believed.
    rifiutata: Option<&'a str>,
}

impl Fiducia {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Status(command) => command.run(),
            Self::Aggiorna(command) => command.run().await,
            Self::Importa(command) => command.run(),
            Self::Autorita(command) => command.run().await,
        }
    }
}

impl Status {
    fn run(self) -> anyhow::Result<ExitCode> {
        let folder = Folder::new(self.at.place()?.trusted_lists());
        let lists = folder.current();
        let now = SystemClock.now().utc();
        let good = |state: &ListState| state.refused.is_none() && !state.is_stale(now);
        let well = !lists.is_empty() && lists.states.iter().all(good);
        if self.json {
            super::tell_json(&Stato::of(&folder, &lists, now))?;
            return Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        println!("Cartella: {}", folder.path().display());
        println!("Certificati della Gazzetta ufficiale: {}", lists.journal);
        for state in &lists.states {
            println!("{}", told(state));
        }
        for line in asked(folder.path()) {
            println!("{line}");
        }
        if lists.is_empty() {
            println!(
                "Non c'è nessuna lista di un Paese: nessuna firma può risultare qualificata. Si caricano con \"municipio fiducia aggiorna\" o \"municipio fiducia importa\"."
            );
        }
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl<'a> Stato<'a> {
    fn of(folder: &'a Folder, lists: &'a Lists, now: DateTime<Utc>) -> Self {
        let aggiornamento = Note::read(folder.path()).map(|note| Aggiornamento {
            tentato: note.tried.to_rfc3339(),
            riuscito: note.good.map(|at| at.to_rfc3339()),
            problemi: note.problems,
        });
        let liste = lists.states.iter().map(|state| Lista::of(state, now)).collect();
        Self { cartella: folder.path(), gazzetta: lists.journal, liste, aggiornamento }
    }
}

impl<'a> Lista<'a> {
    fn of(state: &'a ListState, now: DateTime<Utc>) -> Self {
        Self {
            file: &state.file,
            tipo: match state.kind {
                ListKind::ListOfLists => "lista_delle_liste",
                ListKind::Pivot => "pivot",
                ListKind::National => "nazionale",
            },
            paese: state.country.as_deref(),
            numero: state.number,
            emessa: state.issued.map(|at| at.to_rfc3339()),
            vale_fino: state.next_update.map(|at| at.to_rfc3339()),
            scaduta: state.is_stale(now),
            rifiutata: state.refused.as_deref(),
        }
    }
}

/// When the lists were last asked for, and what went wrong.
pub(super) fn asked(folder: &std::path::Path) -> Vec<String> {
    let Some(note) = Note::read(folder) else {
        return vec!["Le liste non sono mai state scaricate dal programma.".into()];
    };
    let day = |at: chrono::DateTime<chrono::Utc>| {
        Instant::from_micros(at.timestamp_micros()).rome().format("%d/%m/%Y %H:%M").to_string()
    };
    let good = note.good.map_or_else(|| "mai".into(), day);
    let first = format!("Ultimo aggiornamento riuscito: {good}; ultimo tentativo: {}.", day(note.tried));
    std::iter::once(first).chain(note.problems.iter().map(|problem| format!("Non aggiornata: {problem}."))).collect()
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
