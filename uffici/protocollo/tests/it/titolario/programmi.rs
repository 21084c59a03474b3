//! The same for programs, and for those who may not.

use protocollo::{DaTitolario, prepara_titolario};
use serde_json::{Value, json};
use testkit::Engine;

use super::{ATTO, BASE, town};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_the_same_and_who_does_not_answer_for_it_may_not() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let hall = &town.hall;
        town.apri("VI.3", "Pratica edilizia", None).await;
        let key = hall.api_key("carla", town.carla_id, &["protocollo.consulta", "protocollo.titolario"]).await;
        let base = format!("{}/api/v1/protocollo/titolario", hall.url);
        let client = reqwest::Client::new();
        let post = async |path: &str, body: Value| {
            let answer = client.post(format!("{base}{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let get = async |path: &str| -> Value {
            client.get(format!("{base}{path}")).bearer_auth(&key).send().await.unwrap().json().await.unwrap()
        };
        let bad = json!({ "nome": "", "voci": [{ "codice": "VI.3", "titolo": "" }] });
        let (status, why) = post("/bozza", bad).await;
        assert_eq!(status, 422, "{why}");
        assert_eq!(serde_json::from_str::<Value>(&why).unwrap()["reasons"].as_array().unwrap().len(), 3, "{why}");
        assert_eq!(post("/bozza", json!({ "nome": "Copia" })).await.0, 201);
        let mut voci = get("/bozza").await["voci"].as_array().unwrap().clone();
        voci.retain(|voce| voce["codice"] != "VI.3");
        voci.push(json!({ "codice": "VI.20", "titolo": "Edilizia dei privati" }));
        let (status, made) = post("/bozza", json!({ "nome": "Titolario 2027", "voci": voci })).await;
        assert_eq!(status, 201, "{made}");
        let made: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(made["tolte"][0]["codice"], "VI.3");
        assert_eq!((&made["passaggi"][0]["serve"], &made["passaggi"][0]["fascicoli"]), (&json!(true), &json!(1)));
        let force = json!({ "dal": "2027-01-01", "atto": ATTO });
        assert_eq!(post("/bozza/vigore", force.clone()).await.0, 422, "no destination");
        let map = json!({ "classi": [{ "classe": "VI.3", "destinazione": "VI.20" }] });
        assert_eq!(post("/bozza/passaggi", map).await.0, 204);
        let (status, done) = post("/bozza/vigore", force).await;
        assert_eq!(status, 201, "{done}");
        let id = serde_json::from_str::<Value>(&done).unwrap()["versione"].as_str().unwrap().to_owned();
        let voci = async |il: &str| get(&format!("?il={il}")).await["voci"].as_array().unwrap().clone();
        let has = |voci: &[Value], code: &str| voci.iter().any(|voce| voce["codice"] == code);
        assert!(has(&voci("2026-12-31").await, "VI.3") && !has(&voci("2026-12-31").await, "VI.20"));
        assert!(has(&voci("2027-01-01").await, "VI.20") && !has(&voci("2027-01-01").await, "VI.3"));
        assert_eq!(get("/versioni").await["versioni"][0]["dal"], "2027-01-01");
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "" })).await.0, 422);
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "si decide in Consiglio" })).await.0, 204);
        assert_eq!(post(&format!("/versioni/{id}/ritiro"), json!({ "motivo": "si decide in Consiglio" })).await.0, 422);
        assert!(has(&voci("2027-01-01").await, "VI.3"), "taken back, it never comes");
        assert_eq!(post("/bozza/scarto", json!({})).await.0, 204);
        assert_eq!(post("/bozza/vigore", json!({ "dal": "2027-01-01", "atto": ATTO })).await.0, 404);
        let marco = hall.signed_in("marco").await;
        for path in [BASE, "/protocollo/titolario/bozza"] {
            assert_eq!(marco.get(path).await.status(), 403, "{path}");
        }
        assert_eq!(marco.post("/protocollo/titolario/bozza/scarta", &[]).await.status(), 403);
        assert!(prepara_titolario(&hall.ente, &town.marco, "Mio", DaTitolario::Copia).await.is_err());
        hall.verify_clean().await;
    }
}
