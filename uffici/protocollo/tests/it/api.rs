//! The office for programs: the same rules, the same refusals, told as problem details.

use office::Office;
use protocollo::Protocollo;
use reqwest::multipart;
use serde_json::Value;
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

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
        // The letter itself, by its call: the page of it is for people.
        let told: Value = serde_json::from_str(&whole).unwrap();
        let letter = format!("{place}/documenti/{}", told["documenti"][0]["id"].as_str().unwrap());
        let ask = |path: &str, key: &str| client.get(format!("{}{path}", hall.url)).bearer_auth(key).send();
        let taken = ask(&letter, &key).await.unwrap();
        assert_eq!(taken.status(), 200);
        assert_eq!(taken.headers()["content-type"], "application/octet-stream");
        assert_eq!(taken.bytes().await.unwrap(), b"una lettera".as_slice());
        let page = letter.replace("/api/v1/protocollo/registrazioni", "/protocollo") + "/scarica";
        assert_eq!(ask(&page, &key).await.unwrap().status(), 401);
        assert_eq!(ask(&format!("{letter}/versione-pdf/file"), &key).await.unwrap().status(), 404, "none was made");

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

#[tokio::test(flavor = "multi_thread")]
async fn a_program_searches_as_the_page_does_and_leafs_to_the_end_without_gaps_or_repeats() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let all = ["protocollo.registra", "protocollo.consulta"];
        let anna = hall.person("anna", unit, &all).await;
        let key = hall.api_key("anna", anna, &all).await;
        let client = reqwest::Client::new();
        let address = format!("{}/api/v1/protocollo/registrazioni", hall.url);
        for number in 1..=7 {
            let dati = DATI.replace("Richiesta", &format!("Potatura {number} e richiesta"));
            let dati = if number % 2 == 0 { dati.replace("portale", "mano") } else { dati };
            let form = multipart::Form::new().text("dati", dati);
            let sent = client.post(&address).bearer_auth(&key).multipart(form).send().await.unwrap();
            assert_eq!(sent.status(), 201);
        }
        let ask = |query: String| {
            let request = client.get(format!("{address}?{query}")).bearer_auth(&key);
            async move {
                let answer = request.send().await.unwrap();
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
            }
        };
        for words in ["", "q=potature&"] {
            let (mut seen, mut place) = (Vec::new(), String::new());
            loop {
                let (status, page) = ask(format!("{words}limite=3{place}")).await;
                assert_eq!(status, 200, "{page}");
                assert_eq!(page["totale"]["numero"], if words.is_empty() { Value::Null } else { 7.into() }, "{page}");
                seen.extend(
                    page["registrazioni"].as_array().unwrap().iter().map(|row| row["numero"].as_i64().unwrap()),
                );
                let Some(next) = page["prossima"].as_str() else { break };
                place = format!("&prima={next}");
            }
            seen.sort_unstable();
            assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7], "{words}");
        }
        assert_eq!(ask("q=potature&mezzo=mano".into()).await.1["registrazioni"].as_array().unwrap().len(), 3);
        assert_eq!(ask("verso=partenza".into()).await.1["registrazioni"].as_array().unwrap().len(), 0);
        let wrong = [("limite=0", 400), ("verso=sopra", 400), ("ignoto=1", 400), ("classe=%00", 400)];
        for (query, expected) in wrong.into_iter().chain([("prima=qui", 422), ("q=potature&prima=2026-1", 422)]) {
            let (status, why) = ask(query.into()).await;
            assert_eq!(status, expected, "{query}: {why}");
        }
        let unnamed = client.post(&address).multipart(multipart::Form::new().text("dati", DATI));
        assert_eq!(unnamed.send().await.unwrap().status(), 401, "without a key one is told to bring one");
        let more = multipart::Form::new().text("dati", DATI).text("altro", "x");
        assert_eq!(client.post(&address).bearer_auth(&key).multipart(more).send().await.unwrap().status(), 400);
        // A key too long to be kept would let a repeated call register twice.
        let form = multipart::Form::new().text("dati", DATI);
        let long = client.post(&address).bearer_auth(&key).header("idempotency-key", "x".repeat(101)).multipart(form);
        assert_eq!(long.send().await.unwrap().status(), 400);
        let nul = multipart::Form::new().text("dati", DATI.replace("atti", "atti\\u0000"));
        assert_eq!(client.post(&address).bearer_auth(&key).multipart(nul).send().await.unwrap().status(), 400);
        let method = client.delete(&address).bearer_auth(&key).send().await.unwrap();
        assert_eq!(method.status(), 405);
        assert!(method.headers().contains_key("allow"));
        let nowhere = client.get(format!("{address}/uno/due")).bearer_auth(&key).send().await.unwrap();
        assert_eq!(nowhere.headers()["content-type"], "application/problem+json");
        assert_eq!(nowhere.status(), 404);
    }
}
