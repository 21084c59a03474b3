//! Other programs are told of what happens: signed, at least once, and only what their key may see.

mod guasti;
mod ricevente;

use std::sync::Arc;

use authz::PersonId;
use ente::{Database, Place};
use kernel::{Clock, FixedClock, Instant};
use municipio::OFFICES;
use protocollo::{Nuova, Parte, Verso, annulla, registra};
use ricevente::Receiver;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{Engine, TownHall, new_database};

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const MAY: &[&str] =
    &["protocollo.consulta", "protocollo.registra", "protocollo.annulla", "protocollo.riservati", "webhooks.collega"];
/// What the program's key may do: read, and manage its own subscription.
const PROGRAM: &[&str] = &["protocollo.consulta", "webhooks.collega"];

/// A town hall with a receiver, a person who registers, and the key of a program of theirs.
struct Scene {
    hall: Arc<TownHall>,
    clock: Arc<FixedClock>,
    receiver: Receiver,
    anna: PersonId,
    key: String,
    _folder: TempDir,
}

impl Scene {
    async fn set(engine: Engine, hosts: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => Database::Sqlite,
            Engine::Postgres => Database::Postgres { url: new_database().await, connections: 8 },
        };
        let mut place = Place::in_folder(folder.path(), database, "nessuno".into());
        place.key.given = Some(KEY.to_owned().into());
        place.webhook_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let clock = Arc::new(FixedClock::new(Instant::from_micros(1_795_600_000_000_000)));
        let hall = TownHall::open(place, OFFICES, clock.clone()).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, MAY).await;
        let key = hall.api_key("anna", anna, PROGRAM).await;
        Self { hall: Arc::new(hall), clock, receiver: Receiver::start().await, anna, key, _folder: folder }
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let address = format!("{}/api/v1/comando/collegamenti{path}", self.hall.url);
        let answer = reqwest::Client::new().post(address).bearer_auth(&self.key).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }

    async fn get(&self, address: &str) -> (u16, Value) {
        let address = if address.starts_with('/') { format!("{}{address}", self.hall.url) } else { address.to_owned() };
        let answer = reqwest::Client::new().get(address).bearer_auth(&self.key).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }

    /// Subscribes the receiver; its id and secret.
    async fn subscribe(&self) -> (String, String) {
        let eventi = ["protocollo.registrata", "protocollo.annullata"];
        let body = json!({"nome": "Sito", "indirizzo": self.receiver.url(), "eventi": eventi});
        let (status, made) = self.post("", body).await;
        assert_eq!(status, 201, "{made}");
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("segreto"))
    }

    async fn register(&self, oggetto: &str, riservata: bool) -> (i64, i64) {
        let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
        let nuova = Nuova { parti, riservata, ..Nuova::new(Verso::Arrivo, oggetto, "mano") };
        let row = registra(&self.hall.ente, &self.hall.who(self.anna).await, &nuova, &[], None).await.unwrap();
        (row.anno, row.numero)
    }

    async fn work(&self) {
        while self.hall.work().await > 0 {}
    }

    fn later(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }

    /// What the API says of the notices to one of them, the latest first.
    async fn notices(&self, id: &str) -> Vec<Value> {
        let (status, found) = self.get(&format!("/api/v1/comando/collegamenti/{id}/avvisi")).await;
        assert_eq!(status, 200, "{found}");
        found["avvisi"].as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_where_to_read_with_a_signature_and_without_anybodys_data() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        scene.register("Prima che qualcuno ascolti", false).await;
        let (id, secret) = scene.subscribe().await;
        let (anno, numero) = scene.register("Sussidio straordinario", false).await;
        assert_eq!(scene.receiver.calls().len(), 0, "told after the commit, not in it");
        scene.work().await;
        let calls = scene.receiver.calls();
        assert_eq!(calls.len(), 1, "{engine:?}: {calls:?}");
        let call = &calls[0];
        assert_eq!(call.header("webhook-signature"), call.signed_by(&secret));
        assert_eq!(call.header("content-type"), "application/json");
        let at: i64 = call.header("webhook-timestamp").parse().unwrap();
        assert_eq!(at, scene.clock.now().micros() / 1_000_000);
        let body: Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["type"], "protocollo.registrata");
        assert_eq!(body["data"]["id"], call.header("webhook-id"));
        assert_eq!(body["data"]["ente"], "c_m999");
        assert!(!call.body.contains("Rossi") && !call.body.contains("Sussidio"), "{}", call.body);
        let link = body["data"]["link"].as_str().unwrap().strip_prefix("https://127.0.0.1").unwrap();
        assert_eq!(link, format!("/api/v1/protocollo/registrazioni/{anno}/{numero}"));
        let (status, read) = scene.get(link).await;
        assert_eq!((status, read["oggetto"].as_str()), (200, Some("Sussidio straordinario")), "{read}");

        annulla(&scene.hall.ente, &scene.hall.who(scene.anna).await, anno, numero, "Registrata due volte per errore.")
            .await
            .unwrap();
        scene.work().await;
        assert!(scene.receiver.calls()[1].body.contains("protocollo.annullata"));
        let notices = scene.notices(&id).await;
        assert_eq!(notices.len(), 2);
        assert_eq!((notices[0]["stato"].as_str(), notices[0]["risposta"].as_u64()), (Some("delivered"), Some(204)));
        scene.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_key_may_not_see_is_not_told_and_a_revoked_key_ends_it() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, _) = scene.subscribe().await;
        // Anna registered it herself and sees it; a program of another person with the same scopes would not.
        let altri = scene.hall.unit("RAG", "Ragioneria").await;
        let paolo = scene.hall.person("paolo", altri, MAY).await;
        let key = scene.hall.api_key("paolo", paolo, PROGRAM).await;
        let other = Scene { key, receiver: Receiver::start().await, ..scene };
        let (far, _) = other.subscribe().await;
        other.register("Fascicolo del personale", true).await;
        other.work().await;
        assert_eq!(other.receiver.calls().len(), 0, "{engine:?}");
        let notices = other.notices(&far).await;
        assert_eq!((notices.len(), notices[0]["stato"].as_str()), (1, Some("withheld")), "{notices:?}");
        let (status, _) = other.get(&format!("/api/v1/comando/collegamenti/{id}")).await;
        assert_eq!(status, 404, "another's is as if it were not there");

        let read = other.hall.ente.db().read().await.unwrap();
        let paolo_who = other.hall.who(paolo).await;
        let token = accounts::my_tokens(&read, &paolo_who, other.clock.now()).await.unwrap()[0].id;
        drop(read);
        accounts::revoke_token(&other.hall.ente.ledger, &paolo_who, token).await.unwrap();
        other.register("Altra carta", false).await;
        other.work().await;
        assert_eq!(other.receiver.calls().len(), 0);
        let browser = other.hall.signed_in("paolo").await;
        let desk = browser.read("/scrivania").await;
        assert!(desk.contains("Collegamento «Sito»") && desk.contains("non vale più"), "{desk}");
        other.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_secrets_are_good_while_the_program_changes_and_one_when_it_is_known_to_others() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, first) = scene.subscribe().await;
        let (status, changed) = scene.post(&format!("/{id}/segreto"), json!({})).await;
        assert_eq!(status, 200, "{changed}");
        let second = changed["segreto"].as_str().unwrap().to_owned();
        assert_eq!(scene.post(&format!("/{id}/prova"), json!({})).await.0, 204);
        scene.work().await;
        let call = scene.receiver.calls().pop().unwrap();
        let both = format!("{} {}", call.signed_by(&second), call.signed_by(&first));
        assert_eq!(call.header("webhook-signature"), both);
        let (_, changed) = scene.post(&format!("/{id}/segreto"), json!({"subito": true})).await;
        let third = changed["segreto"].as_str().unwrap().to_owned();
        scene.post(&format!("/{id}/prova"), json!({})).await;
        scene.work().await;
        let call = scene.receiver.calls().pop().unwrap();
        assert_eq!(call.header("webhook-signature"), call.signed_by(&third));
        // Neither the database nor a backup shows a secret.
        let read = scene.hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT secret FROM webhooks_subscription", []).await.unwrap().unwrap();
        assert!(vault::is_sealed(&row.try_get::<Vec<u8>>("", "secret").unwrap()));
        drop(read);
        scene.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_a_program_tries_it_and_takes_it_away_in_the_browser() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let browser = scene.hall.signed_in("anna").await;
        let page = browser.read("/comando/collegamenti").await;
        assert!(page.contains("Nessun programma collegato"));
        // Who does not see Comando has a place for it in the menu.
        assert!(page.contains("<span class=\"mu-rail-label\">Collegamenti</span>"), "{page}");
        let form = browser.read("/comando/collegamenti/nuovo").await;
        let token = form.split("<option value=\"").filter_map(|part| part.split('"').next()).find(|id| id.len() == 36);
        let token = token.expect("the key is offered").to_owned();
        let url = scene.receiver.url();
        let fields = [
            ("nome", "Sito del Comune"),
            ("indirizzo", url.as_str()),
            ("chiave", token.as_str()),
            ("eventi", "protocollo.messaggio_arrivato"),
        ];
        let refused = browser.post("/comando/collegamenti/nuovo", &fields).await;
        assert_eq!(refused.status(), 422);
        let told = refused.text().await.unwrap();
        assert!(told.contains("Questa chiave non permette di registrare documenti"), "{told}");
        let fields = [fields[0], fields[1], fields[2], ("eventi", "protocollo.registrata")];
        let made = browser.post("/comando/collegamenti/nuovo", &fields).await;
        assert_eq!(made.status(), 200, "{engine:?}");
        let made = made.text().await.unwrap();
        assert!(made.contains("whsec_"), "{made}");
        let path = made.split("href=\"").filter_map(|part| part.split('"').next());
        let path = path.filter(|href| href.starts_with("/comando/collegamenti/")).last().unwrap().to_owned();
        assert_eq!(browser.post(&format!("{path}/prova"), &[]).await.status(), 303);
        scene.work().await;
        let page = browser.read(&path).await;
        assert!(page.contains("avviso di prova") && page.contains("Ricevuto (204)."), "{page}");
        assert!(!page.contains("whsec_"), "shown once");
        assert_eq!(browser.post(&format!("{path}/spegni"), &[]).await.status(), 303);
        assert_eq!(browser.post(&format!("{path}/prova"), &[]).await.status(), 422, "it is off");
        assert_eq!(browser.post(&format!("{path}/accendi"), &[]).await.status(), 303);
        assert_eq!(browser.post(&format!("{path}/togli"), &[]).await.status(), 303);
        assert_eq!(browser.get(&path).await.status(), 404);
        scene.hall.verify_clean().await;
    }
}
