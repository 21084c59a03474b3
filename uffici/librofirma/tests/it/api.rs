//! The office for programs: the same rules and refusals as the pages.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::Engine;

use crate::aiuti::{Casa, carta};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_puts_up_opens_signs_and_is_refused_as_a_person_would_be() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let asks = casa.hall.api_key("lucia", casa.lucia, &["librofirma.chiedi"]).await;
        let signs = casa.hall.api_key("marco", casa.marco, &["librofirma.firma"]).await;
        let client = reqwest::Client::new();
        let at = |path: &str| format!("{}/api/v1/librofirma/{path}", casa.hall.url);
        let read = async |answer: reqwest::Response| {
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        };
        let get = async |path: &str, key: &str| read(client.get(at(path)).bearer_auth(key).send().await.unwrap()).await;
        let post = async |path: &str, key: &str, body: Value| {
            read(client.post(at(path)).bearer_auth(key).json(&body).send().await.unwrap()).await
        };
        let (_, people) = get("firmatari", &asks).await;
        assert!(people["firmatari"].as_array().unwrap().len() >= 2, "{people}");
        let put = async |oggetto: &str| {
            let dati = json!({"oggetto": oggetto, "firmatari": [{"persona": casa.marco, "unita": casa.unita}]});
            let form = Form::new().text("dati", dati.to_string());
            let form = form.part("file", Part::bytes(carta("Atto")).file_name("atto.pdf"));
            read(client.post(at("richieste")).bearer_auth(&asks).multipart(form).send().await.unwrap()).await
        };
        let (status, made) = put("Atto").await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(put("").await.0, 422);
        let id = made["id"].as_str().unwrap().to_owned();
        let (_, waiting) = get("da_firmare", &signs).await;
        assert_eq!(waiting["richieste"][0]["id"], id.as_str(), "{waiting}");

        let all = json!({"richieste": [id], "porta": "prova"});
        let (_, unread) = post("firme", &signs, all.clone()).await;
        assert!(unread["esiti"][0]["motivi"][0].as_str().unwrap().contains("ancora aperto"), "{unread}");
        let (status, opened) = get(&format!("da_firmare/{id}/documento"), &signs).await;
        assert!(status == 200 && opened["contenuto"].as_str().unwrap().len() > 100, "{opened}");
        assert_eq!(post("firme", &signs, json!({"richieste": [id], "porta": "remota"})).await.0, 422);
        let (_, done) = post("firme", &signs, all).await;
        assert_eq!(done["esiti"][0]["firma"]["porta"], "prova", "{done}");
        let (_, now) = get(&format!("richieste/{id}"), &asks).await;
        assert_eq!(now["stato"], "firmata", "{now}");
        assert_eq!(post("firme", &asks, json!({"richieste": [id], "porta": "prova"})).await.0, 403);

        let (_, second) = put("Altro").await;
        let second = second["id"].as_str().unwrap().to_owned();
        let refused = post(&format!("da_firmare/{second}/rifiuto"), &signs, json!({"motivo": ""})).await;
        assert_eq!((refused.0, &refused.1["reasons"][0]["field"]), (422, &json!("motivo")));
        assert_eq!(post(&format!("da_firmare/{second}/rifiuto"), &signs, json!({"motivo": "No"})).await.0, 204);
        let (_, third) = put("Terzo").await;
        let third = third["id"].as_str().unwrap().to_owned();
        assert_eq!(post(&format!("richieste/{third}/ritiro"), &asks, json!({"motivo": "No"})).await.0, 204);
        casa.hall.verify_clean().await;
    }
}
