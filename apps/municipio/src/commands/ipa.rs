use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Subcommand};
use directory::{
    ipa::{self, Files},
    ipa_copy,
};
use indicatif::ProgressBar;
use kernel::{Actor, Date};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{bar, open, tell_json, the_ente};
use crate::settings::At;

/// The local copy of the index of public administrations.
#[derive(Debug, Subcommand)]
pub(crate) enum Ipa {
    /// Carica i file CSV dell'Indice PA al posto della copia di prima. Chi cerca vede quella di prima finché la nuova non è intera.
    Load(Load),
    /// Dice quando è stata caricata la copia e quanto contiene.
    Status(Status),
}

/// The files.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Il file CSV "Enti".
    #[arg(long)]
    enti: PathBuf,
    /// Il file CSV "Aree organizzative omogenee".
    #[arg(long)]
    aoo: Option<PathBuf>,
    /// Il file CSV "Unità organizzative": serve solo a riconoscere gli indirizzi dei singoli uffici.
    #[arg(long)]
    uo: Option<PathBuf>,
    /// Carica anche una copia con meno della metà degli enti di quella di prima.
    #[arg(long = "anche-se-ridotta")]
    smaller: bool,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

/// Which ente.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    /// Scrive il risultato in JSON: null se non c'è ancora una copia.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// The copy, as a script reads it.
#[derive(Debug, Serialize)]
struct Copia {
    /// The Italian day on which it was loaded.
    caricata: String,
    giorni: i64,
    enti: i64,
    aoo: i64,
    uo: i64,
    /// Of the files, one after the other.
    sha256: String,
    /// The newest day that its lines tell.
    aggiornata: Option<String>,
}

impl Ipa {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Load(command) => command.run().await,
            Self::Status(command) => command.run().await,
        }
    }
}

impl Load {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let mut hash = Sha256::new();
        let progress = bar("Indice PA: byte", 0);
        for path in [Some(&self.enti), self.aoo.as_ref(), self.uo.as_ref()].into_iter().flatten() {
            add(&mut hash, path)?;
            progress.inc_length(fs::metadata(path).map_or(0, |data| data.len()));
        }
        let read = |path: &Path| opened(path, &progress);
        let files = Files {
            enti: read(&self.enti)?,
            aoo: self.aoo.as_deref().map(read).transpose()?,
            uo: self.uo.as_deref().map(read).transpose()?,
            sha256: hex::encode(hash.finalize()),
        };
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let loaded = ipa::load(&ente.ledger, Actor::System("console"), files, self.smaller).await?;
        progress.finish_and_clear();
        let copy = &loaded.copy;
        println!("L'Indice PA è caricato: {} enti, {} AOO, {} UO.", copy.enti, copy.aoo, copy.uo);
        if loaded.passed_over > 0 {
            println!("{} righe senza codice o senza nome sono saltate.", loaded.passed_over);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Status {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let found = ipa::copy(&ente.db().read().await?).await?;
        let now = ente.ledger.now().date();
        if self.json {
            let copia = found.as_ref().map(|copy| Copia::of(copy, now));
            tell_json(&copia)?;
            return Ok(if copia.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let Some(copy) = found else {
            println!("Non c'è ancora una copia dell'Indice PA: caricala con \"municipio ipa load\".");
            return Ok(ExitCode::FAILURE);
        };
        let days = (now - copy.loaded_at.date()).num_days();
        println!(
            "Caricata il {} ({days} giorni fa): {} enti, {} AOO, {} UO.",
            copy.loaded_at.date().format("%d/%m/%Y"),
            copy.enti,
            copy.aoo,
            copy.uo
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Copia {
    fn of(copy: &ipa_copy::Model, today: Date) -> Self {
        Self {
            caricata: copy.loaded_at.date().to_string(),
            giorni: (today - copy.loaded_at.date()).num_days(),
            enti: copy.enti,
            aoo: copy.aoo,
            uo: copy.uo,
            sha256: copy.sha256.clone(),
            aggiornata: copy.updated.map(|day| day.to_string()),
        }
    }
}

/// A file to be read, whose bytes move the bar.
fn opened(path: &Path, progress: &ProgressBar) -> anyhow::Result<Box<dyn BufRead + Send>> {
    let file = File::open(path).with_context(|| format!("Il file {} non si apre", path.display()))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, progress.wrap_read(file))))
}

fn add(hash: &mut Sha256, path: &Path) -> anyhow::Result<()> {
    let mut file = File::open(path).with_context(|| format!("Il file {} non si apre", path.display()))?;
    let mut bytes = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut bytes).with_context(|| format!("Il file {} non si legge", path.display()))?;
        if read == 0 {
            return Ok(());
        }
        hash.update(bytes.get(..read).unwrap_or_default());
    }
}
