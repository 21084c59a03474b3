//! The registers of the day, for programs.

use std::sync::Arc;

use kernel::{Clock, FixedClock, Instant};
use office::Office;
use protocollo::{Protocollo, fai_giornalieri, registra};
use serde_json::Value;
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_lists_the_registers_of_the_days_and_takes_each_with_its_metadata() {
    for engine in Engine::all() {
        let noon = Instant::start_of("2026-12-30".parse().unwrap()).plus_seconds(DAY / 2);
        let clock = Arc::new(FixedClock::new(noon));
        let hall = TownHall::start_at(engine, OFFICES, clock.clone()).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        let carla = hall.person("carla", pro, &["protocollo.giornaliero"]).await;
        registra(&hall.ente, &hall.who(anna).await, &nuova("Carta del giorno"), &[], None).await.unwrap();
        clock.set(clock.now().plus_seconds(DAY));
        fai_giornalieri(&hall.ente).await.unwrap();
        clock.set(clock.now().plus_seconds(DAY));
        fai_giornalieri(&hall.ente).await.unwrap();
        let may = hall.api_key("carla", carla, &["protocollo.giornaliero"]).await;
        let other = hall.api_key("anna", anna, &["protocollo.consulta"]).await;
        let get = async |path: &str, key: &str| {
            let address = format!("{}/api/v1/protocollo/giornalieri{path}", hall.url);
            reqwest::Client::new().get(address).bearer_auth(key).send().await.unwrap()
        };
        let first: Value = get("?limite=1", &may).await.json().await.unwrap();
        assert_eq!(first["registri"][0]["giorno"], "2026-12-31", "{engine:?}: {first}");
        assert_eq!(first["prossima"], "2026-12-31");
        let second: Value = get("?limite=1&prima=2026-12-31", &may).await.json().await.unwrap();
        assert_eq!((second["registri"][0]["registrazioni"].as_i64(), &second["prossima"]), (Some(1), &Value::Null));
        let one: Value = get("/2026-12-30", &may).await.json().await.unwrap();
        assert_eq!(one, second["registri"][0]);
        let pdf = get("/2026-12-30/registro", &may).await;
        assert_eq!(pdf.headers()["content-type"], "application/pdf");
        let pdf = pdf.bytes().await.unwrap();
        assert_eq!(documents::store::Sha256Hash::of(&pdf).to_string(), one["impronta"].as_str().unwrap());
        let xml = get("/2026-12-30/metadati", &may).await;
        assert_eq!(xml.headers()["content-type"], "application/xml");
        let told = metadati_agid::read(&xml.bytes().await.unwrap()).unwrap();
        let metadati_agid::Metadati::Documento(told) = told else { panic!("not a document") };
        let digest: [u8; 32] = told.id.impronta.valore.try_into().unwrap();
        assert_eq!(documents::store::Sha256Hash(digest).to_string(), one["impronta"].as_str().unwrap());
        for (path, key, status) in [
            ("", &other, 403),
            ("/2026-12-30/registro", &other, 403),
            ("/2027-01-01", &may, 404),
            ("/domani", &may, 404),
            ("?prima=domani", &may, 400),
        ] {
            assert_eq!(get(path, key).await.status(), status, "{path}");
        }
        hall.stop().await;
    }
}
