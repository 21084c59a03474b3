//! Notes on an entry: dated, by name, for whoever sees the entry, and never changed.

use office::Office;
use protocollo::{Nuova, Protocollo, registra};
use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] = &["protocollo.registra", "protocollo.consulta"];

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_read_by_whoever_sees_the_entry_and_written_by_who_works_on_it() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, soc) = (hall.unit("PRO", "Protocollo").await, hall.unit("SOC", "Sociale").await);
        let person = hall.person("anna", pro, MAY).await;
        hall.person("carlo", pro, &["protocollo.consulta"]).await;
        hall.person("dora", soc, MAY).await;
        let who = hall.who(person).await;
        let anno = registra(&hall.ente, &who, &nuova("Richiesta di potatura"), &[], None).await.unwrap().anno;
        let secret = Nuova { riservata: true, ..nuova("Relazione sul minore") };
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();
        let [one, two] = [1, 2].map(|numero| format!("/protocollo/{anno}/{numero}"));
        let add = |place: &str| format!("{place}/annotazioni");
        let (anna, carlo, dora) =
            (hall.signed_in("anna").await, hall.signed_in("carlo").await, hall.signed_in("dora").await);

        let done = anna.post(&add(&one), &[("testo", "Ha telefonato <b>ieri</b>")]).await;
        assert_eq!(done.status(), 303, "{engine:?}");
        assert_eq!(anna.post(&add(&one), &[("testo", " ")]).await.status(), 422);
        let page = carlo.read(&one).await;
        assert!(page.contains("Ha telefonato &lt;b&gt;ieri"), "{page}");
        assert!(
            anna.read(&one).await.contains("Nuova annotazione") && !page.contains("Nuova annotazione"),
            "only reads"
        );
        assert_eq!(carlo.post(&add(&one), &[("testo", "Anch'io")]).await.status(), 403);
        let hidden = dora.post(&add(&two), &[("testo", "Vedo")]).await;
        assert_eq!(hidden.status(), 404, "as if it were not there");

        let key = hall.api_key("anna", person, MAY).await;
        let place = format!("{}/api/v1/protocollo/registrazioni/{anno}/1", hall.url);
        let client = reqwest::Client::new();
        let send = client.post(add(&place)).bearer_auth(&key).header("content-type", "application/json");
        assert_eq!(send.body(json!({ "testo": "Richiamare" }).to_string()).send().await.unwrap().status(), 201);
        let whole = client.get(&place).bearer_auth(&key).send().await.unwrap().text().await.unwrap();
        let told: Value = serde_json::from_str(&whole).unwrap();
        let texts: Vec<_> = told["annotazioni"].as_array().unwrap().iter().map(|one| &one["testo"]).collect();
        assert_eq!(texts, ["Ha telefonato <b>ieri</b>", "Richiamare"]);
        hall.verify_clean().await;
    }
}
