//! The office for programs: the same rules and refusals as the pages.

use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::permessi::{OFFICES, TUTTO};

#[tokio::test(flavor = "multi_thread")]
async fn a_program_runs_the_organisation_and_is_refused_as_a_person_would_be() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let seg = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", seg, TUTTO).await;
        let key = hall.api_key("ivo", ivo, TUTTO).await;
        let narrow = hall.api_key("ivo", ivo, &["comando.consulta"]).await;
        let client = reqwest::Client::new();
        let post = |path: String, body: Value| {
            let request = client.post(format!("{}/api/v1/comando/{path}", hall.url)).bearer_auth(&key).json(&body);
            async move {
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                (status, answer.json::<Value>().await.unwrap_or_default())
            }
        };
        let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();

        let (status, unit) = post("unita".into(), json!({"codice": "TRI", "nome": "Tributi", "sopra": seg})).await;
        assert_eq!(status, 201, "{unit}");
        let (status, role) =
            post("ruoli".into(), json!({"nome": "Chi guarda", "permessi": ["comando.consulta"]})).await;
        assert_eq!(status, 201, "{role}");
        let incarico = json!({"ufficio": id(&unit), "ruolo": id(&role)});
        let body = json!({"utente": "marta.riva", "nome": "Marta", "cognome": "Riva", "incarico": incarico});
        let (status, person) = post("persone".into(), body.clone()).await;
        assert_eq!(status, 201, "{person}");
        assert!(person["password"].as_str().is_some_and(|password| password.len() > 10));
        let (status, refused) = post("persone".into(), body).await;
        assert_eq!(status, 422);
        assert!(refused["detail"].as_str().unwrap().contains("è già di"), "{refused}");
        assert_eq!(post("persone".into(), json!({"utente": "x", "nuovo": 1})).await.0, 400, "unknown fields are told");

        let today = hall.ente.ledger.now().date();
        let away = json!({"dal": today, "al": today, "sostituto": ivo});
        let (status, absence) = post(format!("persone/{}/assenze", id(&person)), away).await;
        assert_eq!(status, 201, "{absence}");
        let back = json!({"al": today.pred_opt()});
        assert_eq!(post(format!("assenze/{}/fine", id(&absence)), back).await.0, 204);
        let (status, why) = post(format!("unita/{}/chiusura", id(&unit)), json!({"al": today})).await;
        assert_eq!(status, 422);
        assert_eq!(
            why["reasons"].as_array().unwrap().len(),
            1,
            "the incarico without end, not the deputy of today: {why}"
        );
        let changed = json!({"nome": "Chi guarda", "permessi": ["comando.consulta", "comando.sistema"]});
        assert_eq!(post(format!("ruoli/{}", id(&role)), changed).await.0, 204);
        let data = json!({"nome": "Marta", "cognome": "Rivolta"});
        assert_eq!(post(format!("persone/{}/dati", id(&person)), data).await.0, 204);
        assert_eq!(post(format!("persone/{}/password", id(&person)), json!({})).await.0, 200);
        assert_eq!(post(format!("persone/{}/secondo-fattore", id(&person)), json!({})).await.0, 204);
        assert_eq!(post(format!("persone/{}/sessioni", id(&person)), json!({})).await.0, 204);
        let off = json!({"attivo": false, "motivo": "Trasferita"});
        assert_eq!(post(format!("persone/{}/accesso", id(&person)), off).await.0, 204);
        let lock_out = json!({"attivo": false, "motivo": "Prova"});
        assert_eq!(post(format!("persone/{ivo}/accesso"), lock_out).await.0, 422);
        assert_eq!(post("lavori/018f3f1e-0000-7000-8000-000000000000/ripresa".into(), json!({})).await.0, 404);

        for (path, key, expected) in
            [("unita", &narrow, 200), ("ruoli", &narrow, 200), ("persone", &narrow, 403), ("persone", &key, 200)]
        {
            let answer =
                client.get(format!("{}/api/v1/comando/{path}", hall.url)).bearer_auth(key).send().await.unwrap();
            assert_eq!(answer.status(), expected, "{path}");
        }
        hall.verify_clean().await;
    }
}
