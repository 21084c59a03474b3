//! The commands, one a file. They end with 0 when all is well, 1 when something does not hold or did not work, 2 when the
//! command or the settings are wrong.

mod backup;
mod conserva;
mod demo;
mod doctor;
mod ente;
mod fiducia;
mod from_folder;
mod import;
mod import_passati;
mod ipa;
mod judge_samples;
mod key;
mod man;
mod restore;
mod serve;
mod sigillo;
mod user;
mod verify;
mod verify_proof;
mod verify_signature;

use std::{process::ExitCode, sync::Arc};

use ::ente::{Ente, Enti};
use anyhow::Context;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{SystemClock, SystemRandom};
use serde::Serialize;

use municipio::OFFICES;

use crate::{logging, settings::At};

/// What can be asked of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Accende il Comune con le sue impostazioni, finché non lo si ferma.
    Serve(serve::Serve),
    /// Apre il Comune dimostrativo di Montefiorito, con persone e carte inventate.
    Demo(demo::Demo),
    /// Controlla le impostazioni e ciò che sta intorno al programma, e dice come rimediare.
    Doctor(doctor::Doctor),
    /// Aggiunge ed elenca gli enti.
    #[command(subcommand)]
    Ente(ente::EnteCommand),
    /// Aggiunge le persone e dà loro una password nuova.
    #[command(subcommand)]
    User(user::User),
    /// La chiave che apre i segreti tenuti nel database: crearla, scriverne le 24 parole, sigillare i segreti, cambiarla.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Ricontrolla tutto: giornale, registri, righe, sigilli e file. Nomina la prima cosa che non torna.
    Verify(verify::Verify),
    /// Controlla un file di prova, anche senza rete.
    VerifyProof(verify_proof::VerifyProof),
    /// Verifica le firme di un file. Finisce con 0 se sono tutte valide, 1 se no, 2 se il file non si legge o non è firmato.
    VerifySignature(verify_signature::VerifySignature),
    /// Le liste di fiducia: di chi ci si fida quando si verifica una firma.
    #[command(subcommand)]
    Fiducia(fiducia::Fiducia),
    /// Il sigillo elettronico dell'ente: caricarlo, provarlo, sapere come sta.
    #[command(subcommand)]
    Sigillo(sigillo::Sigillo),
    /// La conservazione: portarne fuori tutti i pacchetti.
    #[command(subcommand)]
    Conserva(conserva::Conserva),
    /// Fa una copia di sicurezza, anche mentre il Comune è acceso.
    Backup(backup::Backup),
    /// Rimette in piedi un Comune da una copia di sicurezza.
    Restore(restore::Restore),
    /// Registra in arrivo i messaggi e i PDF di una cartella, o legge atti passati. Se si interrompe, riprende da dove era.
    Import(import::Import),
    /// La copia locale dell'Indice delle pubbliche amministrazioni (IPA): caricarla, sapere quanto è vecchia.
    #[command(subcommand)]
    Ipa(ipa::Ipa),
    /// Scrive i campioni per i giudici esterni.
    #[command(hide = true)]
    JudgeSamples(judge_samples::JudgeSamples),
    /// Scrive la pagina di manuale municipio(1).
    #[command(hide = true)]
    Man,
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        if !matches!(self, Self::Serve(_)) {
            logging::start_from_environment();
        }
        match self {
            Self::Serve(command) => command.run().await,
            Self::Demo(command) => command.run().await,
            Self::Doctor(command) => command.run().await,
            Self::Ente(command) => command.run().await,
            Self::User(command) => command.run().await,
            Self::Key(command) => command.run().await,
            Self::Verify(command) => command.run().await,
            Self::VerifyProof(command) => command.run(),
            Self::VerifySignature(command) => command.run().await,
            Self::Fiducia(command) => command.run().await,
            Self::Sigillo(command) => command.run().await,
            Self::Conserva(command) => command.run().await,
            Self::Backup(command) => command.run().await,
            Self::Restore(command) => command.run().await,
            Self::Import(command) => command.run().await,
            Self::Ipa(command) => command.run().await,
            Self::JudgeSamples(command) => command.run().await,
            Self::Man => man::print(),
        }
    }
}

/// The installation, opened for a command.
async fn open(at: &At) -> anyhow::Result<Enti> {
    open_place(at.place()?).await
}

async fn open_place(place: ::ente::Place) -> anyhow::Result<Enti> {
    Ok(Enti::open(place, office::migrations(OFFICES), Arc::new(SystemClock), Arc::new(SystemRandom)).await?)
}

/// The ente with this code, or the only one that there is.
async fn the_ente(enti: &Enti, slug: Option<&str>) -> anyhow::Result<Arc<Ente>> {
    let list = enti.list();
    let all = || list.iter().map(|info| info.slug.as_str()).collect::<Vec<_>>().join(", ");
    anyhow::ensure!(!list.is_empty(), "Non c'è ancora nessun ente: crealo con \"municipio ente add\".");
    let slug = match (slug, list.as_slice()) {
        (Some(slug), _) => slug,
        (None, [only]) => &only.slug,
        (None, _) => anyhow::bail!("Ci sono più enti: indica quale con --ente. I codici sono: {}.", all()),
    };
    let found = enti.by_slug(slug).await?;
    found.with_context(|| format!("Non c'è un ente con il codice \"{slug}\". I codici sono: {}.", all()))
}

/// Tells a script what came of a command.
fn tell_json(outcome: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(outcome)?);
    Ok(())
}

/// A bar that says what it is doing, or nothing where a script reads or no one watches.
fn bar(name: &str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(name.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

/// As [`bar`], for work of which nobody knows how much is left: it tells for how long it has been at it.
fn waiting(name: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(name.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}
