//! The office for programs: the same rules, the same refusals, told as problem details.

use office::Office;
use protocollo::Protocollo;
use reqwest::multipart;
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo];

const DATI: &str = r#"{"verso":"arrivo","oggetto":"Richiesta di accesso agli atti","mezzo":"portale","parti":[{"nome":"Verdi Luigi"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_registers_once_reads_back_and_is_refused_as_a_person_would_be() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna =
            hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta", "protocollo.annulla"]).await;
        let key = hall.api_key("anna", anna, &["protocollo.registra", "protocollo.consulta"]).await;
        let client = reqwest::Client::new();
        let all = format!("{}/api/v1/protocollo/registrazioni", hall.url);
        let send = |dati: &'static str| {
            let file = multipart::Part::bytes(b"una lettera".to_vec()).file_name("lettera.txt");
            let form = multipart::Form::new().text("dati", dati).part("file", file);
            client.post(&all).bearer_auth(&key).header("idempotency-key", "1").multipart(form).send()
        };
        let first = send(DATI).await.unwrap();
        assert_eq!(first.status(), 201);
        let place = first.headers()["location"].to_str().unwrap().to_owned();
        let again = send(DATI).await.unwrap();
        assert_eq!(again.headers()["location"].to_str().unwrap(), place, "the same key, the same entry");

        let whole =
            client.get(format!("{}{place}", hall.url)).bearer_auth(&key).send().await.unwrap().text().await.unwrap();
        assert!(whole.contains("Richiesta di accesso") && whole.contains("lettera.txt"), "{whole}");
        let list = client.get(&all).bearer_auth(&key).send().await.unwrap().text().await.unwrap();
        assert!(list.contains("Verdi Luigi"), "{list}");

        let refused = client
            .post(&all)
            .bearer_auth(&key)
            .multipart(multipart::Form::new().text("dati", DATI.replace("Richiesta di accesso agli atti", "")))
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        assert!(refused.text().await.unwrap().contains("Manca l'oggetto"));
        // Anna may annul, but this key does not carry it.
        let annul =
            client.post(format!("{}{place}/annullamento", hall.url)).bearer_auth(&key).body("{}").send().await.unwrap();
        assert_eq!(annul.status(), 403);
        let stranger = client.get(&all).send().await.unwrap();
        assert_eq!(stranger.status(), 401);
        let broken = client
            .post(&all)
            .bearer_auth(&key)
            .multipart(multipart::Form::new().text("dati", "{"))
            .send()
            .await
            .unwrap();
        assert_eq!(broken.status(), 400);
        hall.verify_clean().await;
    }
}
