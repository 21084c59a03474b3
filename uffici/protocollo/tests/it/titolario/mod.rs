//! The titolario changes on a day: what was before keeps its class, what is open goes on under the new one.

mod bozza;
mod cambio;
mod due;
mod programmi;

use std::{collections::BTreeMap, sync::Arc};

use authz::{PersonId, UnitId, Who};
use kernel::{Date, FixedClock, Instant};
use office::Office;
use protocollo::{
    ChiaveFascicolo, ClasseTitolario, DaTitolario, Fascicolo, NuovoFascicolo, Protocollo, TipoFascicolo,
    apri_fascicolo, destina_titolario, prepara_titolario,
};
use reqwest::Response;
use testkit::{Browser, Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const CURA: &[&str] =
    &["protocollo.consulta", "protocollo.registra", "protocollo.assegna", "protocollo.prendi", "protocollo.fascicola"];
const BASE: &str = "/protocollo/titolario";
const ATTO: &str = "Delibera di Giunta n. 120 del 3/11/2026";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A town on 26 November 2026, ten in the morning, with marco who has fascicoli and carla who answers for the titolario.
struct Town {
    hall: TownHall,
    clock: Arc<FixedClock>,
    edi: UnitId,
    tri: UnitId,
    marco: Who,
    carla: Who,
    carla_id: PersonId,
}

async fn town(engine: Engine) -> Town {
    let clock = Arc::new(FixedClock::new(Instant::start_of(day("2026-11-26")).plus_seconds(36_000)));
    let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
    let (edi, tri) = (hall.unit("EDI", "Edilizia").await, hall.unit("TRI", "Tributi").await);
    let marco_id = hall.person("marco", edi, CURA).await;
    let carla_id = hall.person("carla", tri, &["protocollo.consulta", "protocollo.titolario"]).await;
    let (marco, carla) = (hall.who(marco_id).await, hall.who(carla_id).await);
    Town { hall, clock, edi, tri, marco, carla, carla_id }
}

impl Town {
    /// The classes in force, but for some; and some more.
    async fn classi(&self, senza: &[&str], con: &[(&str, &str)]) -> Vec<ClasseTitolario> {
        prepara_titolario(&self.hall.ente, &self.carla, "Prova", DaTitolario::Copia).await.unwrap();
        let read = self.hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT classi FROM protocollo_titolario_bozza", []).await.unwrap().unwrap();
        let mut all: Vec<ClasseTitolario> =
            serde_json::from_str(&row.try_get::<String>("", "classi").unwrap()).unwrap();
        assert_eq!(all.len(), 139, "the plan that the program brings");
        all.retain(|classe| !senza.contains(&classe.codice.as_str()));
        all.extend(con.iter().map(|(codice, nome)| ClasseTitolario::new(codice, nome, "")));
        all
    }

    /// A draft in which VI.3 is gone and VI.20 new, and what is open of VI.3 goes to VI.20.
    async fn bozza(&self) {
        let classi = self.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati")]).await;
        let da = DaTitolario::Classi(classi);
        prepara_titolario(&self.hall.ente, &self.carla, "Titolario 2027", da).await.unwrap();
        let map = BTreeMap::from([("VI.3".to_owned(), "VI.20".to_owned())]);
        destina_titolario(&self.hall.ente, &self.carla, map, &[]).await.unwrap();
    }

    async fn apri(&self, classe: &str, oggetto: &str, sopra: Option<ChiaveFascicolo>) -> Fascicolo {
        let termine = Date::from_ymd_opt(2999, 12, 31);
        let nuovo =
            NuovoFascicolo { termine, sopra, ..NuovoFascicolo::new(TipoFascicolo::Affare, classe, oggetto, self.edi) };
        apri_fascicolo(&self.hall.ente, &self.marco, &nuovo, None, None).await.unwrap()
    }

    fn capodanno(&self) {
        self.clock.set(Instant::start_of(day("2027-01-01")).plus_seconds(1));
    }

    async fn rows(&self, table: &str) -> i64 {
        let read = self.hall.ente.db().read().await.unwrap();
        let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }
}

fn plain(page: &str) -> String {
    page.replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
}

async fn told(response: Response, status: u16, words: &[&str]) {
    let found = response.status();
    let text = plain(&response.text().await.unwrap());
    assert_eq!(found, status, "{text}");
    for word in words {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}

async fn page(browser: &Browser, path: &str) -> String {
    plain(&browser.read(path).await)
}

fn goes_to(response: &Response, place: &str) {
    let location = response.headers().get("location").map(|place| place.to_str().unwrap());
    assert_eq!(location, Some(place), "{}", response.status());
}
