//! The authorities that the ente adds: with a reason, in sight of all who may, withdrawn with a reason; and by nobody else.

use comando::Comando;
use office::Office;
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Comando];

/// A certificate of nobody's: "Radice di prova", P-256, until 2036.
const PEM: &str = include_str!("radice.pem");

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_is_added_and_withdrawn_with_a_reason_and_stays_in_sight() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let person = hall.person("ivo", unit, &["validation.autorita", "comando.consulta"]).await;
        hall.person("berta", unit, &["comando.consulta", "comando.sistema"]).await;
        let ivo = hall.signed_in("ivo").await;
        let page = ivo.read("/comando/fiducia").await;
        assert!(page.contains("Nessuna lista") && page.contains("Nessuna autorità aggiunta"), "{page}");
        assert!(page.contains("Il collegamento in rete per le firme è spento"), "{page}");

        let new = "/comando/fiducia/nuova";
        let form = ivo.read(new).await;
        for told in ["messaggi di posta firmati fra i documenti", "si aggiunge in Caselle di posta"] {
            assert!(form.contains(told), "{told}: {form}");
        }
        let wrong = ivo.post(new, &[("pem", "x"), ("motivo", " ")]).await;
        assert_eq!(wrong.status(), 422);
        let told = wrong.text().await.unwrap();
        for reason in ["Incolla un certificato solo", "Scrivi perché", "Scegli per che cosa"] {
            assert!(told.contains(reason), "{reason}: {told}");
        }
        let good = [("pem", PEM), ("motivo", "La usa il consorzio"), ("usi", "time_stamps")];
        assert_eq!(ivo.post(new, &good).await.status(), 303);
        assert_eq!(ivo.post(new, &good).await.status(), 422, "once");
        let page = ivo.read("/comando/fiducia").await;
        assert!(page.contains("La usa il consorzio") && page.contains("marche temporali"), "{page}");

        let end =
            page.split("href=\"").filter_map(|part| part.split('"').next()).find(|href| href.ends_with("/ritira"));
        let end = end.expect("one may withdraw it").to_owned();
        assert_eq!(ivo.post(&end, &[("motivo", "")]).await.status(), 422);
        assert_eq!(ivo.post(&end, &[("motivo", "Contratto finito")]).await.status(), 303);
        assert_eq!(ivo.post(&end, &[("motivo", "Ancora")]).await.status(), 404);
        let page = ivo.read("/comando/fiducia").await;
        assert!(page.contains("Contratto finito") && page.contains("ritirata"), "it stays in sight: {page}");
        let home = ivo.read("/comando").await;
        assert!(home.contains("ha aggiunto l") && home.contains("ha ritirato l"), "{home}");

        // For programs the same.
        let key = hall.api_key("ivo", person, &["validation.autorita"]).await;
        let (client, all) = (reqwest::Client::new(), format!("{}/api/v1/comando/autorita", hall.url));
        let told = client.get(&all).bearer_auth(&key).send().await.unwrap();
        let told: serde_json::Value = told.json().await.unwrap();
        assert_eq!(told["autorita"][0]["motivo_del_ritiro"], "Contratto finito", "{told}");
        let again = serde_json::json!({"pem": PEM, "usi": ["documents"], "motivo": "Serve ancora"});
        assert_eq!(client.post(&all).bearer_auth(&key).json(&again).send().await.unwrap().status(), 201);

        // Who only sees to authorities has a way to them.
        hall.person("dora", unit, &["validation.autorita"]).await;
        let page = hall.signed_in("dora").await.read("/comando/fiducia/nuova").await;
        assert!(page.contains("href=\"/comando/fiducia\"") && page.contains("Liste e autorità"), "{page}");

        let berta = hall.signed_in("berta").await;
        for path in ["/comando/fiducia", new, &end] {
            assert_eq!(berta.get(path).await.status(), 403, "{path}");
        }
        assert_eq!(berta.post(new, &good).await.status(), 403);
        hall.verify_clean().await;
    }
}
