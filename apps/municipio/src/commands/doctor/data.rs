//! The data: databases and their steps, the clock, the store of files. Nothing is changed in them.

use std::{path::Path, sync::Arc};

use db::{Db, PostgresNode};
use documents::store::{EntePrefix, FolderStore, S3Store, Soundness, Store};
use ente::{Database, Files};
use kernel::{Clock, Instant, SystemClock};

use municipio::OFFICES;

use super::{Finding, antivirus, caselle, collegamenti, cooperazione, scansioni, secrets, sigillo};
use crate::settings::Settings;

const DATABASE: &str = "database";

/// The databases of all enti.
pub(super) async fn databases(settings: &Settings) -> Vec<Finding> {
    match try_databases(settings).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::error(
            DATABASE,
            format!("Il database non risponde come dovrebbe: {error:#}"),
            "Controlla che il server sia acceso e l'indirizzo sotto [database] giusto, o che nessuno abbia toccato i file.",
        )],
    }
}

async fn try_databases(settings: &Settings) -> anyhow::Result<Vec<Finding>> {
    let empty = || {
        let sentence = "Il database si può usare, ma non c'è ancora nessun ente.";
        vec![Finding::warning(DATABASE, sentence, "Crea il primo con \"municipio ente add\".")]
    };
    let node = node(settings).await?;
    let noted = ente::noted_key(&settings.place()?).await?;
    let mut findings = vec![secrets::key(&settings.key, noted.as_deref())];
    let keys = secrets::keys(&settings.key);
    let slugs: Vec<String> = list(settings, node.as_ref()).await?.into_iter().map(|(slug, _)| slug).collect();
    if slugs.is_empty() {
        findings.extend(empty());
        return Ok(findings);
    }
    for slug in slugs {
        let path = settings.folder.join("enti").join(&slug).join("ente.db");
        let database = match &node {
            Some(node) => Db::postgres(node, &format!("ente_{slug}")).await?,
            None if !path.is_file() => {
                findings.push(missing(&slug, &path));
                continue;
            }
            None => Db::sqlite(&path).await?,
        };
        findings.push(steps(&database, &slug).await?);
        findings.extend(clock(&database, &slug).await?);
        findings.extend(secrets::ente(&database, &slug, &keys).await?);
        findings.extend(collegamenti::ente(&database, &slug).await?);
        findings.extend(antivirus::ente(&database, &slug).await?);
        let named = settings.mailboxes.get(&slug).map_or(&[][..], Vec::as_slice);
        let vault = secrets::vault(&database, &slug, &keys).await?;
        findings.extend(caselle::kept(&database, &slug, &vault, named).await?);
        findings.extend(sigillo::ente(&database, &slug, &vault).await?);
        findings.extend(sigillo::attested(settings, &database, &slug).await?);
        let scans = settings.scans.get(&slug).map_or(&[][..], Vec::as_slice);
        findings.extend(scansioni::ente(&database, &slug, scans).await?);
        findings.extend(cooperazione::ente(settings, &database, &slug).await?);
        database.close().await;
    }
    Ok(findings)
}

async fn node(settings: &Settings) -> anyhow::Result<Option<PostgresNode>> {
    Ok(match &settings.database {
        Database::Sqlite => None,
        Database::Postgres { url, .. } => Some(PostgresNode::connect(url, 2).await?),
    })
}

/// Sections of the settings, `[section.CODE]`, that are of an ente which is not here.
pub(super) async fn strangers(
    settings: &Settings,
    what: &'static str,
    section: &str,
    named: impl Iterator<Item = &String> + Send,
) -> Vec<Finding> {
    let named: Vec<&String> = named.collect();
    if named.is_empty() {
        return Vec::new();
    }
    // What is wrong with the database has been told already.
    let Ok(enti) = enti(settings).await else { return Vec::new() };
    let unknown = named.into_iter().filter(|ente| !enti.iter().any(|(slug, _)| slug == *ente));
    unknown.map(|ente| caselle::stranger(what, &format!("{section}.{ente}"), &enti)).collect()
}

/// The code of every ente with its host names.
pub(super) async fn enti(settings: &Settings) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    list(settings, node(settings).await?.as_ref()).await
}

async fn list(settings: &Settings, node: Option<&PostgresNode>) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let list = match node {
        Some(node) => Db::postgres(node, "municipio").await?,
        None if !settings.folder.join("enti.db").is_file() => return Ok(Vec::new()),
        None => Db::sqlite(&settings.folder.join("enti.db")).await?,
    };
    let rows = match db::rows(&list.read().await?, "SELECT slug, hosts FROM ente_ente ORDER BY slug", []).await {
        Ok(rows) => rows,
        // A server on which the program has never run has no list yet.
        Err(db::Error::Engine(_)) => return Ok(Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let mut enti = Vec::new();
    for row in rows {
        let hosts: String = row.try_get("", "hosts")?;
        enti.push((row.try_get("", "slug")?, hosts.lines().map(str::to_owned).collect()));
    }
    Ok(enti)
}

fn missing(slug: &str, path: &Path) -> Finding {
    let sentence = format!("L'ente {slug} è nell'elenco, ma il suo database {} non c'è.", path.display());
    Finding::error(
        DATABASE,
        sentence,
        "Controlla che il disco sia montato, o rimetti la copia con \"municipio restore\".",
    )
}

/// Whether the schema is that of this release.
async fn steps(database: &Db, slug: &str) -> anyhow::Result<Finding> {
    let rows = db::rows(&database.read().await?, "SELECT owner, name FROM db_migration", []).await?;
    let mut done = Vec::new();
    for row in rows {
        let (owner, name): (String, String) = (row.try_get("", "owner")?, row.try_get("", "name")?);
        done.push((owner, name));
    }
    let known: Vec<(&str, &str)> = office::migrations(OFFICES)
        .iter()
        .flat_map(|owner| owner.steps.iter().map(|step| (owner.owner, step.name)))
        .collect();
    let stranger = done.iter().find(|(owner, name)| !known.contains(&(owner.as_str(), name.as_str())));
    if let Some((owner, name)) = stranger {
        let sentence =
            format!("L'ente {slug} è stato aperto da una versione più recente del programma (passo {owner} {name}).");
        return Ok(Finding::error(DATABASE, sentence, "Aggiorna il programma: i dati non sono stati toccati."));
    }
    let pending = known.len() - done.len();
    Ok(match pending {
        0 => Finding::ok(DATABASE, format!("L'ente {slug} risponde ed è aggiornato.")),
        _ => {
            let sentence =
                format!("L'ente {slug} risponde; mancano {pending} passi di aggiornamento, fatti al prossimo avvio.");
            Finding::warning(DATABASE, sentence, "Fai una copia con \"municipio backup\", poi riavvia il programma.")
        }
    })
}

/// Whether the clock agrees with the last write.
async fn clock(database: &Db, slug: &str) -> anyhow::Result<Option<Finding>> {
    let Some(row) = db::one(&database.read().await?, "SELECT last_at FROM ledger_head WHERE id = 1", []).await? else {
        return Ok(None);
    };
    let (last, now): (Instant, Instant) = (row.try_get("", "last_at")?, SystemClock.now());
    Ok(Some(if last <= now {
        Finding::ok("orologio", format!("L'orologio va d'accordo con l'ultima scrittura di {slug}."))
    } else {
        Finding::error(
            "orologio",
            format!("L'orologio segna {now}, ma l'ultima scrittura di {slug} è delle {last}: non si può registrare."),
            "Correggi l'orologio della macchina (timedatectl) e accendi la sincronizzazione.",
        )
    }))
}

/// Bytes that go into the store and come back.
pub(super) async fn files(settings: &Settings) -> Finding {
    const WHAT: &str = "documenti";
    match round_trip(settings).await {
        Ok(true) => Finding::ok(WHAT, "Un documento di prova è stato scritto, riletto e tolto."),
        Ok(false) => Finding::error(
            WHAT,
            "Un documento di prova è tornato diverso.",
            "Non usare questo disco o servizio: altera i file.",
        ),
        Err(error) => Finding::error(
            WHAT,
            format!("L'archivio dei documenti non funziona: {error:#}"),
            "Controlla la sezione [files] e che il disco o il servizio siano raggiungibili.",
        ),
    }
}

/// No ente can have this code: it has a hyphen.
const TRIAL: &str = "prova-del-medico";

async fn round_trip(settings: &Settings) -> anyhow::Result<bool> {
    let (prefix, now) = (EntePrefix::new(TRIAL)?, SystemClock.now());
    let root = settings.folder.join("documenti");
    let store: Arc<dyn Store> = match &settings.files {
        Files::Folder => {
            std::fs::create_dir_all(&root)?;
            Arc::new(FolderStore::open(&root, &prefix, now.utc()).await?)
        }
        Files::S3(s3) => {
            Arc::new(S3Store::open(s3, &prefix, &format!("medico{}", std::process::id()), now.utc()).await?)
        }
    };
    let bytes = format!("Prova di Municipio delle {now}");
    let stored = store.put_stream(&mut bytes.as_bytes(), 10_000).await?;
    let sound = store.check(&stored.sha256).await? == Soundness::Sound { size: bytes.len() as u64 };
    store.delete(&stored.sha256).await?;
    if matches!(settings.files, Files::Folder) {
        std::fs::remove_dir_all(root.join(TRIAL))?;
    }
    Ok(sound)
}
