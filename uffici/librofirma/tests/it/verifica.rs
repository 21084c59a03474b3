//! The signatures of a document of a request: read, and checked again, by whoever may see the request and by nobody else.

use librofirma::firma::prova::firma;
use serde_json::{Value, json};
use testkit::Engine;

use crate::aiuti::Casa;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_request_has_its_signatures_checked_again_also_for_a_day() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Contratto").await;
        casa.apre(casa.marco, id).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.marco).await, &[id]).await.unwrap();
        assert!(done[0].firma.is_some(), "{done:?}");
        casa.hall.work().await;
        let riga = casa.scheda(id).await.riga;
        let (lucia, marco) = (casa.hall.signed_in("lucia").await, casa.hall.signed_in("marco").await);
        let page = format!("/librofirma/{id}/documenti/{}/firme", riga.attuale_id);
        assert!(lucia.read(&format!("/librofirma/{id}")).await.contains(&format!("href=\"{page}\"")));
        let shown = marco.read(&page).await;
        assert!(shown.contains("SENZA VALORE LEGALE") && shown.contains("Controlla di nuovo"), "{shown}");
        assert_eq!(shown.matches("?controllo=").count(), 1, "the check of the job");

        let to = |answer: &reqwest::Response| answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(to(&lucia.post(&page, &[]).await).ends_with("?uguale"), "the same answer is one check");
        let past = to(&lucia.post(&page, &[("al", "2021-06-30")]).await);
        let shown = lucia.read(&past).await;
        assert!(shown.contains("Esito alla data del 30/06/2021"), "{shown}");
        let wrong = lucia.post(&page, &[("al", "2100-01-01")]).await;
        assert_eq!(wrong.status(), 422);
        assert!(wrong.text().await.unwrap().contains("deve ancora venire"));
        let bare = format!("/librofirma/{id}/documenti/{}/firme", riga.documento_id);
        assert!(to(&lucia.post(&bare, &[]).await).ends_with("?senza"), "as it was put up it is not signed");

        // For programs the same, for each with their own permission.
        let asks = casa.hall.api_key("lucia", casa.lucia, &["librofirma.chiedi"]).await;
        let signs = casa.hall.api_key("marco", casa.marco, &["librofirma.firma"]).await;
        let client = reqwest::Client::new();
        let of = |place: &str| format!("{}/api/v1/librofirma/{place}/{id}", casa.hall.url);
        let request: Value = client.get(of("richieste")).bearer_auth(&asks).send().await.unwrap().json().await.unwrap();
        let document = request["documenti"][0]["id"].as_str().unwrap();
        assert_eq!(document, riga.attuale_id.to_string(), "{request}");
        for (place, key) in [("richieste", &asks), ("da_firmare", &signs)] {
            let address = format!("{}/documenti/{document}/firme", of(place));
            let told: Value = client.get(&address).bearer_auth(key).send().await.unwrap().json().await.unwrap();
            assert_eq!(told["controlli"].as_array().unwrap().len(), 2, "{told}");
            let again = client.post(&address).bearer_auth(key).json(&json!({"al": null})).send().await.unwrap();
            let again: Value = again.json().await.unwrap();
            assert_eq!((&again["firmato"], &again["nuovo"]), (&json!(true), &json!(false)), "{again}");
        }

        // Sara has nothing to do with it.
        let sara = casa.hall.signed_in("sara").await;
        assert_eq!(sara.get(&page).await.status(), 404);
        assert_eq!(sara.post(&page, &[]).await.status(), 404);
        casa.hall.verify_clean().await;
    }
}
