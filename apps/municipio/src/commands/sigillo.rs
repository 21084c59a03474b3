//! The seal of an ente: set from the file that a certification service gave, or one for trials; and how it stands.

use std::{
    fs::File,
    io::{BufRead, Read},
    path::PathBuf,
    process::ExitCode,
};

use ::ente::Ente;
use anyhow::Context;
use clap::{Args, Subcommand};
use kernel::{Actor, Instant};
use rustix::termios::{self, LocalModes, OptionalActions, Termios};
use seal::{NOTICE, Standing};
use serde::Serialize;
use signing::verify::report::Report;
use zeroize::Zeroizing;

use super::{open, tell_json, the_ente};
use crate::settings::At;

/// Longest file that is read: more is no key with its certificates.
const FILE_MAX: u64 = (1 << 20) + 1;
/// Longest password, bytes.
const PASSWORD_MAX: u64 = 4_000;

/// The seal of an ente.
#[derive(Debug, Subcommand)]
pub(crate) enum Sigillo {
    /// Carica il sigillo da un file PKCS #12 (.p12, .pfx) o PEM con chiave e certificato. La password del file si scrive qui, e non si vede.
    Importa(Importa),
    /// Crea un sigillo di prova, SENZA VALORE LEGALE: serve a vedere come funziona.
    CreaDiProva(Which),
    /// Dice se c'è un sigillo, di chi è, fino a quando vale.
    Mostra(Mostra),
}

/// The file.
#[derive(Debug, Args)]
pub(crate) struct Importa {
    /// Il file con chiave e certificato.
    file: PathBuf,
    #[command(flatten)]
    which: Which,
}

/// Which ente.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

/// How it is told.
#[derive(Debug, Args)]
pub(crate) struct Mostra {
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    which: Which,
}

/// How the seal stands, as a script reads it.
#[derive(Debug, Serialize)]
struct Stato {
    /// Whether documents can be sealed now.
    sigilla: bool,
    /// Why not.
    motivo: Option<String>,
    scade_presto: bool,
    sigillo: Option<Dati>,
    /// Where time stamps are asked for.
    marche_temporali: Option<String>,
}

/// What the seal's certificate says.
#[derive(Debug, Serialize)]
struct Dati {
    titolare: String,
    rilasciato_da: String,
    /// First and last instant, in UTC.
    dal: String,
    al: String,
    /// SHA-256 of the certificate.
    impronta: String,
    di_prova: bool,
}

impl Sigillo {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Importa(command) => command.run().await,
            Self::CreaDiProva(which) => trial(which).await,
            Self::Mostra(command) => command.run().await,
        }
    }
}

impl Importa {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let shown = self.file.display();
        let file = File::open(&self.file).with_context(|| format!("Il file {shown} non si apre"))?;
        let mut bytes = Zeroizing::new(Vec::new());
        file.take(FILE_MAX).read_to_end(&mut bytes).with_context(|| format!("Il file {shown} non si legge"))?;
        let password = password()?;
        let candidate = seal::read_file(&bytes, &password)?;
        let enti = open(&self.which.at).await?;
        let ente = the_ente(&enti, self.which.ente.as_deref()).await?;
        let (row, report) = seal::set(&ente, Actor::System("console"), candidate).await?;
        println!(
            "Il sigillo di {} è impostato. La chiave sta nel database, chiusa: il file non serve più qui.",
            ente.info.name
        );
        println!(
            "Conservalo altrove, oppure distruggilo; se il servizio è acceso, userà il sigillo dal prossimo documento."
        );
        tell(&row, ente.ledger.now());
        println!("{}", worth(&report));
        Ok(ExitCode::SUCCESS)
    }
}

async fn trial(which: Which) -> anyhow::Result<ExitCode> {
    let enti = open(&which.at).await?;
    let ente = the_ente(&enti, which.ente.as_deref()).await?;
    let before = seal::kept(&ente.db().read().await?).await?;
    anyhow::ensure!(
        before.is_none_or(|before| before.trial),
        "Questo ente ha già un sigillo vero: uno di prova non può prenderne il posto."
    );
    let candidate = seal::trial(&ente.info, ente.ledger.now(), &**ente.ledger.random())?;
    let (row, _) = seal::set(&ente, Actor::System("console"), candidate).await?;
    println!("Il sigillo di prova di {} è impostato: {NOTICE}.", ente.info.name);
    tell(&row, ente.ledger.now());
    Ok(ExitCode::SUCCESS)
}

impl Mostra {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.which.at).await?;
        let ente = the_ente(&enti, self.which.ente.as_deref()).await?;
        let now = ente.ledger.now();
        let row = seal::kept(&ente.db().read().await?).await?;
        let standing = Standing::of(row.as_ref(), now);
        if let Some(row) = row.as_ref().filter(|_| !self.json) {
            tell(row, now);
        }
        // It opens, or whoever asks learns why not.
        let closed = match seal::open(&ente).await {
            Ok(_) => None,
            Err(error) if error.passes() || !self.json => return Err(error.into()),
            Err(error) => Some(error.to_string()),
        };
        let seals = standing.seals() && closed.is_none();
        if self.json {
            tell_json(&Stato::of(&ente, row.as_ref(), (standing, closed)))?;
        } else {
            println!("{}", stamps(&ente));
            if let Some(why) = standing.why_not(row.as_ref()) {
                println!("{why}");
            }
        }
        Ok(if seals { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Stato {
    /// `closed`: why its key does not open, where it does not.
    fn of(ente: &Ente, row: Option<&seal::row::Model>, (standing, closed): (Standing, Option<String>)) -> Self {
        Self {
            sigilla: standing.seals() && closed.is_none(),
            motivo: closed.or_else(|| standing.why_not(row)),
            scade_presto: standing == Standing::ExpiresSoon,
            sigillo: row.map(|row| Dati {
                titolare: row.holder.clone(),
                rilasciato_da: row.issuer.clone(),
                dal: row.not_before_at.to_string(),
                al: row.not_after_at.to_string(),
                impronta: hex::encode(&row.sha256),
                di_prova: row.trial,
            }),
            marche_temporali: ente.time_stamps.as_ref().map(|stamps| stamps.url.clone()),
        }
    }
}

fn tell(row: &seal::row::Model, now: Instant) {
    let day = |at: Instant| at.date().format("%d/%m/%Y").to_string();
    println!("Titolare: {}", row.holder);
    println!("Rilasciato da: {}", row.issuer);
    println!("Vale dal {} al {}.", day(row.not_before_at), day(row.not_after_at));
    println!("Impronta SHA-256 del certificato: {}", hex::encode(&row.sha256));
    if row.trial {
        println!("È un sigillo di prova, SENZA VALORE LEGALE.");
    }
    if Standing::of(Some(row), now) == Standing::ExpiresSoon {
        println!("Scade fra meno di {} giorni: chiedi per tempo quello nuovo.", seal::EXPIRES_SOON_DAYS);
    }
}

fn stamps(ente: &Ente) -> String {
    match &ente.time_stamps {
        Some(stamps) => format!("Marche temporali da: {}", stamps.url),
        None => format!(
            "Nessun servizio di marcatura temporale: si scrive nelle impostazioni, sotto [time_stamps.{}].",
            ente.info.slug
        ),
    }
}

/// What the trusted lists that are here say of the seal.
fn worth(report: &Report) -> String {
    let qualified = report.signatures.first().is_some_and(|one| one.qualification.is_qualified());
    if qualified {
        "Secondo le liste di fiducia che ci sono qui, il sigillo è qualificato.".into()
    } else {
        format!(
            "Con le liste di fiducia che ci sono qui il sigillo non risulta qualificato. Una prova dice: {}",
            report.sentence
        )
    }
}

/// The password of the file, from whoever types it, unseen, or from another program.
fn password() -> anyhow::Result<Zeroizing<String>> {
    let unseen = Unseen::begin()?;
    eprintln!("Scrivi la password del file (non si vede) e premi Invio; solo Invio, se il file non ne ha.");
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().take(PASSWORD_MAX).read_line(&mut line);
    let typed = unseen.is_some();
    drop(unseen);
    if typed {
        // The Enter was not seen either.
        eprintln!();
    }
    read.context("La password non si legge")?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// While it lives the terminal shows nothing of what is typed.
struct Unseen(Termios);

impl Unseen {
    /// Nothing where no person types: the input is a file or another program's.
    fn begin() -> anyhow::Result<Option<Self>> {
        let input = std::io::stdin();
        if !termios::isatty(&input) {
            return Ok(None);
        }
        let before = termios::tcgetattr(&input).context("Il terminale non dice com'è impostato")?;
        let mut unseen = before.clone();
        unseen.local_modes.remove(LocalModes::ECHO);
        // What was typed before the question was seen, and is thrown away.
        termios::tcsetattr(&input, OptionalActions::Flush, &unseen).context(
            "Il terminale mostrerebbe la password: scrivila da un altro, o falla leggere da un file con \"<\"",
        )?;
        Ok(Some(Self(before)))
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        if let Err(error) = termios::tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0) {
            eprintln!("Il terminale non mostra più quello che scrivi ({error}): lancia \"stty echo\".");
        }
    }
}
