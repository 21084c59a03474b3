//! The office for programs: the same rules and refusals as the pages.

use serde_json::{Value, json};
use testkit::Engine;

use crate::mondo::{Mondo, TUTTO, scuola};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_chapters_and_writes_what_a_person_could() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.impegna(&[scuola(366_000)], None).await.unwrap();
        let key = mondo.hall.api_key("paolo", mondo.who.person, TUTTO).await;
        let narrow = mondo.hall.api_key("paolo", mondo.who.person, &["contabilita.consulta"]).await;
        let client = reqwest::Client::new();
        let address = |path: &str| format!("{}/api/v1/contabilita/{path}", mondo.hall.url);
        let get = |path: &str| {
            let request = client.get(address(path)).bearer_auth(&narrow);
            async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
        };
        let post = |path: &str, key: &str, body: Value| {
            let request = client.post(address(path)).bearer_auth(key).json(&body);
            async move {
                let answer = request.send().await.unwrap();
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
            }
        };
        let list = get("capitoli?anno=2026&limite=2").await;
        assert_eq!((&list["capitoli"][1]["codice"], &list["prossima"]), (&json!("2000"), &json!("2000")), "{list}");
        let rest = get("capitoli?anno=2026&dopo=2000").await;
        assert_eq!(rest["capitoli"][0]["disponibile_cents"], json!(10_634_000), "{rest}");
        assert_eq!(rest["prossima"], Value::Null);
        let id = rest["capitoli"][0]["id"].as_str().unwrap().to_owned();
        let one = get(&format!("capitoli/{id}")).await;
        assert_eq!(one["movimenti"][0]["residuo_cents"], json!(366_000), "{one}");

        let movement = format!("movimenti/{}/svincolo", one["movimenti"][0]["id"].as_str().unwrap());
        assert_eq!(post(&movement, &narrow, json!({"motivo": "Ribasso"})).await.0, 403);
        assert_eq!(post(&movement, &key, json!({"cents": 366_001, "motivo": "Ribasso"})).await.0, 422);
        assert_eq!(post(&movement, &key, json!({"cents": 66_000, "motivo": "Ribasso"})).await.0, 204);
        assert_eq!(get(&format!("capitoli/{id}")).await["movimenti"][0]["residuo_cents"], json!(300_000));

        let body = json!({
            "anno": 2026, "tipo": "riserva", "atto": "Delibera di Giunta n. 101", "atto_il": "2026-11-12", "motivo": "Lavori",
            "righe": [{"capitolo": "2000", "cents": -500_001}, {"capitolo": "2613/1", "cents": 500_001}],
        });
        assert_eq!(post("variazioni", &narrow, body.clone()).await.0, 403);
        let (status, told) = post("variazioni", &key, body).await;
        assert_eq!((status, &told["reasons"][0]["field"]), (422, &json!("righe")), "{told}");
        let body = json!({
            "anno": 2026, "tipo": "riserva", "atto": "Delibera di Giunta n. 101", "atto_il": "2026-11-12", "motivo": "Lavori",
            "righe": [{"capitolo": "2000", "cents": -1}, {"capitolo": "2613.1", "cents": 1}],
        });
        assert_eq!(post("variazioni", &key, body).await, (201, json!({"anno": 2026, "numero": 1})));
        assert_eq!(get("variazioni?anno=2026").await["variazioni"].as_array().unwrap().len(), 2);
        let approval = json!({"anno": 2027, "atto": "Delibera n. 60", "atto_il": "2026-11-20"});
        assert_eq!(post("esercizi", &key, approval.clone()).await.0, 204);
        assert_eq!(post("esercizi", &key, approval).await.0, 422);
        assert_eq!(post("esercizi/conteggio", &key, json!({"conteggio": "programma"})).await.0, 204);
        let years = get("esercizi").await;
        assert_eq!(
            (years["esercizi"].as_array().unwrap().len(), &years["conteggio"]),
            (2, &json!("programma")),
            "{years}"
        );

        let dati = json!({"anno": 2028, "atto": "Delibera n. 58", "atto_il": "2025-12-22"}).to_string();
        let csv = "capitolo;descrizione;missione;programma;piano;stanziamento\n1;Carta;01;02;U.1.03.01.02;1,50\n";
        let file = reqwest::multipart::Part::bytes(csv.as_bytes().to_vec()).file_name("a.csv");
        let form = reqwest::multipart::Form::new().text("dati", dati).part("file", file);
        let answer = client.post(address("capitoli")).bearer_auth(&key).multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({"capitoli": 1, "totale_cents": 150}));
        mondo.hall.verify_clean().await;
    }
}
