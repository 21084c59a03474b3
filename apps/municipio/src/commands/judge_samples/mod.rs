mod autorita;
mod firme;
mod pdf;
mod xml;

use std::{path::PathBuf, process::ExitCode};

use ::ente::Ente;
use anyhow::Context;
use authz::Who;
use clap::Args;

use super::{open_place, the_ente};
use crate::settings::At;

/// Who keeps the protocollo.
const CLERK: &str = "anna.neri";
/// Who answers for it, for the albo and for what is kept.
const HEAD: &str = "carla.bianchi";
/// Who reads all acts.
const SECRETARY: &str = "elena.conti";

/// Who writes the words of the papers.
const ADMINISTRATOR: &str = "ivo.tecchi";

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
        let mut place = self.at.place()?;
        place.aoo.entry(demo::SLUG.into()).or_insert_with(demo::aoo);
        let enti = open_place(place).await?;
        let ente = the_ente(&enti, Some(&self.ente)).await?;
        ledger::export_log(&ente.ledger, &self.out.join("tlog")).await?;
        std::fs::write(self.out.join("tlog/url"), "/registro\n")?;
        let sheet = pdf::write(&ente, &self.out.join("pdf")).await?;
        xml::write(&ente, &self.out.join("xml")).await?;
        firme::write(&self.out.join("firme"), &sheet, ente.ledger.now().utc()).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// One of the demo's people, with what they may do today.
async fn who(ente: &Ente, username: &str) -> anyhow::Result<Who> {
    let read = ente.db().read().await?;
    let person = accounts::person_by_username(&read, username).await?;
    let person = person.with_context(|| format!("In questo ente non c'è {username}, che apre i campioni."))?;
    let grants = authz::load(&read, person.id, ente.ledger.now().date()).await?;
    Ok(Who { person: person.id, name: person.full_name(), grants })
}
