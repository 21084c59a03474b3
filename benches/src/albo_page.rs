//! What everybody reads at the albo, at so many requests a second while clerks work. The load is open: each request is due at an instant of
//! its own, whatever became of those before, and its time runs from there, so that waiting is counted.

use std::{path::Path, sync::Arc, time::Duration};

use ente::{Database, Place};
use kernel::{Actor, SystemClock};
use porte::albo::{DaPubblicare, Domanda, Durata, Origine, Pubblica, Tipo};
use reqwest::Client;
use testkit::TownHall;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until},
};

use crate::{
    clerks::{self, CLERKS, Clerk, Clerks},
    figures::{Figures, Times},
    large::{self, document},
    program::{Program, bin},
};

/// Requests a second.
const RATE: u32 = 500;
const WARM_UP: Duration = Duration::from_secs(3);
const DURING: Duration = Duration::from_secs(20);
/// Requests that are answered at the same time at most; what is due beyond them waits, and its time runs.
const AT_ONCE: usize = 256;
/// What is being published, with a document each.
const PUBLISHED: u64 = 200;
/// Entries that the register of the clerks has.
const ENTRIES: u64 = 20_000;
const BYTES: usize = 40_000;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    on(figures, "SQLite", Database::Sqlite).await?;
    if testkit::postgres_url().is_some() {
        let url = testkit::new_database().await;
        on(figures, "PostgreSQL", Database::Postgres { url, connections: 20 }).await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, engine: &str, database: Database) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(large::folder()?)?;
    let folder = temporary.path().join("dati");
    let (clerk, published) = prepare(&folder, database.clone()).await?;
    let program = Program::serve(&folder, &database).await?;
    let at_work = Clerks::begin(&program.url, &clerk).await?;
    let begun = std::time::Instant::now();
    let address = |path: &str| vec![format!("{}{path}", program.url)];
    let pages: Vec<String> = published.iter().map(|(year, n)| format!("{}/albo/{year}/{n}", program.url)).collect();
    load(&pages, WARM_UP).await?;
    let floor = load(&address("/salute"), DURING).await?;
    let page = load(&pages, DURING).await?;
    let list = load(&address("/albo"), DURING).await?;
    let seen = at_work.end().await?.since(begun + WARM_UP);
    let against =
        format!("an empty answer, asked so {}; the clerks' pages meanwhile {}", floor.told(), seen.pages.told());
    for (what, times, target) in [("publication", page, "p99 20 ms"), ("list of the albo", list, "")] {
        let what = format!("{what}, {RATE} requests a second, {CLERKS} clerks at work, {engine}");
        figures.note(&what, times.told(), against.clone(), target);
    }
    Ok(())
}

/// Asks for these addresses in turn at [`RATE`] for so long: from when each was due until it was read whole.
async fn load(addresses: &[String], during: Duration) -> anyhow::Result<Times> {
    let (client, places) = (Client::new(), Arc::new(Semaphore::new(AT_ONCE)));
    let (begin, gap) = (Instant::now(), Duration::from_secs(1) / RATE);
    let mut due = begin;
    let mut asked = Vec::new();
    for address in addresses.iter().cycle() {
        if due >= begin + during {
            break;
        }
        sleep_until(due).await;
        let (client, places, address) = (client.clone(), Arc::clone(&places), address.clone());
        asked.push(tokio::spawn(async move {
            let place = places.acquire().await?;
            let answer = client.get(&address).send().await?;
            let status = answer.status();
            answer.bytes().await?;
            drop(place);
            anyhow::ensure!(status == 200, "{address}: {status}");
            anyhow::Ok(due.elapsed())
        }));
        due += gap;
    }
    let mut times = Vec::with_capacity(asked.len());
    for one in asked {
        times.push(one.await??);
    }
    Ok(Times::new(times))
}

/// An ente with clerks, a register and publications: their years and numbers.
async fn prepare(folder: &Path, database: Database) -> anyhow::Result<(Clerk, Vec<(i64, i64)>)> {
    let place = Place::in_folder(folder, database, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    let unit = town.unit("PRO", "Protocollo").await;
    let may = ["protocollo.registra", "protocollo.assegna", "protocollo.consulta"];
    let mut people = Vec::new();
    for number in 0..CLERKS {
        people.push(town.person(&clerks::name(number), unit, &may).await);
    }
    let person = people[0];
    large::fill(&town.ente, &town.who(person).await, &[unit], ENTRIES, |_| ()).await?;
    let mut published = Vec::new();
    for n in 0..PUBLISHED {
        published.push(publish(&town, person, n).await?);
    }
    // What follows a posting is done before anything is measured.
    town.work().await;
    let key = town.api_key(&clerks::name(0), person, &may).await;
    town.stop().await;
    Ok((Clerk { unit, key }, published))
}

/// Publishes a determina, through the door that the acts come by.
async fn publish(town: &TownHall, persona: authz::PersonId, n: u64) -> anyhow::Result<(i64, i64)> {
    let ente = &town.ente;
    let stored = ente.archive.receive(&mut &document(n, BYTES)[..], 1 << 20).await?;
    let mut tx = ente.ledger.begin(Actor::System("benches"), "albo.pubblica").await?;
    let documento = ente.archive.name(&mut tx, &stored, "determina.pdf").await?;
    let tipo = Tipo::di("determina").ok_or_else(|| anyhow::anyhow!("no kind of this code"))?;
    let detta = Some(format!("Determinazione n. {} del {}", n + 1, tx.now().date().format("%d/%m/%Y")));
    let domanda = Domanda {
        tipo,
        oggetto: format!("Potatura dei tigli di viale Roma, lotto {n}: affidamento e impegno di spesa"),
        origine: Origine { ufficio: "atti".into(), id: None, detta },
        richiedente: "Lavori pubblici".into(),
        esterno: false,
        protocollo: None,
        adottato_il: Some(tx.now().date()),
        immediata: false,
        durata: Durata::Usuale,
        documenti: vec![DaPubblicare { documento, integrale: None }],
        scelte: Vec::new(),
        persona,
    };
    let posted = albo::Porta.pubblica(&mut tx, &domanda).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    tx.commit().await?;
    Ok(posted.numero)
}
