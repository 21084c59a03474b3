//! The authorities that an ente trusts beside those of the lists. Who decides is a person of the ente who may: the console alone may not.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use ::ente::Ente;
use anyhow::Context;
use authz::Who;
use clap::{Args, Subcommand};
use comando::autorita;
use kernel::Id;
use validation::{NewAnchor, all_anchors, anchor, anchors};

use super::super::{open, the_ente};
use crate::settings::At;

/// Longest file of a certificate, bytes.
const LONGEST: u64 = 1 << 20;

/// What is done with them.
#[derive(Debug, Subcommand)]
pub(crate) enum Autorita {
    /// Aggiunge un'autorità all'elenco dell'ente.
    Aggiungi(Aggiungi),
    /// Elenca le autorità dell'ente, anche quelle ritirate.
    Elenca(Elenca),
    /// Ritira un'autorità: dai prossimi controlli l'ente non se ne fida più.
    Ritira(Ritira),
}

/// Who decides, where.
#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// Chi lo decide: il nome con cui entra una persona dell'ente che ha il permesso (validation.autorita).
    #[arg(long)]
    da: String,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

/// One more.
#[derive(Debug, Args)]
pub(crate) struct Aggiungi {
    /// Il certificato, in formato PEM.
    file: PathBuf,
    /// Perché l'ente se ne fida.
    #[arg(long)]
    motivo: String,
    /// Per che cosa vale: documents (firme e sigilli), time_stamps (marche temporali), mail (messaggi di posta firmati fra i documenti).
    #[arg(long = "per", required = true, value_delimiter = ',')]
    usi: Vec<String>,
    #[command(flatten)]
    decide: Decide,
}

/// The list.
#[derive(Debug, Args)]
pub(crate) struct Elenca {
    #[command(flatten)]
    decide: Decide,
}

/// One less.
#[derive(Debug, Args)]
pub(crate) struct Ritira {
    /// Il codice dell'autorità, come lo scrive elenca.
    id: Id<anchor::Entity>,
    /// Perché l'ente non se ne fida più.
    #[arg(long)]
    motivo: String,
    #[command(flatten)]
    decide: Decide,
}

impl Autorita {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Aggiungi(command) => command.run().await,
            Self::Elenca(command) => command.run().await,
            Self::Ritira(command) => command.run().await,
        }
    }
}

impl Aggiungi {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let shown = self.file.display();
        let size = fs::metadata(&self.file).with_context(|| format!("Il file {shown} non si apre"))?.len();
        anyhow::ensure!(size <= LONGEST, "Il file {shown} è troppo grande per essere un certificato.");
        let pem = fs::read_to_string(&self.file).with_context(|| format!("Il file {shown} non si legge"))?;
        let mut purposes = Vec::new();
        for uso in &self.usi {
            let known = || anchors::PURPOSES.map(anchors::code).join(", ");
            let purpose = anchors::purpose(uso.trim());
            purposes.push(purpose.with_context(|| format!("\"{uso}\" non è un uso: scrivi {}.", known()))?);
        }
        let (ente, who) = self.decide.who().await?;
        let id = autorita::aggiungi(&ente, &who, &NewAnchor { pem, reason: self.motivo, purposes }).await?;
        println!("Aggiunta: {id}. Quello che vi poggia non è mai qualificato.");
        Ok(ExitCode::SUCCESS)
    }
}

impl Elenca {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let (ente, who) = self.decide.who().await?;
        for row in all_anchors(&ente, &who).await? {
            let day = |at: kernel::Instant| at.rome().format("%d/%m/%Y").to_string();
            let state = row.removed_at.map_or_else(|| "in uso".to_owned(), |at| format!("ritirata il {}", day(at)));
            println!("{} {} ({state}): {}", row.id, row.name, anchors::uses(&row).join("; "));
            println!("  aggiunta il {}: {}", day(row.added_at), row.reason);
            if let Some(why) = &row.removed_reason {
                println!("  ritirata: {why}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Ritira {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let (ente, who) = self.decide.who().await?;
        autorita::ritira(&ente, &who, self.id, &self.motivo).await?;
        println!("Ritirata. I controlli già fatti restano come sono.");
        Ok(ExitCode::SUCCESS)
    }
}

impl Decide {
    /// The ente, and the person with what they may do today.
    async fn who(&self) -> anyhow::Result<(Arc<Ente>, Who)> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let read = ente.db().read().await?;
        let found = accounts::person_by_username(&read, self.da.trim()).await?.filter(|person| person.active);
        let person =
            found.with_context(|| format!("Nell'ente non c'è nessuno che entra con il nome \"{}\".", self.da))?.id;
        let grants = authz::load(&read, person, ente.ledger.now().date()).await?;
        drop(read);
        Ok((ente, Who { person, name: self.da.clone(), grants }))
    }
}
