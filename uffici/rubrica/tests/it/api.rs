//! The office for programs: the same rules and refusals as the pages.

use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::pagine::{OFFICES, TUTTO};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_keeps_the_directory_in_order_and_is_refused_as_a_person_would_be() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", unit, TUTTO).await;
        let key = hall.api_key("carla", carla, TUTTO).await;
        let narrow = hall.api_key("carla", carla, &["directory.consulta"]).await;
        let client = reqwest::Client::new();
        let post = |path: String, body: Value| {
            let request = client.post(format!("{}/api/v1/rubrica/{path}", hall.url)).bearer_auth(&key).json(&body);
            async move {
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                (status, answer.json::<Value>().await.unwrap_or_default())
            }
        };
        let get = |path: String, key: &str| {
            let request = client.get(format!("{}/api/v1/rubrica/{path}", hall.url)).bearer_auth(key);
            async move {
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                (status, answer.json::<Value>().await.unwrap_or_default())
            }
        };
        let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
        let dati = |name: &str| json!({"tipo": "impresa", "nome": name, "partita_iva": "11111111115"});
        let (status, a) = post("schede".into(), dati("Edilnova S.r.l.")).await;
        assert_eq!(status, 201, "{a}");
        let (_, b) = post("schede".into(), dati("Edil Nova")).await;
        let wrong = json!({"tipo": "impresa", "nome": "Alfa", "partita_iva": "11111111116"});
        let (status, refused) = post("schede".into(), wrong).await;
        assert_eq!((status, &refused["reasons"][0]["field"]), (422, &json!("partita_iva")), "{refused}");
        let kept = json!({"tipo": "impresa", "nome": "Alfa", "partita_iva": "11111111116", "motivo_codice": "Visura"});
        assert_eq!(post("schede".into(), kept).await.0, 201);

        let (status, pairs) = get("doppioni".into(), &key).await;
        assert_eq!((status, pairs["coppie"].as_array().unwrap().len()), (200, 1), "{pairs}");
        let unione = json!({"persa": id(&b), "rimasta": id(&a), "dati": dati("Edilnova S.r.l."), "motivo": "Visura"});
        let (status, merge) = post("unioni".into(), unione.clone()).await;
        assert_eq!(status, 201, "{merge}");
        assert_eq!(post("unioni".into(), unione).await.0, 422);
        let (_, now) = get(format!("schede/{}", id(&b)), &narrow).await;
        assert_eq!(now["scheda"]["id"], a["id"], "the old one gives the survivor");
        let (status, two) = post(format!("unioni/{}/separazione", id(&merge)), json!({})).await;
        assert_eq!((status, &two["persa"]["id"]), (200, &b["id"]), "{two}");

        let address = json!({"tipo": "pec", "valore": "edilnova@pec.example.it", "principale": true});
        assert_eq!(post(format!("schede/{}/indirizzi", id(&a)), address).await.0, 204);
        let end = json!({"tipo": "pec", "valore": "edilnova@pec.example.it"});
        assert_eq!(post(format!("schede/{}/indirizzi/ritiro", id(&a)), end).await.0, 204);
        let late = json!({"tipo": "impresa", "nome": "Edilnova", "visto": "0000"});
        assert_eq!(post(format!("schede/{}", id(&a)), late).await.0, 409);
        let body = json!({"prima": id(&a), "seconda": id(&b)});
        assert_eq!(post("doppioni/diverse".into(), body).await.0, 204);
        let (_, list) = get("schede?q=edil".into(), &narrow).await;
        assert_eq!(list["schede"].as_array().unwrap().len(), 2, "{list}");
        assert_eq!(get("indice?q=comune".into(), &narrow).await.0, 200);
        assert_eq!(get("doppioni".into(), &narrow).await.0, 403);
        hall.verify_clean().await;
    }
}
