//! The titolario changes on a day: what was before keeps its class, what is open goes on under the new one.

use std::{collections::BTreeMap, sync::Arc};

use authz::{PersonId, UnitId, Who};
use kernel::{Clock, Date, FixedClock, Instant};
use office::Office;
use protocollo::{
    Assegnatario, ChiaveFascicolo, ClasseTitolario, DaTitolario, Fascicolo, Nuova, NuovoFascicolo, Protocollo, Tipo,
    TipoFascicolo, apri_fascicolo, chiudi_fascicolo, classifica, condividi_fascicolo, decidi_titolario,
    destina_titolario, leggi, leggi_fascicolo, metti_nel_fascicolo, passa_fascicoli, prepara_titolario, registra,
    riapri_fascicolo, ritira_titolario,
};
use reqwest::Response;
use serde_json::{Value, json};
use testkit::{Browser, Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo];

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

#[tokio::test(flavor = "multi_thread")]
async fn from_midnight_in_rome_another_plan_is_in_force_and_what_was_before_keeps_its_class() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, marco) = (&town.hall, &town.marco);
        let of = |classe: &str| Nuova { classe: Some(classe.into()), ..nuova("Domanda di permesso") };
        town.bozza().await;
        decidi_titolario(&hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        // A second before midnight in Italy, which is not yet midnight in Greenwich either way.
        town.clock.set(Instant::start_of(day("2027-01-01")).plus_seconds(-1));
        let old = registra(&hall.ente, marco, &of("VI.3"), &[], None).await.unwrap();
        let refused = registra(&hall.ente, marco, &of("VI.20"), &[], None).await.unwrap_err().to_string();
        assert!(refused.contains("in vigore il 31/12/2026"), "{refused}");
        let later = registra(&hall.ente, marco, &nuova("Domanda senza classe"), &[], None).await.unwrap();
        town.capodanno();
        registra(&hall.ente, marco, &of("VI.20"), &[], None).await.unwrap();
        assert!(registra(&hall.ente, marco, &of("VI.3"), &[], None).await.is_err());
        // What was registered the year before is classified within the plan of that day.
        assert!(classifica(&hall.ente, marco, later.anno, later.numero, "VI.20").await.is_err());
        classifica(&hall.ente, marco, later.anno, later.numero, "VI.3").await.unwrap();
        assert_eq!(leggi(&hall.ente, marco, old.anno, old.numero).await.unwrap().stato.classe, Some("VI.3".into()));
        let browser = hall.signed_in("marco").await;
        let entry = page(&browser, &format!("/protocollo/{}/{}", old.anno, old.numero)).await;
        assert!(entry.contains("<strong>VI.3</strong> Edilizia privata"), "{entry}");
        assert!(
            entry.contains("value=\"VI.3\"") && !entry.contains("value=\"VI.20\""),
            "the plan of that day is offered"
        );
        let form = page(&browser, "/protocollo/nuova").await;
        assert!(form.contains("value=\"VI.20\"") && !form.contains("value=\"VI.3\""), "the plan of today is offered");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_closed_and_continued_once_with_all_that_lies_in_it() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, marco) = (&town.hall, &town.marco);
        let top = town.apri("VI.3", "Piano del centro storico", None).await;
        let sub = town.apri("", "Comparto uno", Some(top.chiave())).await;
        let done = town.apri("", "Comparto finito", Some(top.chiave())).await;
        let third = town.apri("", "Comparto tre", Some(top.chiave())).await;
        let inserto = town.apri("", "Elaborati grafici", Some(third.chiave())).await;
        chiudi_fascicolo(&hall.ente, marco, &done.chiave(), "finito").await.unwrap();
        let stays = town.apri("VI.5", "Strada comunale", None).await;
        let closed = town.apri("VI.3", "Vecchia pratica", None).await;
        chiudi_fascicolo(&hall.ente, marco, &closed.chiave(), "finita").await.unwrap();
        condividi_fascicolo(&hall.ente, marco, &top.chiave(), town.tri, true).await.unwrap();
        let given = vec![Assegnatario { ufficio: town.tri, persona: None, tipo: Tipo::Competenza }];
        let waits = Nuova { assegnazioni: given, ..nuova("Osservazione al piano") };
        let entry = registra(&hall.ente, marco, &waits, &[], None).await.unwrap();
        metti_nel_fascicolo(&hall.ente, marco, &sub.chiave(), (entry.anno, entry.numero), false).await.unwrap();
        town.bozza().await;
        decidi_titolario(&hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let before = [town.rows("protocollo_fascicolo").await, town.rows("protocollo_fascicolo_voce").await];
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 0, "not before its day");
        town.capodanno();
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 1, "one, with what is open under it");
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 0, "done twice it does nothing");
        let after = [town.rows("protocollo_fascicolo").await, town.rows("protocollo_fascicolo_voce").await];
        assert_eq!(after, [before[0] + 4, before[1] + 1], "the top, two comparti, one inserto; the one entry recalled");

        let read = async |key: &str| leggi_fascicolo(&hall.ente, marco, &key.parse().unwrap()).await.unwrap();
        let new = read("2027-VI.20/1").await;
        assert_eq!(new.fascicolo.stato.oggetto, "Piano del centro storico");
        assert_eq!(new.sotto.len(), 2, "what was closed is not continued: {:?}", new.sotto);
        assert!(new.condivisi.iter().any(|share| share.ufficio_id == town.tri && share.lavora), "shared as it was");
        assert!(new.fatti[0].testo.contains(&format!("Continua il fascicolo {}", top.chiave())), "{:?}", new.fatti);
        let comparti = [read("2027-VI.20/1.1").await, read("2027-VI.20/1.2").await];
        let titles: Vec<&str> = comparti.iter().map(|each| each.fascicolo.stato.oggetto.as_str()).collect();
        assert!(titles.contains(&"Comparto uno") && titles.contains(&"Comparto tre"), "{titles:?}");
        let uno = comparti.iter().find(|each| each.fascicolo.stato.oggetto == "Comparto uno").unwrap();
        assert_eq!(uno.registrazioni, 1, "the entry is recalled");
        assert!(!uno.pendenze.is_empty(), "and what waits in it keeps the new one open");
        let tre = comparti.iter().find(|each| each.fascicolo.stato.oggetto == "Comparto tre").unwrap();
        assert_eq!(tre.sotto[0].oggetto, "Elaborati grafici");
        for old in [&top, &sub, &third, &inserto] {
            let old = leggi_fascicolo(&hall.ente, marco, &old.chiave()).await.unwrap();
            assert!(old.fascicolo.stato.chiuso, "{}", old.fascicolo.chiave());
        }
        let kept = leggi_fascicolo(&hall.ente, marco, &sub.chiave()).await.unwrap();
        assert_eq!(kept.registrazioni, 1, "the old one keeps what it held");
        assert!(!leggi_fascicolo(&hall.ente, marco, &stays.chiave()).await.unwrap().fascicolo.stato.chiuso);
        let refused = riapri_fascicolo(&hall.ente, marco, &top.chiave(), "ripensamento").await.unwrap_err().to_string();
        assert!(refused.contains("2027-VI.20/1"), "{refused}");
        let browser = hall.signed_in("marco").await;
        let old_page = page(&browser, &format!("/protocollo/fascicoli/{}", top.chiave().in_address())).await;
        for word in ["Continua nel fascicolo", "2027-VI.20/1", "Per nuovo titolario", "VI.3 Edilizia privata"] {
            assert!(old_page.contains(word), "{word} is missing in {old_page}");
        }
        let new_page = page(&browser, "/protocollo/fascicoli/2027-VI.20-1").await;
        assert!(
            new_page.contains("Continua il fascicolo") && new_page.contains("VI.20 Edilizia dei privati"),
            "{new_page}"
        );
        // One that is reopened afterwards goes on under the new plan too.
        riapri_fascicolo(&hall.ente, marco, &closed.chiave(), "un ricorso").await.unwrap();
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 1);
        read("2027-VI.20/2").await;
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_continued_is_told_and_keeps_no_other_back() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let ente = &town.hall.ente;
        let bad = town.apri("VI.3", "Pratica guasta", None).await;
        let under = town.apri("", "Comparto uno", Some(bad.chiave())).await;
        town.apri("VI.3", "Pratica sana", None).await;
        town.bozza().await;
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        // A row that should not be there: what lies under the first seems to be continued already.
        let run = async |sql: &str| {
            let write = ente.db().write().await.unwrap();
            db::execute(&write, sql, [under.riga.id.into()]).await.unwrap();
            write.commit().await.unwrap();
        };
        run("INSERT INTO protocollo_fascicolo_seguito (id, versione_id, da_id, a_id) \
             SELECT $1, (SELECT v.id FROM protocollo_titolario_versione v WHERE v.nome = 'Titolario 2027'), $1, $1")
        .await;
        let told = passa_fascicoli(ente, 100).await.unwrap_err().to_string();
        assert!(told.contains(&format!("{} (", bad.chiave())), "{told}");
        assert_eq!(town.rows("protocollo_fascicolo_seguito").await, 2, "the sound one went on: {engine:?}");
        run("DELETE FROM protocollo_fascicolo_seguito WHERE id = $1").await;
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 1, "and the other when it could");
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_or_done_by_many_at_once_each_is_continued_once_and_no_number_is_missing() {
    for engine in Engine::all() {
        let town = town(engine).await;
        for n in 0..20 {
            town.apri("VI.3", &format!("Pratica numero {n}"), None).await;
        }
        town.bozza().await;
        decidi_titolario(&town.hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        assert_eq!(passa_fascicoli(&town.hall.ente, 7).await.unwrap(), 7, "it stopped in the middle");
        let town = Arc::new(town);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let town = Arc::clone(&town);
            tasks.spawn(async move { passa_fascicoli(&town.hall.ente, 100).await.unwrap() });
        }
        let done: usize = tasks.join_all().await.into_iter().sum();
        assert_eq!(done, 13, "{engine:?}");
        assert_eq!(town.rows("protocollo_fascicolo").await, 40);
        assert_eq!(town.rows("protocollo_fascicolo_seguito").await, 20);
        for n in 1..=20 {
            let key = format!("2027-VI.20/{n}").parse().unwrap();
            leggi_fascicolo(&town.hall.ente, &town.marco, &key).await.unwrap();
        }
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_begin_a_draft_at_once_have_one_and_are_told_of_it() {
    for engine in Engine::all() {
        let town = Arc::new(town(engine).await);
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..8 {
            let town = Arc::clone(&town);
            tasks.spawn(async move {
                prepara_titolario(&town.hall.ente, &town.carla, &format!("Titolario {n}"), DaTitolario::Copia).await
            });
        }
        let done = tasks.join_all().await;
        assert!(done.iter().any(Result::is_ok), "{engine:?}");
        for told in done.into_iter().filter_map(Result::err).map(|error| error.to_string()) {
            assert!(told.contains("Un collega ha appena cominciato la bozza «Titolario "), "{told}");
        }
        assert_eq!(town.rows("protocollo_titolario_bozza").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_into_force_only_when_each_open_fascicolo_has_a_destination() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let one = town.apri("VI.3", "Pratica edilizia", None).await;
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        let carla = hall.signed_in("carla").await;
        assert!(page(&carla, BASE).await.contains("Piano di classificazione per gli archivi dei Comuni"));
        let upload = async |file: &str| {
            carla.upload(&format!("{BASE}/bozza"), &[("nome", "Titolario 2027")], "t.csv", file.into()).await
        };
        let wrong = "codice;titolo;descrizione\nVI;;\nVII.1;Scuole;\nVI;Ancora;\n";
        told(upload(wrong).await, 422, &["Riga 2: ", "Riga 3: manca la voce VII", "Riga 4: il codice VI"]).await;
        assert!(page(&carla, BASE).await.contains("Prepara una nuova versione"), "nothing was written");
        let mut plan = String::from("codice;titolo;descrizione\n");
        for classe in town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await {
            plan.push_str(&format!("{};\"{}\";\n", classe.codice, classe.nome));
        }
        goes_to(&upload(&plan).await, "/protocollo/titolario/bozza?fatto=preparata");
        let draft = page(&carla, &format!("{BASE}/bozza")).await;
        for word in ["VI.20 Edilizia dei privati", "Non ci sono più", "VI.3 Edilizia privata", "2 fascicoli aperti"] {
            assert!(draft.contains(word), "{word} is missing in {draft}");
        }
        let force = format!("{BASE}/bozza/in-vigore");
        let today = [("dal", "2026-11-26"), ("atto", "")];
        let said = ["non è dopo oggi", "estremi dell'atto", "La classe VI.3 ha 2 fascicoli aperti"];
        told(carla.post(&force, &today).await, 422, &said).await;
        let map = format!("{BASE}/bozza/passaggi");
        // Carla's unit does not see marco's fascicoli: she names none of them.
        let single = format!("{} VI.21", split.chiave());
        let hidden = [("passa_VI.3", "VI.99"), ("eccezioni", single.as_str())];
        told(carla.post(&map, &hidden).await, 422, &["nella nuova versione non c'è", "oppure è di un altro ufficio"])
            .await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let right = [("passa_VI.3", "VI.20"), ("eccezioni", single.as_str())];
        goes_to(&carla.post(&map, &right).await, "/protocollo/titolario/bozza?fatto=passaggi");
        let decided = carla.post(&force, &[("dal", "2027-01-01"), ("atto", ATTO)]).await;
        let place = decided.headers().get("location").unwrap().to_str().unwrap().to_owned();
        let place = place.strip_suffix("?fatto=decisa").unwrap();
        told(
            carla.get(place).await,
            200,
            &["da venire", ATTO, "VI.20 Edilizia dei privati", "Un fascicolo, per conto suo"],
        )
        .await;
        assert_eq!(
            carla.post(&force, &[("dal", "2027-01-01"), ("atto", ATTO)]).await.status(),
            404,
            "no draft is left"
        );
        // Another is not decided before this one has come.
        town.bozza().await;
        let refused = decidi_titolario(ente, &town.carla, Some(day("2028-01-01")), ATTO).await.unwrap_err().to_string();
        assert!(refused.contains("È già deciso «Titolario 2027»"), "{refused}");
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 2);
        for (key, title) in [("2027-VI.20/1", &one), ("2027-VI.21/1", &split)] {
            let scheda = leggi_fascicolo(ente, &town.marco, &key.parse().unwrap()).await.unwrap();
            assert_eq!(scheda.fascicolo.stato.oggetto, title.stato.oggetto);
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_taken_out_of_the_draft_takes_its_destinations_with_it() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let classi = town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let map = BTreeMap::from([("VI.3".to_owned(), "VI.20".to_owned())]);
        destina_titolario(ente, &town.carla, map, &[(split.chiave(), "VI.21".into())]).await.unwrap();
        let carla = hall.signed_in("carla").await;
        let draft = format!("{BASE}/bozza");
        let said = format!("{} VI.21", split.chiave());
        assert!(page(&carla, &draft).await.contains(&said));
        let out = [("azione", "togli"), ("codice", "VI.21")];
        goes_to(&carla.post(&format!("{draft}/voce"), &out).await, "/protocollo/titolario/bozza?fatto=voce");
        assert!(!page(&carla, &draft).await.contains(&said), "it cannot go where nothing is");
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 10).await.unwrap(), 1);
        leggi_fascicolo(ente, &town.marco, &"2027-VI.20/1".parse().unwrap()).await.unwrap();
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_fascicolo_that_one_does_not_see_the_draft_tells_not_even_the_number_and_keeps_what_was_said() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let classi = town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let map = BTreeMap::from([("VI.3".to_owned(), "VI.20".to_owned())]);
        destina_titolario(ente, &town.carla, map, &[(split.chiave(), "VI.21".into())]).await.unwrap();
        // Paolo answers for the titolario too, in an office with which it is not shared.
        let other = hall.unit("ALT", "Altro ufficio").await;
        hall.person("paolo", other, &["protocollo.consulta", "protocollo.titolario"]).await;
        let (carla, paolo) = (hall.signed_in("carla").await, hall.signed_in("paolo").await);
        let draft = format!("{BASE}/bozza");
        let said = format!("{} VI.21", split.chiave());
        let theirs = page(&paolo, &draft).await;
        assert!(!theirs.contains(&said) && theirs.contains("Un altro fascicolo, che tu non vedi"), "{theirs}");
        let form = [("passa_VI.3", "VI.20"), ("eccezioni", "")];
        goes_to(&paolo.post(&format!("{draft}/passaggi"), &form).await, "/protocollo/titolario/bozza?fatto=passaggi");
        assert!(page(&carla, &draft).await.contains(&said), "what she said of it stays");
        goes_to(&carla.post(&format!("{draft}/passaggi"), &form).await, "/protocollo/titolario/bozza?fatto=passaggi");
        assert!(!page(&carla, &draft).await.contains(&said), "she sees it, and takes it out");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_after_the_decision_waits_until_somebody_says_where_it_goes() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let classi = town.classi(&["VI.3", "VI.4"], &[("VI.20", "Edilizia")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let id = decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let late = town.apri("VI.4", "Alloggi di via Roma", None).await;
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 0, "nobody knows where");
        assert!(!leggi_fascicolo(ente, &town.marco, &late.chiave()).await.unwrap().fascicolo.stato.chiuso);
        assert!(ritira_titolario(ente, &town.carla, id, "un ripensamento").await.is_err(), "it is in force");
        let carla = hall.signed_in("carla").await;
        let list = page(&carla, BASE).await;
        assert!(list.contains("Fascicoli senza destinazione") && list.contains("passa_VI.4"), "{list}");
        let say = format!("{BASE}/versioni/{id}/passaggi");
        told(carla.post(&say, &[("passa_VI.3", "VI.20")]).await, 422, &["non ha fascicoli aperti senza destinazione"])
            .await;
        assert_eq!(carla.post(&say, &[("passa_VI.4", "VI.20")]).await.status(), 303);
        assert_eq!(carla.post(&say, &[("passa_VI.4", "VI.5")]).await.status(), 422, "what was said does not change");
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 1);
        leggi_fascicolo(ente, &town.marco, &"2027-VI.20/1".parse().unwrap()).await.unwrap();
        assert!(!page(&carla, BASE).await.contains("Fascicoli senza destinazione"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_changed_its_meaning_is_told_with_both() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let classi = town.classi(&["VI.3"], &[("VI.3", "Commercio"), ("VI.20", "Edilizia privata")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let of = || Nuova { classe: Some("VI.3".into()), ..nuova("Domanda di licenza") };
        registra(ente, &town.marco, &of(), &[], None).await.unwrap();
        town.capodanno();
        registra(ente, &town.marco, &of(), &[], None).await.unwrap();
        let marco = hall.signed_in("marco").await;
        let list = page(&marco, "/protocollo?classe=VI.3").await;
        for word in [
            "VI.3 Edilizia privata, fino al 31/12/2026",
            "VI.3 Commercio, dal 01/01/2027",
            "/protocollo/2026/1",
            "/protocollo/2027/1",
        ] {
            assert!(list.contains(word), "{word} is missing in {list}");
        }
        let only = page(&marco, "/protocollo?classe=VI.3&al=2026-12-31").await;
        assert!(only.contains("/protocollo/2026/1\"") && !only.contains("/protocollo/2027/1\""));
        assert!(!page(&marco, "/protocollo?classe=VI.5").await.contains("cose diverse"));
        assert!(page(&marco, "/protocollo/fascicoli?classe=VI.3").await.contains("cose diverse"));
        let told = page(&marco, "/protocollo/statistiche?dal=2026-11-01&al=2027-01-31").await;
        assert!(told.contains("VI.3 Edilizia privata, poi Commercio"), "{told}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_the_same_and_who_does_not_answer_for_it_may_not() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let hall = &town.hall;
        town.apri("VI.3", "Pratica edilizia", None).await;
        let key = hall.api_key("carla", town.carla_id, &["protocollo.consulta", "protocollo.titolario"]).await;
        let base = format!("{}/api/v1/protocollo/titolario", hall.url);
        let client = reqwest::Client::new();
        let post = async |path: &str, body: Value| {
            let answer = client.post(format!("{base}{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let get = async |path: &str| -> Value {
            client.get(format!("{base}{path}")).bearer_auth(&key).send().await.unwrap().json().await.unwrap()
        };
        let bad = json!({ "nome": "", "voci": [{ "codice": "VI.3", "titolo": "" }] });
        let (status, why) = post("/bozza", bad).await;
        assert_eq!(status, 422, "{why}");
        assert_eq!(serde_json::from_str::<Value>(&why).unwrap()["reasons"].as_array().unwrap().len(), 3, "{why}");
        assert_eq!(post("/bozza", json!({ "nome": "Copia" })).await.0, 201);
        let mut voci = get("/bozza").await["voci"].as_array().unwrap().clone();
        voci.retain(|voce| voce["codice"] != "VI.3");
        voci.push(json!({ "codice": "VI.20", "titolo": "Edilizia dei privati" }));
        let (status, made) = post("/bozza", json!({ "nome": "Titolario 2027", "voci": voci })).await;
        assert_eq!(status, 201, "{made}");
        let made: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(made["tolte"][0]["codice"], "VI.3");
        assert_eq!((&made["passaggi"][0]["serve"], &made["passaggi"][0]["fascicoli"]), (&json!(true), &json!(1)));
        let force = json!({ "dal": "2027-01-01", "atto": ATTO });
        assert_eq!(post("/bozza/vigore", force.clone()).await.0, 422, "no destination");
        let map = json!({ "classi": [{ "classe": "VI.3", "destinazione": "VI.20" }] });
        assert_eq!(post("/bozza/passaggi", map).await.0, 204);
        let (status, done) = post("/bozza/vigore", force).await;
        assert_eq!(status, 201, "{done}");
        let id = serde_json::from_str::<Value>(&done).unwrap()["versione"].as_str().unwrap().to_owned();
        let voci = async |il: &str| get(&format!("?il={il}")).await["voci"].as_array().unwrap().clone();
        let has = |voci: &[Value], code: &str| voci.iter().any(|voce| voce["codice"] == code);
        assert!(has(&voci("2026-12-31").await, "VI.3") && !has(&voci("2026-12-31").await, "VI.20"));
        assert!(has(&voci("2027-01-01").await, "VI.20") && !has(&voci("2027-01-01").await, "VI.3"));
        assert_eq!(get("/versioni").await["versioni"][0]["dal"], "2027-01-01");
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "" })).await.0, 422);
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "si decide in Consiglio" })).await.0, 204);
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "si decide in Consiglio" })).await.0, 422);
        assert!(has(&voci("2027-01-01").await, "VI.3"), "taken back, it never comes");
        assert_eq!(post("/bozza/scarto", json!({})).await.0, 204);
        assert_eq!(post("/bozza/vigore", json!({ "dal": "2027-01-01", "atto": ATTO })).await.0, 404);
        let marco = hall.signed_in("marco").await;
        for path in [BASE, "/protocollo/titolario/bozza"] {
            assert_eq!(marco.get(path).await.status(), 403, "{path}");
        }
        assert_eq!(marco.post("/protocollo/titolario/bozza/scarta", &[]).await.status(), 403);
        assert!(prepara_titolario(&hall.ente, &town.marco, "Mio", DaTitolario::Copia).await.is_err());
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_there_were_versions_has_its_plan_and_takes_a_new_one() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        // As the release before left it: classes without a version.
        let write = ente.db().write().await.unwrap();
        for sql in ["UPDATE protocollo_titolario SET versione_id = NULL", "DELETE FROM protocollo_titolario_versione"] {
            db::execute(&write, sql, []).await.unwrap();
        }
        write.commit().await.unwrap();
        let of = |classe: &str| Nuova { classe: Some(classe.into()), ..nuova("Domanda di permesso") };
        registra(ente, &town.marco, &of("VI.3"), &[], None).await.unwrap();
        let old = town.apri("VI.3", "Pratica edilizia", None).await;
        town.bozza().await;
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        registra(ente, &town.marco, &of("VI.3"), &[], None).await.unwrap();
        town.capodanno();
        assert!(registra(ente, &town.marco, &of("VI.3"), &[], None).await.is_err());
        registra(ente, &town.marco, &of("VI.20"), &[], None).await.unwrap();
        assert_eq!(passa_fascicoli(ente, 10).await.unwrap(), 1);
        assert!(leggi_fascicolo(ente, &town.marco, &old.chiave()).await.unwrap().fascicolo.stato.chiuso);
        let carla = hall.signed_in("carla").await;
        let list = page(&carla, BASE).await;
        assert!(list.contains("Piano di classificazione") && list.contains("Titolario 2027"), "{list}");
        told(
            carla.get(&format!("{BASE}/versioni/00000000-0000-0000-0000-000000000000")).await,
            200,
            &["passata", "VI.3"],
        )
        .await;
        assert!(town.clock.now() > Instant::start_of(day("2026-12-31")));
    }
}
