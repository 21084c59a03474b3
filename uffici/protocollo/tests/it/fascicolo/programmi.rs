//! Fascicoli for programs: the same rules and refusals as for people.

use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use super::{CURA, OFFICES};
use crate::numeri::nuova;

/// The calls about fascicoli, with a key.
struct Api {
    base: String,
    key: String,
}

impl Api {
    async fn post(&self, path: String, body: Value) -> (u16, String) {
        let asked = reqwest::Client::new().post(format!("{}{path}", self.base)).bearer_auth(&self.key);
        let answer = asked.header("idempotency-key", "1").json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn ask(&self, path: &str) -> reqwest::Response {
        reqwest::Client::new().get(format!("{}{path}", self.base)).bearer_auth(&self.key).send().await.unwrap()
    }

    async fn get(&self, path: String) -> Value {
        self.ask(&path).await.json().await.unwrap()
    }
}

/// Emptied, closed, reopened; what is wrong is told as elsewhere.
async fn ends(api: &Api, one: &str, transfer: &Value) {
    let reason = |why: &str| json!({ "motivo": why });
    let inside = api.get(format!("{one}/contenuto")).await;
    let voce = inside["registrazioni"][0]["voce"].as_str().unwrap();
    for (path, body, status) in [
        (format!("/contenuto/{voce}/uscita"), reason("un'altra pratica"), 204),
        ("/chiusura".into(), reason("finito"), 204),
        ("/riapertura".into(), json!({}), 422),
        ("/riapertura".into(), reason("un ripensamento"), 204),
        // A proceeding has somebody who answers for it.
        ("/trasferimento".into(), transfer.clone(), 422),
    ] {
        assert_eq!(api.post(format!("{one}{path}"), body).await.0, status, "{path}");
        let closed = api.get("?stato=chiusi".into()).await["fascicoli"].as_array().unwrap().len();
        let so_far = path == "/chiusura" || path == "/riapertura" && status == 422;
        assert_eq!(closed == 1, so_far, "after {path}");
    }
    for (text, status) in [
        ("?prima=qui".to_owned(), 422),
        ("?q=permesso&prima=qui".to_owned(), 422),
        ("?stato=boh".to_owned(), 400),
        ("/pippo".to_owned(), 404),
        ("/2026-VI.3-77".to_owned(), 404),
        (format!("{one}/contenuto?dopo=qui"), 422),
    ] {
        assert_eq!(api.ask(&text).await.status(), status, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_opens_fills_shares_corrects_closes_and_reopens() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (edi, llp) = (hall.unit("EDI", "Edilizia").await, hall.unit("LLP", "Lavori pubblici").await);
        let marco = hall.person("marco", edi, CURA).await;
        let entry = protocollo::registra(&hall.ente, &hall.who(marco).await, &nuova("Domanda di permesso"), &[], None)
            .await
            .unwrap();
        let key = hall.api_key("marco", marco, CURA).await;
        let api = Api { base: format!("{}/api/v1/protocollo/fascicoli", hall.url), key };
        let post = |path: String, body: Value| api.post(path, body);
        let get = |path: String| api.get(path);
        let (status, why) = post(String::new(), json!({ "tipo": "procedimento", "oggetto": "", "ufficio": edi })).await;
        assert_eq!(status, 422, "{why}");
        assert_eq!(serde_json::from_str::<Value>(&why).unwrap()["reasons"].as_array().unwrap().len(), 4, "{why}");
        let dati = json!({
            "tipo": "procedimento", "classe": "VI.3", "oggetto": "Permesso di via Verdi", "ufficio": edi, "responsabile": marco,
            "termine": "2999-01-31", "registrazione": { "anno": entry.anno, "numero": entry.numero },
        });
        let (status, opened) = post(String::new(), dati.clone()).await;
        assert_eq!(status, 201, "{opened}");
        let opened: Value = serde_json::from_str(&opened).unwrap();
        let one = format!("/{}", opened["fascicolo"].as_str().unwrap());
        assert_eq!(one, format!("/{}-VI.3-1", entry.anno));
        let again: Value = serde_json::from_str(&post(String::new(), dati).await.1).unwrap();
        assert_eq!(again["fascicolo"], opened["fascicolo"], "the same key, the same fascicolo");

        assert_eq!(post(format!("{one}/condivisione"), json!({ "ufficio": llp, "lavora": true })).await.0, 204);
        assert_eq!(get(one.clone()).await["condiviso"][0]["lavora"], true);
        assert_eq!(post(format!("{one}/condivisione/fine"), json!({ "ufficio": llp })).await.0, 204);
        let (status, why) = post(format!("{one}/chiusura"), json!({})).await;
        assert!(status == 422 && why.contains("non è assegnata a nessuno"), "{why}");
        let inside = get(format!("{one}/contenuto")).await;
        let voce = inside["registrazioni"][0]["voce"].as_str().unwrap().to_owned();
        assert_eq!(
            post(format!("{one}/contenuto/{voce}/uscita"), json!({ "motivo": "un'altra pratica" })).await.0,
            204
        );
        let put = json!({ "anno": entry.anno, "numero": entry.numero });
        let (status, told) = post(format!("{one}/contenuto"), put.clone()).await;
        assert!(status == 200 && told.contains("non ha ancora una classe"), "{told}");
        assert_eq!(post(format!("{one}/contenuto"), put).await.0, 422, "it is there already");
        let correct = json!({ "oggetto": "Permesso di costruire di via Verdi", "responsabile": marco, "termine": "2999-01-31", "motivo": "più chiaro" });
        assert_eq!(post(format!("{one}/correzione"), correct).await.0, 204);
        assert_eq!(get(one.clone()).await["oggetto"], "Permesso di costruire di via Verdi");
        let entries = Api { base: api.base.replace("fascicoli", "registrazioni"), key: api.key.clone() };
        let where_it_lies = entries.get(format!("/{}/{}/fascicoli", entry.anno, entry.numero)).await;
        assert_eq!(where_it_lies["fascicoli"][0]["fascicolo"], opened["fascicolo"]);

        ends(&api, &one, &json!({ "ufficio": llp, "motivo": "riorganizzazione" })).await;
        hall.verify_clean().await;
    }
}
