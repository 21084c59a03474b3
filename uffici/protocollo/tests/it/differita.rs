//! Deferred registration: only under an act, only for what came in its days, and the entry says so for ever.

use std::sync::Arc;

use kernel::{Clock, Date, FixedClock, Instant};
use office::Office;
use protocollo::{Protocollo, fai_giornalieri};
use reqwest::multipart;
use serde_json::{Value, json};
use testkit::{Browser, Engine, TownHall};

use crate::carta::words;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: [&str; 5] = [
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.giornaliero",
    "protocollo.differisci",
];
const BASE: &str = "/protocollo/differita";
const ATTO: [(&str, &str); 6] = [
    ("motivo", "Oltre mille domande nello stesso giorno"),
    ("provvedimento", "Decreto n. 5 del 20/11/2026"),
    ("documenti", "domande per il bando mensa"),
    ("dal", "2026-11-20"),
    ("al", "2026-11-23"),
    ("giorni", "5"),
];

fn at(day: &str, hour: i64) -> Instant {
    Instant::start_of(day.parse::<Date>().unwrap()).plus_seconds(hour * 3_600)
}

/// The id of the act that the form of registration offers, if it offers one.
fn offered(page: &str) -> Option<String> {
    let select = page.split("name=\"differimento\"").nth(1)?;
    let option = select.split("Decreto n. 5").next()?;
    option.rsplit("value=\"").next()?.split('"').next().map(str::to_owned)
}

async fn send(browser: &Browser, act: &str, arrived: &str, key: &str) -> reqwest::Response {
    let fields = [
        ("verso", "arrivo"),
        ("oggetto", "Domanda per il bando mensa di Rossi"),
        ("nome_testo", "Rossi Mario"),
        ("mezzo", "mano"),
        ("arrivata_il", arrived),
        ("differimento", act),
        ("chiave", key),
    ];
    browser.post("/protocollo/nuova", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn under_an_act_an_entry_tells_its_true_day_and_the_act_everywhere() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-20", 10)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        hall.person("carla", pro, &MAY).await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        let (carla, clerk) = (hall.signed_in("carla").await, hall.signed_in("anna").await);
        assert_eq!(clerk.get(BASE).await.status(), 403, "only the responsible");
        let wrong = carla.post(BASE, &[("motivo", "x"), ("dal", "ieri"), ("giorni", "99")]).await;
        assert_eq!(wrong.status(), 422);
        assert_eq!(carla.post(BASE, &ATTO).await.status(), 303);
        assert!(
            offered(&clerk.read("/protocollo/nuova?verso=arrivo").await).is_none(),
            "on the first day nothing is late"
        );

        // Sessions do not last for days.
        clock.set(at("2026-11-24", 9));
        let clerk = hall.signed_in("anna").await;
        let act = offered(&clerk.read("/protocollo/nuova?verso=arrivo").await).expect("an act in force is offered");
        assert!(offered(&clerk.read("/protocollo/nuova?verso=partenza").await).is_none(), "what leaves is never late");
        for (arrived, why) in [("2026-11-19", "dal 20/11/2026 al 23/11/2026"), ("", "Manca il giorno di arrivo")] {
            let refused = send(&clerk, &act, arrived, "no").await;
            assert_eq!(refused.status(), 422, "{arrived}");
            let text = refused.text().await.unwrap();
            assert!(text.contains(why), "{why} is missing in {text}");
        }
        let made = send(&clerk, &act, "2026-11-20", "si").await;
        assert_eq!(made.headers()["location"], "/protocollo/2026/1?registrata", "a refused form took no number");
        let told = "Registrazione differita: arrivata il 20/11/2026, differita con Decreto n. 5 del 20/11/2026";
        let page = clerk.read("/protocollo/2026/1").await;
        assert!(page.contains(told), "{page}");
        assert!(clerk.read("/protocollo").await.contains("differita"));
        let receipt = clerk.get("/protocollo/2026/1/ricevuta.pdf").await.bytes().await.unwrap();
        assert!(words(&receipt).contains("Decreto n. 5 del 20/11/2026"));

        let key = hall.api_key("anna", anna, &["protocollo.registra", "protocollo.consulta"]).await;
        let client = reqwest::Client::new();
        let all = format!("{}/api/v1/protocollo/registrazioni", hall.url);
        let dati = json!({
            "verso": "arrivo", "oggetto": "Domanda per il bando mensa di Verdi", "mezzo": "mano",
            "parti": [{ "nome": "Verdi Luigi" }], "arrivata_il": "2026-11-23", "differimento": act,
        });
        let form = multipart::Form::new().text("dati", dati.to_string());
        let sent = client.post(&all).bearer_auth(&key).multipart(form).send().await.unwrap();
        assert_eq!(sent.status(), 201, "{}", sent.text().await.unwrap());
        let one: Value =
            client.get(format!("{all}/2026/2")).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(one["differita"], "Decreto n. 5 del 20/11/2026");

        clock.set(at("2026-11-25", 2));
        fai_giornalieri(&hall.ente).await.unwrap();
        let day = "/protocollo/giornalieri/2026-11-24/registro.pdf";
        let carla = hall.signed_in("carla").await;
        let register = words(&carla.get(day).await.bytes().await.unwrap());
        assert!(
            register.contains("Registrazione differita") && register.contains("arrivata il 20/11/2026"),
            "{register}"
        );
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_over_or_revoked_gives_no_more_entries() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-21", 10)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        hall.person("carla", pro, &MAY).await;
        let carla = hall.signed_in("carla").await;
        carla.post(BASE, &ATTO).await;
        let act = offered(&carla.read("/protocollo/nuova?verso=arrivo").await).unwrap();
        clock.set(clock.now().plus_seconds(6 * 86_400));
        let carla = hall.signed_in("carla").await;
        let late = send(&carla, &act, "2026-11-21", "tardi").await;
        assert_eq!(late.status(), 422);
        assert!(late.text().await.unwrap().contains("fino al 26/11/2026"));
        assert_eq!(carla.post(&format!("{BASE}/{act}/revoca"), &[]).await.status(), 303);
        assert!(offered(&carla.read("/protocollo/nuova?verso=arrivo").await).is_none());
        let gone = send(&carla, &act, "2026-11-23", "revocato").await;
        assert_eq!(gone.status(), 422);
        assert!(gone.text().await.unwrap().contains("revocato"));
        assert_eq!(carla.post(&format!("{BASE}/{act}/revoca"), &[]).await.status(), 422, "once");
        hall.verify_clean().await;
        hall.stop().await;
    }
}
