//! The lists hold when there are many fascicoli: what an office finds, and what it costs.
//!
//! `PESO=100000` makes a hundred thousand instead of a few thousand and prints how long each list takes; `MOTORE=Sqlite` asks one engine.

use std::time::{Duration, Instant as Stop};

use authz::UnitId;
use kernel::{Id, Instant, SystemRandom, Uuid};
use protocollo::{FiltroFascicoli, Quali, elenca_fascicoli};
use sea_orm::Value;
use testkit::{Engine, TownHall};

use super::{CURA, OFFICES};

const AT_ONCE: i64 = 500;
const UNITS: i64 = 12;

/// What stands behind the number `i`.
struct One {
    id: Uuid,
    at: Instant,
    classe: String,
    oggetto: String,
    unit: Uuid,
    closed: bool,
}

fn one(i: i64, units: &[UnitId], poco: UnitId) -> One {
    let at = Instant::from_micros(1_700_000_000_000_000 + i * 60_000_000);
    let title = ["I", "II", "III", "IV", "V", "VI", "VII"][usize::try_from(i % 7).unwrap()];
    let what = ["edilizia", "tributaria", "anagrafica", "sociale"][usize::try_from(i % 4).unwrap()];
    let unit = if i == 100 { poco } else { units[usize::try_from(i % UNITS).unwrap()] };
    One {
        id: Uuid::from(Id::<()>::new(at, &SystemRandom)),
        at,
        classe: format!("{title}.{}", 1 + i % 13),
        oggetto: format!("Pratica {what} di via Roma numero {i}"),
        unit: Uuid::from(unit),
        closed: i % 5 == 0,
    }
}

/// `($1, $2), ($3, $4)`: so many rows of so many values.
fn places(rows: i64, width: i64) -> String {
    let row = |n: i64| (1..=width).map(|k| format!("${}", n * width + k)).collect::<Vec<_>>().join(",");
    (0..rows).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(",")
}

async fn fill(hall: &TownHall, total: i64, units: &[UnitId], poco: UnitId, other: Uuid) {
    for batch in 0..total / AT_ONCE {
        let write = hall.ente.db().write().await.unwrap();
        let all: Vec<(i64, One)> = (batch * AT_ONCE..(batch + 1) * AT_ONCE).map(|i| (i, one(i, units, poco))).collect();
        let (mut heads, mut states): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        for (i, one) in &all {
            heads.extend([Value::from(one.id), (2023 + i / 30_000).into(), one.classe.as_str().into(), (*i).into()]);
            heads.extend([Value::from(""), "affare".into(), false.into(), one.at.into(), other.into()]);
            let state = Uuid::from(Id::<()>::new(one.at, &SystemRandom));
            states.extend([Value::from(state), one.id.into(), one.oggetto.as_str().into(), one.unit.into()]);
            states.push(one.closed.into());
            let heading = format!("2023-{}/{i} {}", one.classe, one.oggetto);
            let state = if one.closed { "chiuso" } else { "aperto" };
            let doc = search::Doc {
                source: "protocollo.fascicolo",
                id: one.id,
                order: one.at.micros(),
                heading: &heading,
                body: "",
                scopes: vec![format!("ufficio:{}", one.unit), "tutti".into()],
                facets: vec![("classe", one.classe.clone()), ("stato", state.into())],
            };
            search::index(&write, &doc).await.unwrap();
        }
        let sql = "INSERT INTO protocollo_fascicolo (id, anno, classe, numero, sotto, tipo, riservato, aperto_at, aperto_da) VALUES";
        db::execute(&write, &format!("{sql} {}", places(AT_ONCE, 9)), heads).await.unwrap();
        let sql = "INSERT INTO protocollo_fascicolo_stato (id, fascicolo_id, oggetto, ufficio_id, chiuso) VALUES";
        db::execute(&write, &format!("{sql} {}", places(AT_ONCE, 5)), states).await.unwrap();
        write.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_office_finds_its_own_among_many() {
    let asked = std::env::var("PESO").ok().and_then(|n| n.parse::<i64>().ok());
    let total = asked.unwrap_or(3_000);
    let only = std::env::var("MOTORE").ok();
    for engine in Engine::all().into_iter().filter(|e| only.as_ref().is_none_or(|name| format!("{e:?}") == *name)) {
        let hall = TownHall::start(engine, OFFICES).await;
        let mut units = Vec::new();
        for n in 0..UNITS {
            units.push(hall.unit(&format!("U{n}"), &format!("Unità {n}")).await);
        }
        let poco_unit = hall.unit("ZZ", "Poco").await;
        let all = ["protocollo.consulta", "protocollo.consulta_tutto"];
        let marco = hall.who(hall.person("marco", units[3], CURA).await).await;
        let tutto = hall.who(hall.person("tutto", units[0], &all).await).await;
        let poco = hall.who(hall.person("poco", poco_unit, CURA).await).await;
        let other = Uuid::from(hall.person("altro", units[0], CURA).await);
        fill(&hall, total, &units, poco_unit, other).await;
        let base = FiltroFascicoli::default();
        // Of those that an office sees, one in five is closed; of the one of "Poco", a hundredth, it is closed too.
        for (name, who, quali, classe, miei, found) in [
            ("marco", &marco, Quali::Aperti, None, false, 51),
            ("marco", &marco, Quali::Chiusi, None, true, 50),
            ("tutto", &tutto, Quali::Aperti, None, false, 51),
            ("tutto", &tutto, Quali::Scaduti, None, false, 0),
            ("tutto", &tutto, Quali::Tutti, Some("VI"), false, 51),
            ("poco", &poco, Quali::Tutti, None, false, 1),
            ("poco", &poco, Quali::Aperti, None, true, 0),
            ("poco", &poco, Quali::Tutti, Some("I"), false, 0),
        ] {
            let filtro = FiltroFascicoli { quali, classe: classe.map(str::to_owned), miei, ..base.clone() };
            let mut best = Duration::MAX;
            let mut seen = 0;
            for _ in 0..if asked.is_some() { 5 } else { 1 } {
                let start = Stop::now();
                seen = elenca_fascicoli(&hall.ente, who, &filtro, None, 51).await.unwrap().len();
                best = best.min(start.elapsed());
            }
            if asked.is_some() {
                println!("{engine:?} {name} {filtro:?}: {seen} in {best:?}");
            }
            if asked.is_none() {
                assert_eq!(seen, found, "{name} {filtro:?} on {engine:?}");
            }
        }
        let browser = hall.signed_in("marco").await;
        let page = browser.read("/protocollo/fascicoli?vista=tutti&q=edilizia").await;
        assert!(!page.contains("Pratica edilizia"), "those of his unit are of another kind: {engine:?}");
        assert!(browser.read("/protocollo/fascicoli?vista=tutti&q=sociale").await.contains("Pratica sociale"));
    }
}
