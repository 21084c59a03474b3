//! The emergency register: what was registered elsewhere while the program could not be used, brought back with both numbers.

use std::sync::Arc;

use authz::PersonId;
use kernel::{FixedClock, Instant};
use office::Office;
use protocollo::{Assegnatario, Filtro, Nuova, Protocollo, Tipo, annulla, elenca, fai_giornalieri, registra};
use reqwest::{Client, Response, multipart};
use serde_json::{Value, json};
use testkit::{Browser, Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const MAY: [&str; 6] = [
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.annulla",
    "protocollo.giornaliero",
    "protocollo.emergenza",
];
pub(crate) const BASE: &str = "/protocollo/emergenza";
const APERTURA: [(&str, &str); 3] = [
    ("causa", "Guasto al server del protocollo"),
    ("provvedimento", "Decreto n. 4 del 25/11/2026"),
    ("dal_at", "2026-11-25T08:00"),
];

/// An hour of a day, by the Italian clock.
pub(crate) fn at(day: &str, hour: i64) -> Instant {
    Instant::start_of(day.parse().unwrap()).plus_seconds(hour * 3_600)
}

async fn town(engine: Engine, clock: &Arc<FixedClock>) -> TownHall {
    TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(clock)).await
}

/// Where the page's forms go: the address of the interruption that is open.
async fn open(browser: &Browser) -> String {
    let page = browser.read(BASE).await;
    let mut actions = page.split("action=\"").filter_map(|part| part.split('"').next());
    let found = actions.find_map(|action| action.strip_suffix("/chiudi"));
    found.unwrap_or_else(|| panic!("no open interruption in {page}")).to_owned()
}

/// Sends the form of one entry.
pub(crate) async fn bring(browser: &Browser, place: &str, numero: &str, quando: &str, oggetto: &str) -> Response {
    let fields = [
        ("numero", numero),
        ("registrata_at", quando),
        ("oggetto", oggetto),
        ("verso", "arrivo"),
        ("nome_testo", "Rossi Mario"),
        ("mezzo", "mano"),
    ];
    let mut form = multipart::Form::new().text("csrf", browser.token().await);
    for (name, value) in fields {
        form = form.text(name, value.to_owned());
    }
    let file = multipart::Part::bytes(format!("Testo di {oggetto}").into_bytes()).file_name("lettera.txt");
    let form = form.part("documenti", file);
    browser.client().post(browser.address(&format!("{place}/registra"))).multipart(form).send().await.unwrap()
}

async fn told(response: Response, status: u16, words: &[&str]) {
    let found = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    for word in words {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}

fn goes_to(response: &Response, place: &str) {
    let location = response.headers().get("location").map(|place| place.to_str().unwrap());
    assert_eq!(location, Some(place), "{}", response.status());
}

/// A town in which carla has opened the register since eight, and where its forms go.
pub(crate) async fn opened(engine: Engine, clock: &Arc<FixedClock>) -> (TownHall, Browser, String) {
    let hall = town(engine, clock).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    hall.person("carla", pro, &MAY).await;
    let carla = hall.signed_in("carla").await;
    goes_to(&carla.post(BASE, &APERTURA).await, "/protocollo/emergenza?fatto=aperta");
    let place = open(&carla).await;
    (hall, carla, place)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_opened_once_with_cause_act_and_beginning_and_whoever_registers_is_told() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let hall = town(engine, &clock).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        hall.person("carla", pro, &MAY).await;
        let carla = hall.signed_in("carla").await;
        assert!(carla.read(BASE).await.contains("non è in uso"));
        let wrong = [("causa", "x"), ("provvedimento", " "), ("dal_at", "2026-11-25T13:00")];
        let said = ["in una frase", "estremi del provvedimento", "è nel futuro"];
        told(carla.post(BASE, &wrong).await, 422, &said).await;
        let wrong = [("causa", "x"), ("provvedimento", " "), ("dal_at", "ieri")];
        told(carla.post(BASE, &wrong).await, 422, &["in una frase", "non si leggono"]).await;
        assert!(!carla.read("/protocollo").await.contains("aperto anche il registro di emergenza"));
        goes_to(&carla.post(BASE, &APERTURA).await, "/protocollo/emergenza?fatto=aperta");
        told(carla.post(BASE, &APERTURA).await, 422, &["già aperta"]).await;
        assert!(carla.read("/protocollo").await.contains("aperto anche il registro di emergenza"));
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_gets_its_ordinary_number_once_and_keeps_both() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let (hall, carla, place) = opened(engine, &clock).await;
        let first = bring(&carla, &place, "3", "2026-11-25T09:30", "Domanda di accesso agli atti").await;
        goes_to(&first, "/protocollo/emergenza?fatto=riportata&anno=2026&numero=1");
        let again = bring(&carla, &place, "3", "2026-11-25T09:30", "Domanda di accesso agli atti").await;
        goes_to(&again, "/protocollo/emergenza?fatto=gia&anno=2026&numero=1");
        let other = bring(&carla, &place, "3", "2026-11-25T09:45", "Un altro documento").await;
        told(other, 422, &["già della registrazione 1/2026"]).await;
        told(bring(&carla, &place, "x", "ieri", "PEC").await, 422, &["Scrivi il numero", "non si leggono"]).await;
        let early = bring(&carla, &place, "0", "2026-11-25T07:59", "PEC").await;
        told(early, 422, &["va da 1 a", "prima che l", "non dice di che cosa tratta"]).await;
        let entry = carla.read("/protocollo/2026/1").await;
        for word in ["Registrata in emergenza: numero 3/2026 del 25/11/2026, ore 09:30", "lettera.txt"] {
            assert!(entry.contains(word), "{word} is missing in {entry}");
        }
        clock.set(at("2026-11-26", 1));
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
        let carla = hall.signed_in("carla").await;
        let pdf = carla.get("/protocollo/giornalieri/2026-11-25/registro.pdf").await.bytes().await.unwrap();
        let format = documents::format::recognise(&pdf, "a.pdf", Some(&pdf));
        let words = documents::text::extract(&pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("3/2026 del 25/11/2026"), "the register of the day tells both numbers: {words}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_a_day_it_wants_an_act_and_it_is_closed_when_the_days_add_up() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let (hall, carla, place) = opened(engine, &clock).await;
        bring(&carla, &place, "3", "2026-11-25T09:30", "Domanda di accesso agli atti").await;
        clock.set(at("2026-11-26", 10));
        let carla = hall.signed_in("carla").await;
        assert!(carla.read(BASE).await.contains("Il tempo autorizzato è finito"));
        let late = bring(&carla, &place, "4", "2026-11-26T09:00", "Domanda di potatura").await;
        told(late, 422, &["ma l", "autorizzato fino al 26/11/2026 alle 08:00"]).await;
        let prolong = format!("{place}/prolunga");
        let longer = [("fino_at", "2026-12-03T08:01"), ("provvedimento", "")];
        told(carla.post(&prolong, &longer).await, 422, &["non può andare oltre il 03/12/2026", "tipo, numero"]).await;
        let right = [("fino_at", "2026-11-27T08:00"), ("provvedimento", "Decreto n. 5 del 26/11/2026")];
        goes_to(&carla.post(&prolong, &right).await, "/protocollo/emergenza?fatto=prolungata");
        let late = bring(&carla, &place, "4", "2026-11-26T09:00", "Domanda di potatura").await;
        goes_to(&late, "/protocollo/emergenza?fatto=riportata&anno=2026&numero=2");

        let close = format!("{place}/chiudi");
        let at = |ripristino, first, second| {
            [("ripristino_at", ripristino), ("totale_2026-11-25", first), ("totale_2026-11-26", second)]
        };
        let said = ["ne dichiara 2, ma qui ne sono state riportate 1", "Manca il totale del 26/11/2026"];
        told(carla.post(&close, &at("2026-11-26T09:30", "2", "")).await, 422, &said).await;
        let early = carla.post(&close, &at("2026-11-26T08:30", "1", "1")).await;
        told(early, 422, &["dopo il ritorno alla normalità"]).await;
        let right = carla.post(&close, &at("2026-11-26T09:30", "1", "1")).await;
        goes_to(&right, "/protocollo/emergenza?fatto=chiusa");
        assert!(carla.read(BASE).await.contains("non è in uso"));
        let words = ["Decreto n. 4", "Decreto n. 5", "3/2026", "4/2026", "2/2026", "26/11/2026 alle 09:30"];
        told(carla.get(&place).await, 200, &words).await;

        let more = [("fino_at", "2026-11-28T08:00"), ("provvedimento", "Decreto n. 6")];
        told(carla.post(&prolong, &more).await, 422, &["è stata chiusa il"]).await;
        let after = bring(&carla, &place, "5", "2026-11-26T09:10", "Trovata dopo la chiusura").await;
        told(after, 422, &["è stata chiusa il"]).await;
        let again = bring(&carla, &place, "4", "2026-11-26T09:00", "Domanda di potatura").await;
        goes_to(&again, "/protocollo/emergenza?fatto=gia&anno=2026&numero=2");
        let overlap = [APERTURA[0], APERTURA[1], ("dal_at", "2026-11-26T09:29")];
        told(carla.post(BASE, &overlap).await, 422, &["si sovrappongono"]).await;
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// The list of another machine on which three documents were registered in emergency, as its own export gives it.
async fn from_the_other_machine(engine: Engine) -> Vec<u8> {
    let clock = Arc::new(FixedClock::new(at("2026-11-25", 9)));
    let hall = town(engine, &clock).await;
    let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
    let anna = hall.person("anna", pro, &MAY).await;
    let who = hall.who(anna).await;
    let given = vec![Assegnatario { ufficio: tec, persona: None, tipo: Tipo::Competenza }];
    let all = [
        nuova("=Rimborso; \"urgente\"\nsu due righe"),
        Nuova { assegnazioni: given, classe: Some("VI.5".into()), ..nuova("Richiesta di permesso di costruire") },
        Nuova { riservata: true, ..nuova("Sussidio straordinario") },
    ];
    for one in &all {
        registra(&hall.ente, &who, one, &[], None).await.unwrap();
    }
    annulla(&hall.ente, &who, 2026, 2, "Registrata due volte per errore.").await.unwrap();
    let csv = hall.signed_in("anna").await.get("/protocollo/esporta.csv").await.bytes().await.unwrap();
    hall.stop().await;
    csv.to_vec()
}

/// A program with its key.
struct Program {
    client: Client,
    url: String,
    key: String,
    person: PersonId,
}

impl Program {
    async fn ask(&self, path: &str) -> Value {
        let address = format!("{}/api/v1/protocollo/emergenza{path}", self.url);
        self.client.get(address).bearer_auth(&self.key).send().await.unwrap().json().await.unwrap()
    }

    async fn send(&self, path: &str, body: &Value) -> Response {
        let address = format!("{}/api/v1/protocollo/emergenza{path}", self.url);
        self.client.post(address).bearer_auth(&self.key).json(body).send().await.unwrap()
    }

    async fn file(&self, id: &str, csv: &[u8]) -> Response {
        let file = multipart::Part::bytes(csv.to_vec()).file_name("emergenza.csv");
        let form = multipart::Form::new().text("dati", "{}").part("file", file);
        let address = format!("{}/api/v1/protocollo/emergenza/{id}/importazione", self.url);
        self.client.post(address).bearer_auth(&self.key).multipart(form).send().await.unwrap()
    }

    /// Opens the register since eight; the id of the interruption.
    async fn open(&self) -> String {
        let body = json!({
            "causa": "Guasto al server del protocollo",
            "provvedimento": "Decreto n. 4 del 25/11/2026",
            "dal_at": "2026-11-25T08:00:00+01:00",
        });
        let opened = self.send("", &body).await;
        assert_eq!(opened.status(), 201);
        opened.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    }
}

async fn program(hall: &TownHall) -> Program {
    let (pro, _) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
    let carla = hall.person("carla", pro, &MAY).await;
    let key = hall.api_key("carla", carla, &MAY).await;
    Program { client: Client::new(), url: hall.url.clone(), key, person: carla }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_another_machine_is_taken_as_it_is_and_a_program_brings_the_rest() {
    for engine in Engine::all() {
        let csv = from_the_other_machine(engine).await;
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let hall = town(engine, &clock).await;
        let program = program(&hall).await;
        let id = program.open().await;
        let carla = hall.signed_in("carla").await;
        let place = open(&carla).await;
        assert_eq!(place, format!("{BASE}/{id}"));
        let upload = format!("{place}/importa");
        let done = carla.upload(&upload, &[], "protocollo-2026-11-25.csv", csv.clone()).await;
        goes_to(&done, "/protocollo/emergenza?fatto=importate&nuove=3&gia=0");
        let again: Value = program.file(&id, &csv).await.json().await.unwrap();
        assert_eq!(again, json!({ "nuove": 0, "gia_riportate": 3 }), "sent again it doubles nothing");

        let entry = json!({
            "numero": 4,
            "registrata_at": "2026-11-25T11:00:00+01:00",
            "registrazione": {
                "verso": "arrivo", "oggetto": "Domanda di potatura", "mezzo": "mano", "parti": [{ "nome": "Verdi Luigi" }],
            },
        });
        for _ in 0..2 {
            let brought = program.send(&format!("/{id}/registrazioni"), &entry).await;
            assert_eq!(brought.status(), 201);
            assert_eq!(brought.json::<Value>().await.unwrap()["numero"], 4);
        }
        let page = program.ask(&format!("/{id}/registrazioni?limite=3")).await;
        let next = page["prossima"].as_str().unwrap();
        let rest = program.ask(&format!("/{id}/registrazioni?limite=3&dopo={next}")).await;
        let rows: Vec<Value> =
            [&page, &rest].iter().flat_map(|page| page["registrazioni"].as_array().unwrap().clone()).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row["emergenza"] == row["protocollo"]), "in the order of the register: {rows:?}");
        assert_eq!(rows[0]["oggetto"], "=Rimborso; \"urgente\" su due righe");
        let annulled = carla.read("/protocollo/2026/2").await;
        for word in ["Registrazione annullata", "già sul registro di emergenza", "Ufficio tecnico", "VI.5"] {
            assert!(annulled.contains(word), "{word} is missing in {annulled}");
        }
        assert!(carla.read("/protocollo/2026/3").await.contains("Registrazione riservata"));

        let close = |total: i64| {
            let body = json!({
                "ripristino_at": "2026-11-25T11:30:00+01:00",
                "totali": [{ "giorno": "2026-11-25", "dichiarate": total }],
            });
            let path = format!("/{id}/chiusura");
            let program = &program;
            async move { program.send(&path, &body).await }
        };
        told(close(5).await, 422, &["ne dichiara 5, ma qui ne sono state riportate 4"]).await;
        assert_eq!(close(4).await.status(), 204);
        let all = program.ask("").await;
        let one = &all["interruzioni"][0];
        assert_eq!((&one["riportate"], &one["totali"][0]["dichiarate"]), (&json!(4), &json!(4)), "{one}");
        assert!(one["chiusa_at"].is_string(), "{one}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_wrong_lines_tells_them_all_and_writes_nothing() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let hall = town(engine, &clock).await;
        let program = program(&hall).await;
        let id = program.open().await;
        let carla = hall.signed_in("carla").await;
        let place = open(&carla).await;
        let model = carla.read(&format!("{BASE}/modello.csv")).await;
        let model = model.trim_start_matches('\u{feff}');
        assert!(model.starts_with("Numero;Registrata il;Verso;Oggetto;"), "{model}");
        let good = format!("{model}9;25/11/2026 09:00;in arrivo;Domanda di accesso;Rossi Mario;PEC;;;no\r\n");
        let bad = format!(
            "{good}9;25/11/2026 09:10;in arrivo;Un altro documento;Rossi;PEC;;;no\r\n\
             x;ieri;in su;Domanda di accesso;Rossi;PEC;;Ufficio dei laghi;no\r\n\
             10;25/11/2026 07:00;in arrivo;Domanda di accesso;Rossi;PEC;;;no\r\n"
        );
        let lines = ["Riga 3", "alla riga 2", "Riga 4", "in su", "Ufficio dei laghi", "Riga 5", "07:00"];
        told(program.file(&id, bad.as_bytes()).await, 422, &lines).await;
        let page = carla.upload(&format!("{place}/importa"), &[], "a.csv", bad.into_bytes()).await;
        told(page, 422, &["3 righe da sistemare", "Riga 3", "Riga 4", "Riga 5"]).await;
        let latin = carla.upload(&format!("{place}/importa"), &[], "a.csv", b"Numero;perch\xe9".to_vec()).await;
        told(latin, 422, &["UTF-8"]).await;
        let who = hall.who(program.person).await;
        let all = elenca(&hall.ente, &who, &Filtro::default(), None, 10).await.unwrap();
        assert!(all.is_empty(), "nothing is written");
        let done: Value = program.file(&id, good.as_bytes()).await.json().await.unwrap();
        assert_eq!(done["nuove"], 1);
        let other = good.replace("Domanda di accesso", "Tutt'altra cosa");
        told(program.file(&id, other.as_bytes()).await, 422, &["Riga 2", "già della registrazione 1/2026"]).await;
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_opens_it_and_subjects_that_one_may_not_see_are_not_told() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let hall = town(engine, &clock).await;
        let program = program(&hall).await;
        let id = program.open().await;
        let entry = json!({
            "numero": 1,
            "registrata_at": "2026-11-25T11:00:00+01:00",
            "registrazione": {
                "verso": "arrivo", "oggetto": "Sussidio straordinario", "mezzo": "mano", "riservata": true,
                "parti": [{ "nome": "Verdi Luigi" }],
            },
        });
        assert_eq!(program.send(&format!("/{id}/registrazioni"), &entry).await.status(), 201);
        let soc = hall.unit("SOC", "Sociale").await;
        hall.person("rita", soc, &["protocollo.emergenza", "protocollo.consulta", "protocollo.consulta_tutto"]).await;
        hall.person("anna", soc, &["protocollo.registra", "protocollo.consulta"]).await;
        let rita = hall.signed_in("rita").await;
        for path in [BASE.to_owned(), format!("{BASE}/{id}")] {
            let page = rita.read(&path).await;
            assert!(page.contains("1/2026") && page.contains("non puoi vederlo"), "the numbers are told: {page}");
            assert!(!page.contains("Sussidio"), "not what it is about: {page}");
        }
        let mine = bring(&rita, &format!("{BASE}/{id}"), "2", "2026-11-25T11:10", "Domanda di accesso").await;
        assert_eq!(mine.status(), 403, "who may not register does not do so here");
        let anna = hall.signed_in("anna").await;
        for path in [BASE.to_owned(), format!("{BASE}/{id}"), format!("{BASE}/modello.csv")] {
            assert_eq!(anna.get(&path).await.status(), 403, "{path}");
        }
        assert_eq!(anna.post(BASE, &APERTURA).await.status(), 403);
        assert_eq!(
            program.client.get(format!("{}/api/v1/protocollo/emergenza", hall.url)).send().await.unwrap().status(),
            401
        );
        hall.stop().await;
    }
}
