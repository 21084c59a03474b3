//! The office for programs: a key opens what it was given for, and not all that its person may.

use reqwest::RequestBuilder;
use serde_json::json;
use testkit::Engine;

use crate::casa::{Casa, riga};

/// What is answered to a program with this key.
async fn stato(request: RequestBuilder, key: &str) -> u16 {
    request.bearer_auth(key).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_does_what_it_was_given_for_and_not_what_its_person_may() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        let elsewhere = casa.hall.api_key("lucia", casa.lucia, &["librofirma.firma"]).await;
        let reads = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta"]).await;
        let writes = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta", "atti.redigi"]).await;
        let client = reqwest::Client::new();
        let act = format!("{}/api/v1/atti/{id}", casa.hall.url);
        let page = format!("{}/atti/{id}", casa.hall.url);
        assert_eq!(stato(client.get(&act), &reads).await, 200, "{engine:?}");
        assert_eq!(stato(client.get(&act), &elsewhere).await, 403, "{engine:?}");
        assert_eq!(stato(client.get(&page), &reads).await, 401, "nor by the page, though the call is open to it");

        let step = json!({
            "passo": "proponi", "chiave": "una-volta", "motivo": "Per la prova", "nessun_conflitto": true,
        });
        let take = || client.post(format!("{act}/passi")).json(&step);
        let before = casa.fatti(id).await;
        let by_page = client.post(format!("{page}/passo")).form(&[("passo", "proponi"), ("chiave", "una-volta")]);
        assert_eq!(stato(by_page, &writes).await, 401, "a form is the browser's, where its token is asked for");
        assert_eq!(stato(take(), &elsewhere).await, 403);
        assert_eq!(stato(take(), &reads).await, 403, "who reads takes no step");
        assert_eq!(casa.fatti(id).await, before);
        assert_eq!(stato(take(), &writes).await, 204);
        assert!(casa.fatti(id).await > before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_asks_other_offices_no_more_than_its_key_carries() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(id).await;
        let signs = ["atti.consulta", "atti.esamina", "librofirma.firma"];
        let commits = [&signs[..], &["contabilita.impegna"]].concat();
        let narrow = casa.hall.api_key("paolo", casa.paolo, &signs).await;
        let wide = casa.hall.api_key("paolo", casa.paolo, &commits).await;
        let client = reqwest::Client::new();
        let address = format!("{}/api/v1/atti/{id}/passi", casa.hall.url);
        let visto = |chiave: &str| {
            let step = json!({
                "passo": "visto", "chiave": chiave, "motivo": "Per la prova", "nessun_conflitto": true,
                "esito": "favorevole",
            });
            client.post(&address).json(&step)
        };
        assert_eq!(stato(visto("uno"), &narrow).await, 403, "{engine:?}: it signs, and commits no money");
        assert_eq!(
            (casa.impegni(id).await, casa.numerati("determine").await),
            (0, 0),
            "nothing of the step was written"
        );
        assert_eq!(stato(visto("due"), &wide).await, 204);
        assert_eq!(casa.impegni(id).await, 1);
        casa.hall.verify_clean().await;
    }
}
