//! Durable registrations: 16 programs send a document of 100 KB each, again and again, to the API.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use ente::{Database, Place};
use kernel::SystemClock;
use reqwest::Client;
use testkit::TownHall;

use crate::{
    disk,
    figures::{Figures, Times},
    large::document,
    program::{Program, bin, verify_clean},
};

pub(crate) const CLIENTS: usize = 16;
pub(crate) const BYTES: usize = 100_000;
pub(crate) const WARM_UP: Duration = Duration::from_secs(3);
pub(crate) const DURING: Duration = Duration::from_secs(20);
pub(crate) const CEILING: Duration = Duration::from_secs(6);
const EDGE: &str = "limite";

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    on(figures, "SQLite", Database::Sqlite).await?;
    if testkit::postgres_url().is_some() {
        let url = testkit::new_database().await;
        on(figures, "PostgreSQL", Database::Postgres { url, connections: 20 }).await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, engine: &str, database: Database) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("dati");
    let (unit, key) = prepare(&folder, database.clone()).await?;
    let program = Program::serve(&folder, &database).await?;
    let dati = dati(unit);
    let next = Arc::new(AtomicU64::new(0));
    load(&program.url, &key, &dati, WARM_UP, &next).await?;
    // Other tenants of a shared disk come and go: the ceiling is measured on both sides of the load.
    let before = disk::ceiling(&folder.join("before"), CLIENTS, BYTES, CEILING)?;
    let times = load(&program.url, &key, &dati, DURING, &next).await?;
    let unread = unread(&program.url).await?;
    // What goes on in the background must not make the disk look slower than it is.
    drop(program);
    let after = disk::ceiling(&folder.join("after"), CLIENTS, BYTES, CEILING)?;
    let ceiling = f64::midpoint(before, after);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = times.len() as f64 / DURING.as_secs_f64();
    figures.note(
        &format!("registrations/s, {engine}"),
        format!("{rate:.0}/s, {}; {unread} jobs left for later", Times::new(times).told()),
        format!("the needed syncs alone {before:.0}/s before, {after:.0}/s after: {:.0}%", rate / ceiling * 100.0),
        "60%",
    );
    verify_clean(&folder)
}

/// How many background jobs are due: heavy ones stand aside for whoever registers, and are made up for afterwards.
async fn unread(url: &str) -> anyhow::Result<u64> {
    let text = reqwest::get(format!("{url}/metrics")).await?.text().await?;
    let due = text.lines().find(|line| line.starts_with("municipio_jobs{") && line.contains("state=\"due\""));
    let count = due.and_then(|line| line.rsplit(' ').next()).context("the program tells no jobs")?;
    Ok(count.parse()?)
}

/// The data that a registration carries besides its file.
pub(crate) fn dati(unit: authz::UnitId) -> String {
    format!(
        "{{\"verso\":\"arrivo\",\"oggetto\":\"Richiesta di occupazione di suolo pubblico\",\"mezzo\":\"pec\",\
         \"parti\":[{{\"nome\":\"Rossi Srl\",\"indirizzo\":\"rossi@pec.example\"}}],\"assegnazioni\":[{{\"ufficio\":\"{unit}\"}}]}}"
    )
}

/// An ente with one person and a program's key of theirs.
pub(crate) async fn prepare(folder: &Path, database: Database) -> anyhow::Result<(authz::UnitId, String)> {
    let place = Place::in_folder(folder, database, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    let unit = town.unit("PRO", "Protocollo").await;
    let may = ["protocollo.registra", "protocollo.assegna", "protocollo.consulta"];
    let person = town.person("anna", unit, &may).await;
    let key = town.api_key("anna", person, &may).await;
    town.stop().await;
    Ok((unit, key))
}

/// All clients at work for so long: the time of every acknowledged registration.
pub(crate) async fn load(
    url: &str,
    key: &str,
    dati: &str,
    during: Duration,
    next: &Arc<AtomicU64>,
) -> anyhow::Result<Vec<Duration>> {
    let until = Instant::now() + during;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (url, key, dati, next) = (url.to_owned(), key.to_owned(), dati.to_owned(), Arc::clone(next));
            tokio::spawn(async move {
                let client = Client::new();
                let mut times = Vec::new();
                while Instant::now() < until {
                    let body = body(&dati, &document(next.fetch_add(1, Ordering::Relaxed), BYTES));
                    times.push(one(&client, &url, &key, body).await?);
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut all = Vec::new();
    for client in clients {
        all.extend(client.await??);
    }
    Ok(all)
}

/// Registers once, and tells how long it took.
pub(crate) async fn one(client: &Client, url: &str, key: &str, body: Vec<u8>) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let answer = client
        .post(format!("{url}/api/v1/protocollo/registrazioni"))
        .bearer_auth(key)
        .header("content-type", format!("multipart/form-data; boundary={EDGE}"))
        .body(body)
        .send()
        .await?;
    anyhow::ensure!(answer.status() == 201, "{}: {}", answer.status(), answer.text().await?);
    answer.bytes().await?;
    Ok(started.elapsed())
}

/// What is sent to register a document.
pub(crate) fn body(dati: &str, document: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{EDGE}\r\ncontent-disposition: form-data; name=\"dati\"\r\n\r\n{dati}\r\n--{EDGE}\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"richiesta.pdf\"\r\ncontent-type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(document);
    body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
    body
}
