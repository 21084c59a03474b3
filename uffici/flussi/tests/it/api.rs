//! The office for programs: the same rules and refusals as the pages.

use serde_json::{Value, json};
use testkit::Engine;

use crate::{materia::PERMESSO, pagine::Casa};

/// A program with a key of Anna's.
struct Programma {
    client: reqwest::Client,
    base: String,
    key: String,
}

impl Programma {
    async fn con(casa: &Casa, scopes: &[&str]) -> Self {
        let base = format!("{}/api/v1/flussi", casa.hall.url);
        Self { client: reqwest::Client::new(), base, key: casa.hall.api_key("anna", casa.anna, scopes).await }
    }

    /// What it is answered; without a body it only reads.
    async fn chiede(&self, path: &str, body: Option<Value>) -> (u16, Value) {
        let address = format!("{}{path}", self.base);
        let request = match body {
            Some(body) => self.client.post(address).json(&body),
            None => self.client.get(address),
        };
        let answer = request.bearer_auth(&self.key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_checks_drafts_and_puts_in_force_as_a_person_would() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let manages = Programma::con(&casa, &["flussi.consulta", "flussi.gestisci"]).await;
        let reads = Programma::con(&casa, &["flussi.consulta"]).await;
        let get = async |path: &str| reads.chiede(path, None).await;
        let post = async |path: &str, program: &Programma, body: Value| program.chiede(path, Some(body)).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_program_begins_a_definition_throws_its_draft_away_and_puts_a_former_version_back() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let manages = Programma::con(&casa, &["flussi.consulta", "flussi.gestisci"]).await;
        let reads = Programma::con(&casa, &["flussi.consulta"]).await;
        let post = async |path: &str, body: Value| manages.chiede(path, Some(body)).await;

        let new = json!({ "materia": "permessi", "codice": "tettoia", "nome": "Tettoia" });
        assert_eq!(reads.chiede("", Some(new.clone())).await.0, 403, "{engine:?}");
        let wrong = json!({ "materia": "boh", "codice": "Tettoia!", "nome": " " });
        let (status, told) = post("", wrong).await;
        assert_eq!((status, told["reasons"].as_array().map(Vec::len)), (422, Some(3)), "all at once: {told}");
        let (status, made) = post("", new.clone()).await;
        assert_eq!((status, &made["versione"]), (201, &json!(1)), "{made}");
        assert_eq!(post("", new.clone()).await.0, 422, "the code is taken by now");
        assert_eq!(reads.chiede("/tettoia/bozza/scarto", Some(json!({}))).await.0, 403);
        for _ in 0..2 {
            assert_eq!(post("/tettoia/bozza/scarto", json!({})).await.0, 204, "what is gone is gone");
        }
        assert_eq!(post("", new).await.0, 201, "its code is free again");

        let renamed = PERMESSO.replace("nome = \"Alla firma\"", "nome = \"Da firmare\"");
        let put = json!({ "testo": renamed, "motivo": "Nome più chiaro", "visto": 1 });
        assert_eq!(post("/permesso/vigore", put).await.0, 204);
        let (_, all) = reads.chiede("/permesso/versioni", None).await;
        assert_eq!((&all["versioni"][0]["ordine"], &all["versioni"][1]["ordine"]), (&json!(2), &json!(1)), "{all}");
        let first = all["versioni"][1]["id"].clone();
        let back = |versione: &Value, visto: i64, motivo: &str| json!({ "versione": versione, "visto": visto, "motivo": motivo });
        assert_eq!(
            post("/permesso/ripristino", back(&first, 1, "Meglio prima")).await.0,
            422,
            "another was put in force"
        );
        assert_eq!(post("/permesso/ripristino", back(&first, 2, " ")).await.0, 422, "it wants a reason");
        let nothing = json!("0193686e-7c00-7000-8000-000000000000");
        assert_eq!(post("/permesso/ripristino", back(&nothing, 2, "Meglio prima")).await.0, 404);
        assert_eq!(post("/tettoia/ripristino", back(&first, 2, "Meglio prima")).await.0, 404, "it is another's");
        let wanted = back(&first, 2, "Meglio prima");
        assert_eq!(reads.chiede("/permesso/ripristino", Some(wanted.clone())).await.0, 403);
        assert_eq!(post("/permesso/ripristino", wanted).await.0, 204);
        let (_, now) = reads.chiede("/permesso", None).await;
        assert_eq!((&now["ordine"], &now["motivo"]), (&json!(3), &json!("Meglio prima")), "{now}");
        let (_, all) = reads.chiede("/permesso/versioni", None).await;
        assert_eq!((all["versioni"].as_array().map(Vec::len), &all["versioni"][0]["id"]), (Some(3), &first), "{all}");
        casa.hall.verify_clean().await;
    }
}
