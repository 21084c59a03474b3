//! The office for programs: the same rules and refusals as the pages.

use serde_json::{Value, json};
use testkit::Engine;

use crate::{materia::PERMESSO, pagine::Casa};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_checks_drafts_and_puts_in_force_as_a_person_would() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let manages = casa.hall.api_key("anna", casa.anna, &["flussi.consulta", "flussi.gestisci"]).await;
        let reads = casa.hall.api_key("anna", casa.anna, &["flussi.consulta"]).await;
        let client = reqwest::Client::new();
        let at = |path: &str| format!("{}/api/v1/flussi{path}", casa.hall.url);
        let read = async |answer: reqwest::Response| {
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        };
        let get = async |path: &str| read(client.get(at(path)).bearer_auth(&reads).send().await.unwrap()).await;
        let post = async |path: &str, key: &str, body: Value| {
            read(client.post(at(path)).bearer_auth(key).json(&body).send().await.unwrap()).await
        };
        let (_, all) = get("").await;
        assert_eq!(all["iter"][0]["codice"], "permesso", "{all}");
        let (_, now) = get("/permesso").await;
        assert_eq!(now["ordine"], 1, "{now}");
        let renamed = PERMESSO.replace("nome = \"Alla firma\"", "nome = \"Da firmare\"");
        let broken = renamed.replace("a = [\"firmato\"]", "a = [\"alla-firma\"]");
        let (status, told) = post("/permesso/controllo", &manages, json!({ "testo": broken })).await;
        assert!(status == 200 && !told["motivi"].as_array().unwrap().is_empty(), "{told}");
        let (_, saved) = post("/permesso/bozza", &manages, json!({ "testo": renamed })).await;
        assert_eq!(saved["versione"], 1, "{saved}");
        for never in [i64::MIN, -1, 7, i64::MAX] {
            let upon = json!({ "testo": renamed, "visto": never });
            assert_eq!(post("/permesso/bozza", &manages, upon).await.0, 422, "{never}");
        }
        let wanted = json!({ "testo": renamed, "motivo": "Nome più chiaro", "visto": 1 });
        assert_eq!(post("/permesso/vigore", &reads, wanted.clone()).await.0, 403);
        assert_eq!(post("/permesso/vigore", &manages, wanted.clone()).await.0, 204);
        assert_eq!(
            post("/permesso/vigore", &manages, wanted).await.0,
            422,
            "it is in force, and was put there by another"
        );
        let other = json!({ "testo": renamed, "motivo": "x" });
        assert_eq!(post("/altro/vigore", &manages, other).await.0, 404);
        let (_, measures) = get("/permesso/misure").await;
        assert_eq!(measures["pratiche"], 0, "{measures}");
        let days = json!({ "settimana": [1, 2, 3, 4, 5, 6], "chiusure": [], "motivo": "Ordinanza 12" });
        assert_eq!(post("/calendario", &manages, days).await.0, 204);
        let now = get("/calendario").await.1;
        assert_eq!((&now["settimana"][5], &now["visto"]), (&json!(6), &json!(1)));
        let days = json!({ "settimana": [1, 2, 3, 4, 5], "chiusure": [], "motivo": "Ordinanza 13" });
        assert_eq!(post("/calendario", &manages, days).await.0, 422, "who did not see those days changes nothing");
        let days = json!({ "settimana": [1, 2, 3, 4, 5], "chiusure": [], "motivo": "Ordinanza 13", "visto": 1 });
        assert_eq!(post("/calendario", &manages, days).await.0, 204);
        assert_eq!(get("/da_fare").await.1["pratiche"], json!([]));
        casa.hall.verify_clean().await;
    }
}
