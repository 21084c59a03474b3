//! Corrections: the entry never changes, both values are read, both are found, and the register of the day tells.

use std::sync::Arc;

use kernel::{Clock, FixedClock, Instant};
use office::Office;
use protocollo::{
    Altro, CampoCorretto, Correzione, Filtro, Protocollo, correggi, elenca, fai_giornalieri, registra, riga,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const CLERK: [&str; 2] = ["protocollo.registra", "protocollo.consulta"];
const CHIEF: [&str; 5] = [
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.annulla",
    "protocollo.giornaliero",
];

/// Where the page of corrections leads for the field that says so now.
fn place(page: &str, label: &str) -> Option<String> {
    let part = page.split("href=\"").find(|part| part.contains("/correggi?campo=") && part.contains(label))?;
    part.split('"').next().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_changed_is_annulled_by_an_act_and_stays_legible_and_found() {
    for engine in Engine::all() {
        let morning = Instant::start_of("2026-11-25".parse().unwrap()).plus_seconds(9 * 3_600);
        let clock = Arc::new(FixedClock::new(morning));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &CLERK).await;
        hall.person("carla", pro, &CHIEF).await;
        let who = hall.who(anna).await;
        let before = registra(&hall.ente, &who, &nuova("Richiesta di sfalcio dei platani"), &[], None).await.unwrap();
        // The correction is of another day than the entry.
        clock.set(clock.now().plus_seconds(86_400));
        let (clerk, chief) = (hall.signed_in("anna").await, hall.signed_in("carla").await);
        let place_of = "/protocollo/2026/1/correggi";
        let fields = |act| {
            [
                ("campo", "oggetto"),
                ("valore", "Richiesta di potatura dei tigli"),
                ("motivo", "Letto male il documento"),
                ("provvedimento", act),
            ]
        };
        assert_eq!(clerk.post(place_of, &fields("Determina n. 3")).await.status(), 403, "art. 61");
        let bare = chief.post(place_of, &fields("")).await;
        assert_eq!(bare.status(), 422);
        assert!(bare.text().await.unwrap().contains("provvedimento"));
        let done = chief.post(place_of, &fields("Determina n. 3 del 26/11/2026")).await;
        assert_eq!(done.headers()["location"], "/protocollo/2026/1?corretta");

        let page = clerk.read("/protocollo/2026/1").await;
        assert!(page.contains("<del>Richiesta di sfalcio dei platani</del>"), "{page}");
        assert!(page.contains("<ins>Richiesta di potatura dei tigli</ins>"), "{page}");
        assert!(page.contains("Determina n. 3 del 26/11/2026") && page.contains("Letto male il documento"));
        let list = elenca(&hall.ente, &who, &Filtro::default(), None, 10).await.unwrap();
        assert_eq!(list[0].oggetto, "Richiesta di potatura dei tigli", "lists say what holds now on {engine:?}");
        for word in ["potatura", "sfalcio"] {
            let found = clerk.read(&format!("/protocollo?q={word}")).await;
            assert!(found.contains("Richiesta di potatura dei tigli"), "{word} finds it on {engine:?}");
        }
        registra(&hall.ente, &who, &nuova("Richiesta di un passo carrabile"), &[], None).await.unwrap();
        for view in ["corrette=si", "corrette=si&q=richiesta"] {
            let found = clerk.read(&format!("/protocollo?{view}")).await;
            assert!(found.contains("potatura dei tigli") && !found.contains("passo carrabile"), "{view} on {engine:?}");
        }
        let read = hall.ente.db().read().await.unwrap();
        let row = riga::Entity::find_by_id(before.id).one(&read).await.unwrap().unwrap();
        drop(read);
        assert_eq!(row, before, "the entry is as it was written");

        clock.set(clock.now().plus_seconds(86_400));
        fai_giornalieri(&hall.ente).await.unwrap();
        let day = "/protocollo/giornalieri/2026-11-26/registro.pdf";
        let chief = hall.signed_in("carla").await;
        let register = words(&chief.get(day).await.bytes().await.unwrap());
        for told in ["correzione", "sfalcio dei platani", "potatura dei tigli", "Letto male il documento"] {
            assert!(register.contains(told), "{told} is missing in {register}");
        }
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_corrected_by_whoever_registers_one_after_the_other() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &CLERK).await;
        let other = hall.person("altro", pro, &CLERK).await;
        let who = hall.who(anna).await;
        let letter = b"una lettera".to_vec();
        let stored = hall.ente.archive.receive(&mut &letter[..], 1_000).await.unwrap();
        let secret = protocollo::Nuova { riservata: true, ..nuova("Domanda di un cittadino") };
        registra(&hall.ente, &who, &secret, &[("scan0001.txt".into(), stored)], None).await.unwrap();
        let year = i64::from(hall.ente.ledger.now().year());
        let richiesta = |campo, valore: &str| Correzione {
            campo,
            di: None,
            valore: valore.into(),
            motivo: "Errore di battitura al banco".into(),
            provvedimento: String::new(),
        };
        for value in ["12/A", "13/B"] {
            let one = richiesta(CampoCorretto::ProtocolloMittente, value);
            correggi(&hall.ente, &who, (year, 1), &one).await.unwrap();
        }
        correggi(&hall.ente, &who, (year, 1), &richiesta(CampoCorretto::Mezzo, "posta")).await.unwrap();
        let same = correggi(&hall.ente, &who, (year, 1), &richiesta(CampoCorretto::Mezzo, "posta")).await;
        assert!(matches!(same, Err(protocollo::Error::Refused(_))), "nothing to correct");
        let stranger = hall.who(other).await;
        let unseen = correggi(&hall.ente, &stranger, (year, 1), &richiesta(CampoCorretto::Note, "Nota")).await;
        assert!(matches!(unseen, Err(protocollo::Error::NotFound)), "a confidential entry of another on {engine:?}");

        let by = |mezzo: &str| Filtro { mezzo: Some(mezzo.into()), ..Filtro::default() };
        assert_eq!(elenca(&hall.ente, &who, &by("posta"), None, 10).await.unwrap().len(), 1);
        assert_eq!(elenca(&hall.ente, &who, &by("mano"), None, 10).await.unwrap().len(), 0, "it did not come so");
        for (number, found) in [("12/a", 1), ("13/b", 1), ("14/C", 0)] {
            let altro = Altro { protocollo_mittente: Some(number.into()), ..Altro::default() };
            let by = Filtro { altro, ..Filtro::default() };
            assert_eq!(elenca(&hall.ente, &who, &by, None, 10).await.unwrap().len(), found, "{number} on {engine:?}");
        }
        let browser = hall.signed_in("anna").await;
        let fields = browser.read(&format!("/protocollo/{year}/1/correggi")).await;
        let document = place(&fields, "Nome del documento scan0001.txt").expect("the document can be named");
        let field = document.split("campo=").nth(1).unwrap().to_owned();
        let sent = [("campo", field.as_str()), ("valore", "domanda.txt"), ("motivo", "Il nome non diceva niente")];
        assert_eq!(browser.post(&format!("/protocollo/{year}/1/correggi"), &sent).await.status(), 303);
        let page = browser.read(&format!("/protocollo/{year}/1")).await;
        for told in ["<del>scan0001.txt</del>", "<del>12/A</del>", "<ins>13/B</ins>", "Posta ordinaria"] {
            assert!(page.contains(told), "{told} is missing in {page}");
        }
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_corrects_and_reads_both_values() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", pro, &CHIEF).await;
        let who = hall.who(carla).await;
        registra(&hall.ente, &who, &nuova("Domanda di un cittadino"), &[], None).await.unwrap();
        let year = hall.ente.ledger.now().year();
        let key = hall.api_key("carla", carla, &CHIEF).await;
        let client = reqwest::Client::new();
        let one = format!("{}/api/v1/protocollo/registrazioni/{year}/1", hall.url);
        let correct = |body: Value| client.post(format!("{one}/correzioni")).bearer_auth(&key).json(&body).send();
        let motivo = "Errore di battitura al banco";
        let wrong = correct(json!({ "campo": "data_mittente", "valore": "domani", "motivo": motivo })).await.unwrap();
        assert_eq!(wrong.status(), 422);
        let number = correct(json!({ "campo": "numero", "valore": "7", "motivo": motivo })).await.unwrap();
        assert_eq!(number.status(), 400, "a number is never corrected");
        let done =
            correct(json!({ "campo": "note", "valore": "Vista con il sindaco", "motivo": motivo })).await.unwrap();
        assert_eq!(done.status(), 201, "{}", done.text().await.unwrap());
        let whole: Value = client.get(&one).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(whole["correzioni"][0]["dopo"], "Vista con il sindaco", "{whole}");
        assert_eq!(whole["correzioni"][0]["prima"], Value::Null, "{whole}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}
