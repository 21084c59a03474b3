//! Determine carried through a full iter over HTTP: begun, written, given their lines, proposed, signed for trial, covered by the visto
//! with commitment, number and posting, told to the supplier. Beside the syncs that this needs, and beside SpiffWorkflow carrying the
//! same definition (`acts/`) on the same PostgreSQL in the same run.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use authz::{PersonId, UnitId, incarico, role};
use contabilita::{Bilancio, importa};
use ente::{Database, Place};
use kernel::{Actor, Date, SystemClock};
use prose::{Content, Op, Paragraph, Point, Prose, Role};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use testkit::TownHall;

use crate::{
    disk::{self, Needs},
    figures::{Figures, Times},
    program::{Program, bin, row, verify_clean},
    registrations::{CEILING, CLIENTS, DURING, WARM_UP},
};

/// Carries the same definition.
const PEER: &str = include_str!("acts/peer.py");
const BPMN: &str = include_str!("acts/determina-impegno.bpmn");
/// Calls of one iter that write: draft, text, data, and four steps.
const COMMITS: usize = 7;
/// Files of one iter: the signed act and the signed visto.
const FILES: usize = 2;
/// The first chapter; each client spends on one of its own.
const CHAPTER: usize = 1_000;
const CENTS: i64 = 366_000;
const REASONS: &str = "I rami sporgono sulla carreggiata e vanno potati prima dell'inverno. Tre imprese sono state invitate a presentare \
                       un preventivo e quella scelta ha offerto il prezzo più basso, congruo per il lavoro che si chiede.";
const DECISION: &str =
    "di impegnare la somma di € 3.660,00, IVA compresa, sul capitolo indicato nelle righe contabili.";

/// Who works, and where.
struct House {
    unit: UnitId,
    /// The keys of who writes, who signs, who covers.
    writes: String,
    signs: String,
    covers: String,
    year: i32,
}

/// How long an act took, and its visto alone.
struct Carried {
    whole: Duration,
    visto: Duration,
}

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    on(figures, "SQLite", Database::Sqlite).await?;
    if testkit::postgres_url().is_none() {
        println!("  THE PEER IS NOT MEASURED: there is no PostgreSQL (MUNICIPIO_TEST_POSTGRES).");
        return Ok(());
    }
    // Other tenants of a shared machine come and go: ours is measured on both sides of the peer.
    let before = postgres(figures).await?;
    let peer = peer().await;
    let after = postgres(figures).await?;
    let against = peer.unwrap_or_else(|reason| {
        println!(
            "  THE PEER IS NOT MEASURED: {reason:#}. BENCH_PYTHON may name a Python that has SpiffWorkflow (benches/README.md)."
        );
        "no Python with SpiffWorkflow: not measured".into()
    });
    figures.note("the same iter, PostgreSQL", format!("{before} before; {after} after"), against, "faster");
    Ok(())
}

async fn postgres(figures: &mut Figures) -> anyhow::Result<String> {
    let url = testkit::new_database().await;
    on(figures, "PostgreSQL", Database::Postgres { url, connections: 20 }).await
}

/// Measures ours; gives the rate and what of the processors one act takes.
async fn on(figures: &mut Figures, engine: &str, database: Database) -> anyhow::Result<String> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("dati");
    let house = Arc::new(prepare(&folder, database.clone()).await?);
    let program = Program::serve_with(&folder, &database, "[signing.prova]\ntrial = true\n").await?;
    let next = Arc::new(AtomicU64::new(0));
    load(&program.url, &house, WARM_UP, &next).await?;
    let needs = Needs { files: FILES, size: signed_bytes(&folder, &database).await?, commits: COMMITS };
    let before = disk::ceiling_of(&folder.join("before"), CLIENTS, needs, CEILING)?;
    let (processor, started) = (program.processor(), Instant::now());
    let carried = load(&program.url, &house, DURING, &next).await?;
    // The last acts were begun within the time and ended after it.
    let (processor, seconds) = (program.processor() - processor, started.elapsed().as_secs_f64());
    drop(program);
    let after = disk::ceiling_of(&folder.join("after"), CLIENTS, needs, CEILING)?;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let many = carried.len() as f64;
    ensure!(many > 0.0, "no act was carried to its end");
    let told = format!("{:.1}/s, {:.1} ms of processor each", many / seconds, processor.as_secs_f64() * 1000.0 / many);
    let (whole, visto): (Vec<_>, Vec<_>) = carried.iter().map(|one| (one.whole, one.visto)).unzip();
    figures.note(
        &format!("acts through a full iter, {CLIENTS} clients, {engine}"),
        format!("{told}; {}; the visto alone {}", Times::new(whole).told(), Times::new(visto).told()),
        format!(
            "the needed syncs alone {before:.0}/s before, {after:.0}/s after: {:.0}%",
            many / seconds / f64::midpoint(before, after) * 100.0
        ),
        "none of its own",
    );
    check(&folder, &database, next.load(Ordering::Relaxed)).await?;
    Ok(told)
}

/// Bytes of what was signed, on average.
async fn signed_bytes(folder: &Path, database: &Database) -> anyhow::Result<usize> {
    let sql = |schema: &str| {
        format!(
            "SELECT CAST(AVG(d.size) AS BIGINT) AS size FROM {schema}documents_document d \
             JOIN {schema}atti_firma f ON f.documento_id = d.id"
        )
    };
    Ok(usize::try_from(row(folder, database, sql).await?.try_get::<i64>("", "size")?)?)
}

/// That each act has its number, without a hole, its money and its posting, and that all recorded is sound.
async fn check(folder: &Path, database: &Database, begun: u64) -> anyhow::Result<()> {
    let sql = |schema: &str| {
        format!(
            "SELECT (SELECT COUNT(*) FROM {schema}atti_stato) AS acts, \
             (SELECT COUNT(DISTINCT numero) FROM {schema}atti_stato) AS numbers, \
             (SELECT MAX(numero) FROM {schema}atti_stato) AS last, \
             (SELECT COUNT(DISTINCT atto_id) FROM {schema}atti_movimento) AS money, \
             (SELECT COUNT(*) FROM {schema}contabilita_movimento) AS committed, \
             (SELECT COUNT(DISTINCT origine_id) FROM {schema}albo_pubblicazione) AS posted, \
             (SELECT MAX(numero) FROM {schema}albo_pubblicazione) AS last_posted"
        )
    };
    let (row, begun) = (row(folder, database, sql).await?, i64::try_from(begun)?);
    for column in ["acts", "numbers", "last", "money", "committed", "posted", "last_posted"] {
        let found: i64 = row.try_get("", column)?;
        ensure!(found == begun, "{begun} acts were carried; {column}: {found}");
    }
    verify_clean(folder)
}

/// An ente with who writes, who signs and who covers, and a chapter for each client.
async fn prepare(folder: &Path, database: Database) -> anyhow::Result<House> {
    let place = Place::in_folder(folder, database, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    let (llp, rag) = (town.unit("LLP", "Lavori pubblici").await, town.unit("RAG", "Ragioneria").await);
    let lucia = town.person("lucia", llp, &[]).await;
    let marco = town.person("marco", llp, &[]).await;
    let paolo = town.person("paolo", rag, &["contabilita.varia"]).await;
    let writes = ["atti.consulta", "atti.redigi"];
    let signs = ["atti.consulta", "atti.redigi", "librofirma.firma"];
    let covers = ["atti.consulta", "atti.esamina", "contabilita.impegna", "librofirma.firma"];
    give(&town, (lucia, llp), "Istruttore", &writes).await?;
    give(&town, (marco, llp), "Responsabile di settore", &signs).await?;
    give(&town, (paolo, rag), "Responsabile finanziario", &covers).await?;
    let year = budget(&town, paolo).await?;
    let house = House {
        unit: llp,
        writes: town.api_key("lucia", lucia, &writes).await,
        signs: town.api_key("marco", marco, &signs).await,
        covers: town.api_key("paolo", paolo, &covers).await,
        year,
    };
    town.stop().await;
    Ok(house)
}

/// Gives a person the incarico that the definition names.
async fn give(
    town: &TownHall,
    (person_id, unit_id): (PersonId, UnitId),
    name: &str,
    may: &[&str],
) -> anyhow::Result<()> {
    let mut tx = town.ente.ledger.begin(Actor::System("benches"), "benches.incarico").await?;
    let row = role::Model { id: tx.id(), name: name.into(), permissions: may.join("\n") };
    let role_id = tx.insert(row).await?.id;
    let valid_from = Date::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    let id = tx.id();
    tx.insert(incarico::Model { id, person_id, unit_id, role_id, deputy_of: None, valid_from, valid_to: None }).await?;
    tx.commit().await?;
    Ok(())
}

/// The chapters of this year.
async fn budget(town: &TownHall, paolo: PersonId) -> anyhow::Result<i32> {
    let mut csv = "capitolo;descrizione;missione;programma;piano;stanziamento\n".to_owned();
    for chapter in CHAPTER..CHAPTER + CLIENTS {
        csv.push_str(&format!("{chapter};Verde pubblico;09;02;U.1.03.02.09;900.000.000,00\n"));
    }
    let (ente, now) = (&town.ente, town.ente.ledger.now());
    let stored = ente.archive.receive(&mut csv.as_bytes(), 1 << 20).await?;
    let bilancio = Bilancio {
        anno: i64::from(now.year()),
        atto: "Delibera di Consiglio n. 58".into(),
        atto_il: Some(now.date()),
        approva: true,
    };
    importa(ente, &town.who(paolo).await, &bilancio, ("capitoli.csv", &stored)).await?;
    Ok(now.year())
}

/// All clients at work for so long: what every act took. An act that is begun is carried to its end.
async fn load(url: &str, house: &Arc<House>, during: Duration, next: &Arc<AtomicU64>) -> anyhow::Result<Vec<Carried>> {
    let until = Instant::now() + during;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (url, house, next) = (format!("{url}/api/v1/atti"), Arc::clone(house), Arc::clone(next));
            tokio::spawn(async move {
                let http = Client::new();
                let mut all = Vec::new();
                while Instant::now() < until {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    all.push(carry(&http, &url, &house, (CHAPTER + client, n)).await?);
                }
                anyhow::Ok(all)
            })
        })
        .collect();
    let mut all = Vec::new();
    for client in clients {
        all.extend(client.await??);
    }
    Ok(all)
}

/// One determina, from its draft until it is posted and told to the supplier.
async fn carry(http: &Client, url: &str, house: &House, (chapter, n): (usize, u64)) -> anyhow::Result<Carried> {
    let started = Instant::now();
    let begin = json!({
        "iter": "determina-impegno",
        "unita": house.unit.to_string(),
        "oggetto": format!("Potatura dei tigli di viale Roma, lotto {n}: affidamento e impegno di spesa"),
        "chiave": format!("atto-{n}"),
    });
    let begun = call(http.post(url).json(&begin), &house.writes).await?;
    let address = format!("{url}/{}", begun["id"].as_str().context("the new act has an id")?);
    let mut act = call(http.get(&address), &house.writes).await?;
    let text = json!({ "cambiamenti": written(&act["testo"])? });
    call(http.post(format!("{address}/testo")).json(&text), &house.writes).await?;
    let mut data = act["dati"].take();
    data["scelta_dati"] = json!("Guardati oggetto e testo: nessun dato di persone.");
    data["destinatari"] = json!("Uffici comunali.");
    data["righe"] = json!([line(house.year, chapter)]);
    let data = json!({ "dati": data, "impronta": act["impronta_dati"] });
    call(http.post(format!("{address}/dati")).json(&data), &house.writes).await?;
    let step = |passo: &str| {
        let asked = json!({
            "passo": passo,
            "chiave": format!("{passo}-{n}"),
            "motivo": "Comunicata al fornitore.",
            "nessun_conflitto": true,
            "esito": "favorevole",
        });
        http.post(format!("{address}/passi")).json(&asked)
    };
    call(step("proponi"), &house.writes).await?;
    call(step("firma"), &house.signs).await?;
    let covered = Instant::now();
    call(step("visto"), &house.covers).await?;
    let visto = covered.elapsed();
    call(step("trasmetti"), &house.writes).await?;
    Ok(Carried { whole: started.elapsed(), visto })
}

/// What is answered to a program with this key.
async fn call(request: RequestBuilder, key: &str) -> anyhow::Result<Value> {
    let answer = request.bearer_auth(key).send().await?;
    let (address, status) = (answer.url().path().to_owned(), answer.status());
    let text = answer.text().await?;
    ensure!(status.is_success(), "{address}: {status}: {text}");
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}

/// The author's changes: reasons and decision in the place of what the empty text asks for.
fn written(text: &Value) -> anyhow::Result<Vec<Op>> {
    let text = Prose::read(text.to_string().as_bytes()).map_err(|faults| anyhow::anyhow!("the text: {faults:?}"))?;
    let (mut here, mut ops) = (None, Vec::new());
    for block in text.blocks() {
        let content = match &block.content {
            Content::Section(section) => {
                here = Some(section.role);
                continue;
            }
            Content::Paragraph(old) if here == Some(Role::Considerato) => {
                Content::Paragraph(Paragraph { text: REASONS.into(), ..old.clone() })
            }
            Content::Point(old) => Content::Point(Point { text: DECISION.into(), ..old.clone() }),
            _ => continue,
        };
        ops.push(Op::Replace { id: block.id, seen: block.content.fingerprint(), content });
    }
    ensure!(ops.len() == 2, "of the empty text {} parts are written", ops.len());
    Ok(ops)
}

fn line(year: i32, chapter: usize) -> Value {
    json!({
        "anno": year,
        "capitolo": chapter.to_string(),
        "missione": "09",
        "programma": "02",
        "piano": "U.1.03.02.09.012",
        "importo": CENTS,
        "descrizione": "Potatura di alberi",
        "creditore": "Verde Fiore S.r.l.",
        "cig": "A003DEB979",
        "scadenza": format!("{year}-12-31"),
    })
}

/// What SpiffWorkflow does with the same definition, in words.
async fn peer() -> anyhow::Result<String> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    let bpmn = folder.path().join("determina-impegno.bpmn");
    fs::write(&bpmn, BPMN)?;
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let url = testkit::new_database().await;
    let done = Command::new(python)
        .args(["-c", PEER, &url])
        .arg(bpmn)
        .args([CLIENTS.to_string(), WARM_UP.as_secs().to_string(), DURING.as_secs().to_string()])
        .output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default());
    let told = String::from_utf8(done.stdout)?;
    let columns: Vec<&str> = told.trim().split('\t').collect();
    let [version, _, rate, middle, most, processor] = columns[..] else { anyhow::bail!("the peer said: {told}") };
    Ok(format!(
        "SpiffWorkflow {version}: {rate}/s, {processor} ms of processor each, p50 {middle}, p99 {most} ms ({CLIENTS} processes)"
    ))
}
