//! What is kept: exported whole, in an open layout.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use conservazione::{Esportazione, esporta};
use documents::store::human_size;

use super::{bar, open, the_ente};
use crate::settings::At;

/// What is kept.
#[derive(Debug, Subcommand)]
pub(crate) enum Conserva {
    /// Scrive tutti i pacchetti di conservazione in una cartella, nella forma aperta E-ARK CSIP. Se si interrompe, riprende da dove era.
    Esporta(Esporta),
}

/// Where to.
#[derive(Debug, Args)]
pub(crate) struct Esporta {
    /// La cartella in cui scrivere; se non c'è viene creata.
    cartella: PathBuf,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Conserva {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Esporta(command) => command.run().await,
        }
    }
}

impl Esporta {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let bar = bar("pacchetti", 0);
        let told = esporta(&ente, &self.cartella, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })
        .await;
        bar.finish_and_clear();
        let told = told?;
        tell(&told);
        println!("La cartella è {}.", self.cartella.display());
        Ok(if told.guasti == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(told: &Esportazione) {
    println!("Pacchetti scritti: {} ({}). C'erano già: {}.", told.scritti, human_size(told.byte), told.presenti);
    if told.senza > 0 {
        println!("Cose che non hanno ancora un pacchetto, e quindi qui non ci sono: {}.", told.senza);
    }
    if told.guasti > 0 {
        println!("Pacchetti guasti, non esportati: {}. Vanno ripristinati da una copia di sicurezza:", told.guasti);
        told.quali.iter().for_each(|one| println!("  {one}"));
    }
}
