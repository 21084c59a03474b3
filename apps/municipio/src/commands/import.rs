use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use ::ente::Ente;
use anyhow::{Context, bail};
use authz::Who;
use clap::Args;
use documents::{
    format::{FormatId, recognise},
    store::Stored,
    text::{Guard, extract_guarded_stream, propose},
};
use futures::StreamExt;
use protocollo::{Nuova, Parte, Verso};
use serde::Serialize;

use super::{
    bar,
    from_folder::{Saltato, ended, files_in, take, tell_skipped},
    import_passati, open, tell_json, the_ente,
};
use crate::settings::At;

/// A folder of messages and PDFs to register, or of past acts to read.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// La cartella con i file .eml e .pdf.
    dir: PathBuf,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    /// La persona che registra: il suo nome utente.
    #[arg(long)]
    user: String,
    /// Il mittente da scrivere quando il documento non dice chi lo manda; senza, quei file si saltano.
    #[arg(long)]
    mittente: Option<String>,
    /// I PDF sono atti passati: non si protocollano; si leggono, e la persona li conferma dalle pagine (Atti, Atti passati).
    #[arg(long, conflicts_with = "mittente")]
    passati: bool,
    /// Il codice dell'ufficio per cui si riportano gli atti passati; non serve se la persona ne ha uno solo.
    #[arg(long, requires = "passati")]
    ufficio: Option<String>,
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// What came of the folder, as a script reads it.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    registrati: u64,
    /// Files that were registered another time.
    gia_registrati: u64,
    saltati: Vec<Saltato>,
}

/// The largest file that is imported: what the pages take too.
const LARGEST: u64 = web::MAX_UPLOAD;
/// Bytes of a file that are read for its subject and sender.
const MAX_READ: u64 = 50 << 20;

enum Done {
    Registered,
    Already,
    Skipped(String),
}

impl Import {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let who = self.who(&ente).await?;
        let wanted: &[&str] = if self.passati { &["pdf", "p7m"] } else { &["eml", "pdf"] };
        let files = files_in(&self.dir, wanted)?;
        if files.is_empty() {
            bail!("In {} non ci sono file .{}.", self.dir.display(), wanted.join(" o ."));
        }
        if self.passati {
            return import_passati::run(&ente, &who, files, (self.ufficio.as_deref(), self.json)).await;
        }
        who.require(&protocollo::REGISTRA)?;
        let progress = bar("Registro", files.len() as u64);
        let mut outcome = Outcome::default();
        for path in files {
            match self.one(&ente, &who, &path).await? {
                Done::Registered => outcome.registrati += 1,
                Done::Already => outcome.gia_registrati += 1,
                Done::Skipped(motivo) => outcome.saltati.push(Saltato { file: path, motivo }),
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        if self.json {
            tell_json(&outcome)?;
        } else {
            tell(&outcome);
        }
        Ok(ended(&outcome.saltati))
    }

    async fn who(&self, ente: &Ente) -> anyhow::Result<Who> {
        let read = ente.db().read().await?;
        let person = accounts::person_by_username(&read, &self.user).await?.filter(|person| person.active);
        let person =
            person.with_context(|| format!("Non c'è una persona attiva con il nome utente \"{}\".", self.user))?;
        let grants = authz::load(&read, person.id, ente.ledger.now().date()).await?;
        Ok(Who { person: person.id, name: person.full_name(), grants })
    }

    async fn one(&self, ente: &Ente, who: &Who, path: &Path) -> anyhow::Result<Done> {
        let (name, stored) = match take(ente, path, LARGEST).await? {
            Ok(taken) => taken,
            Err(why) => return Ok(Done::Skipped(why)),
        };
        let nuova = match self.proposed(ente, &stored, &name).await? {
            Ok(nuova) => nuova,
            Err(why) => return Ok(Done::Skipped(why)),
        };
        // The whole message is the main document; its files stand beside it, as when one drops it on the page.
        let mail = recognise(&stored.head, &name, None).id == FormatId::Eml;
        let attached = if mail { protocollo::allegati_di(ente, &stored).await? } else { Vec::new() };
        let (key, before) =
            (format!("importa-{}", stored.sha256).chars().take(64).collect::<String>(), ente.ledger.now());
        let files: Vec<(String, Stored)> = std::iter::once((name, stored)).chain(attached).collect();
        match protocollo::registra(ente, who, &nuova, &files, Some(&key)).await {
            // The same key gives the entry of the first time.
            Ok(row) if row.registrata_at < before => Ok(Done::Already),
            Ok(_) => Ok(Done::Registered),
            Err(protocollo::Error::Refused(refusal)) => Ok(Done::Skipped(refusal.to_string())),
            Err(other) => Err(other.into()),
        }
    }

    /// What the document says of itself. Nothing is invented: without a sender it is left for a person.
    async fn proposed(&self, ente: &Ente, stored: &Stored, name: &str) -> anyhow::Result<Result<Nuova, String>> {
        let bytes = if stored.size <= MAX_READ { read(ente, stored).await? } else { stored.head.to_vec() };
        let format = recognise(&stored.head, name, Some(&bytes[..]).filter(|bytes| bytes.len() as u64 == stored.size));
        let guard = Guard { time: Duration::from_secs(20), ..Guard::default() };
        let extracted =
            extract_guarded_stream(&ente.reader, ente.archive.store().open(&stored.sha256).await?, name, guard).await;
        let found = propose::propose(&bytes, &format, &extracted);
        let sender = found.sender.first().map(|proposal| proposal.value.clone()).unwrap_or_default();
        let Some(nome) = sender.name.or_else(|| sender.email.clone()).or_else(|| self.mittente.clone()) else {
            return Ok(Err(
                "non dice chi lo manda. Registralo dalle pagine, o indica il mittente con --mittente.".into()
            ));
        };
        let mail = format.id == FormatId::Eml;
        let today = ente.ledger.now().date();
        let protocol = found.sender_protocol.first().map(|proposal| proposal.value.clone());
        let day = protocol
            .as_ref()
            .and_then(|protocol| protocol.date)
            .or_else(|| found.document_date.first().map(|p| p.value));
        let subject = found.subject.first().map(|proposal| proposal.value.chars().take(500).collect());
        let mezzo = if sender.pec {
            "pec"
        } else if mail {
            "email"
        } else {
            "altro"
        };
        let oggetto = subject.unwrap_or_else(|| format!("Documento importato senza oggetto: {name}"));
        Ok(Ok(Nuova {
            parti: vec![Parte { nome, codice_fiscale: sender.tax_code.or(sender.vat_number), indirizzo: sender.email }],
            protocollo_mittente: protocol.map(|protocol| protocol.number),
            data_mittente: day.filter(|day| *day <= today),
            note: Some("Importata da una cartella: oggetto e mittente sono quelli letti nel documento.".into()),
            ..Nuova::new(Verso::Arrivo, oggetto, mezzo)
        }))
    }
}

fn tell(outcome: &Outcome) {
    let Outcome { registrati, gia_registrati, saltati } = outcome;
    println!("Registrati {registrati} file; {gia_registrati} lo erano già; {} saltati.", saltati.len());
    tell_skipped(saltati);
}

async fn read(ente: &Ente, stored: &Stored) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut stream = ente.archive.store().open(&stored.sha256).await?;
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok(bytes)
}
