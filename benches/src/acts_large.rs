//! Lists and searches of acts where there are many, over HTTP. `BENCH_ACTS` says how many (300,000 without it); they are made once and kept,
//! as the large register is.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use atti::{stato, tabella_atti};
use authz::{PersonId, UnitId};
use ente::{Database, Place};
use kernel::{Actor, Date, FixedClock, Id, Instant, Uuid};
use ledger::Tx;
use testkit::TownHall;

use crate::{
    browse::{ROUNDS, ask, pages, place, read_whole},
    figures::Figures,
    large::{self, COMMON, Draw, Words},
    program::{Program, bin, signed_in},
};

/// Acts that one commit writes while they are made.
const AT_ONCE: u64 = 500;
/// Years over which they are spread.
const YEARS: u64 = 10;
const FIRST_YEAR: u16 = 2016;
const DAY: i64 = 86_400_000_000;
/// Of so many one is confidential; of so many, the newest, one is not adopted yet.
const CONFIDENTIAL: u64 = 20;
const RUNNING: u64 = 50;
/// Kind, iter, register, name as the search has it: of ten acts.
const KINDS: [(&str, &str, &str, &str); 10] = [
    ("determina", "determina-impegno", "determine", "determina"),
    ("determina", "determina-impegno", "determine", "determina"),
    ("determina", "determina-impegno", "determine", "determina"),
    ("determina", "determina-impegno", "determine", "determina"),
    ("determina", "determina-senza-spesa", "determine", "determina"),
    ("liquidazione", "liquidazione", "liquidazioni", "atto di liquidazione"),
    ("liquidazione", "liquidazione", "liquidazioni", "atto di liquidazione"),
    ("delibera_giunta", "delibera-giunta", "giunta", "delibera di giunta"),
    ("delibera_consiglio", "delibera-consiglio", "consiglio", "delibera di consiglio"),
    ("ordinanza_dirigente", "ordinanza-viabilita", "ordinanze", "ordinanza del responsabile"),
];
const TARGET: &str = "p99 50 ms";

/// How many there are.
fn acts() -> u64 {
    std::env::var("BENCH_ACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(300_000)
}

fn begin() -> Instant {
    Instant::start_of(Date::from_ymd_opt(i32::from(FIRST_YEAR), 1, 1).unwrap_or_default())
}

/// When the act of this place was begun.
fn at(n: u64) -> Instant {
    let step = i64::try_from(YEARS * 365).unwrap_or_default() * DAY / i64::try_from(acts()).unwrap_or(1).max(1);
    begin().plus_micros(step * i64::try_from(n).unwrap_or_default())
}

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    // Named for the index too: those that were made before it are made again.
    let folder = large::kept(&format!("acts-indexed-{}", acts()), make).await?;
    let program = Program::serve(&folder, &Database::Sqlite).await?;
    let database = folder.join("enti/prova/ente.db");
    println!("  {} acts, {} MB of database", acts(), std::fs::metadata(&database)?.len() / 1_000_000);
    let client = signed_in(&program.url, "anna").await?;
    let floor = ask(&client, &program.url, (0..ROUNDS).map(|_| "/salute".to_owned()).collect()).await?;
    let floor = format!("an empty answer {}", floor.told());
    // As it stands on a machine at work: what was read in the night, by `verify` and the backup, is still in memory.
    read_whole(&database)?;
    let found = client.get(format!("{}/atti?testo={}", program.url, COMMON[0])).send().await?.text().await?;
    anyhow::ensure!(found.contains("data-href=\"/atti/"), "the search of the list finds none of the acts");
    for (what, paths) in sorts() {
        let times = ask(&client, &program.url, paths).await?;
        figures.note(&format!("acts: {what}"), times.told(), floor.clone(), TARGET);
    }
    Ok(())
}

/// What is asked.
fn sorts() -> Vec<(&'static str, Vec<String>)> {
    let words = Words::new();
    let year = |n: u64| u64::from(FIRST_YEAR) + n % YEARS;
    let common = |n: u64| COMMON[place(n, 40)];
    let register = |n: u64| format!("/atti/registri?registro=determine&anno={}", year(n));
    vec![
        ("first page of the list", pages(|_| "/atti".into())),
        ("adopted ones of one kind", pages(|_| "/atti?vista=adottati&tipo=delibera_consiglio".into())),
        ("drafts and proposals", pages(|_| "/atti?vista=lavorazione".into())),
        (
            "a page in the middle of the list",
            pages(|n| format!("/atti?dopo={}.{}", at(acts() / 3 + n * 7).micros(), Uuid::nil())),
        ),
        ("a page of a register", pages(|n| format!("{}&dopo={}", register(n), 2_000 + n))),
        ("search: a common word", pages(|n| format!("/atti?testo={}", common(n)))),
        ("search: a rare word", pages(|n| format!("/atti?testo={}", words.word(Draw(n).next())))),
        ("search: two common words", pages(|n| format!("/atti?testo={}+{}", common(n), common(n * 7 + 3)))),
        ("search: a word in a register", pages(|n| format!("{}&testo={}", register(n), common(n)))),
    ]
}

async fn make(folder: &Path) -> anyhow::Result<()> {
    let clock = Arc::new(FixedClock::new(begin()));
    let place = Place::in_folder(folder, Database::Sqlite, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::<FixedClock>::clone(&clock)).await;
    let mut units = Vec::new();
    for n in 0..20 {
        units.push(town.unit(&format!("U{n:02}"), &format!("Ufficio {n}")).await);
    }
    // Who looks has written none of them: what they see, the rule about others' acts says.
    town.person("anna", units[0], &["atti.consulta"]).await;
    let author = town.person("luca", units[3], &["atti.consulta", "atti.redigi"]).await;
    let mut maker = Maker { units, author, words: Words::new(), numbers: BTreeMap::new(), proposals: BTreeMap::new() };
    let (total, started) = (acts(), std::time::Instant::now());
    for first in (0..total).step_by(usize::try_from(AT_ONCE)?) {
        clock.set(at(first));
        let mut tx = town.ente.ledger.begin(Actor::System("benches"), "atti.proponi").await?;
        let (acts, states): (Vec<_>, Vec<_>) =
            (first..total.min(first + AT_ONCE)).map(|n| maker.act(&tx, n, total)).unzip();
        // By the words of the subject: their texts were not made.
        for (act, state) in acts.iter().zip(&states) {
            atti::indicizza(&tx, act, state, ("", &[])).await?;
        }
        tx.insert_many(acts).await?;
        tx.insert_many(states).await?;
        tx.commit().await?;
    }
    town.ente.ledger.seal().await?;
    println!("  made {total} acts in {} s", started.elapsed().as_secs());
    town.stop().await;
    Ok(())
}

/// Makes acts, in the order of time.
struct Maker {
    units: Vec<UnitId>,
    author: PersonId,
    words: Words,
    /// The last number of each register and year, and the last proposal of each year.
    numbers: BTreeMap<(&'static str, i64), i64>,
    proposals: BTreeMap<i64, i64>,
}

impl Maker {
    /// The rows that lists and registers read, and the index.
    fn act(&mut self, tx: &Tx, n: u64, total: u64) -> (tabella_atti::Model, stato::Model) {
        let mut draw = Draw(n);
        let (tipo, iter, registro, nome) = KINDS[place(draw.next(), 10)];
        let oggetto: Vec<&str> = (0..6 + draw.next() % 8).map(|_| self.words.word(draw.next())).collect();
        let oggetto = oggetto.join(" ");
        let (creato_at, unita_id) = (at(n), self.units[place(draw.next(), self.units.len() as u64)]);
        let anno = i64::from(creato_at.year());
        let proposal = self.proposals.entry(anno).or_default();
        *proposal += 1;
        let atto = tabella_atti::Model {
            id: tx.id(),
            tipo: tipo.into(),
            iter: iter.into(),
            unita_id,
            autore_id: self.author,
            creato_at,
            proposta_anno: anno,
            proposta_numero: *proposal,
        };
        let numero = (n + total / RUNNING < total).then(|| {
            let last = self.numbers.entry((registro, anno)).or_default();
            *last += 1;
            *last
        });
        let stato = stato::Model {
            id: Id::from(atto.id.uuid()),
            atto_id: atto.id,
            tipo: tipo.into(),
            iter: iter.into(),
            unita_id,
            autore_id: self.author,
            creato_at,
            // The words are small letters without accents: folded, they are the same.
            cerca: format!("{oggetto} {nome}"),
            oggetto,
            oggetto_pubblico: None,
            riservato: draw.next().is_multiple_of(CONFIDENTIAL),
            da_pubblicare: false,
            scelta_dati: None,
            riflessi_contabili: false,
            revisori: false,
            del_governo: false,
            durata_al: None,
            destinatari: None,
            rup_id: None,
            righe: "[]".into(),
            chiuso: numero.is_some(),
            versione: i64::from(numero.is_some()),
            voto: None,
            immediata: false,
            registro: numero.map(|_| registro.into()),
            anno: numero.map(|_| anno),
            numero,
            settore_numero: None,
            adottato_at: numero.map(|_| creato_at),
            documento_id: None,
            pubblico_id: None,
            pubblicazione_id: None,
            pubblicato_fino_al: None,
            efficace_dal: None,
            efficace_perche: None,
            superato: None,
        };
        (atto, stato)
    }
}
