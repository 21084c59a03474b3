//! Two people write the same draft: neither writes over what the other has written without having seen it.

use protocollo::{DaTitolario, prepara_titolario};
use serde_json::{Value, json};
use testkit::{Browser, Engine};

use super::{ATTO, BASE, Town, goes_to, page, told, town};

const BOZZA: &str = "/protocollo/titolario/bozza";
const MEANWHILE: &str = "è cambiato proprio quello che stai scrivendo";

/// A town with a draft, and two who answer for it.
async fn two(engine: Engine) -> (Town, Browser, Browser) {
    let town = town(engine).await;
    prepara_titolario(&town.hall.ente, &town.carla, "Titolario 2027", DaTitolario::Copia).await.unwrap();
    let other = town.hall.unit("ALT", "Altro ufficio").await;
    town.hall.person("paolo", other, &["protocollo.consulta", "protocollo.titolario"]).await;
    let (carla, paolo) = (town.hall.signed_in("carla").await, town.hall.signed_in("paolo").await);
    (town, carla, paolo)
}

/// Which writing of the draft the page shows.
async fn seen(browser: &Browser) -> String {
    let page = page(browser, BOZZA).await;
    page.split("name=\"versione\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn voce(browser: &Browser, versione: &str, codice: &str, titolo: &str, azione: &str) -> reqwest::Response {
    let fields = [("versione", versione), ("codice", codice), ("titolo", titolo), ("azione", azione)];
    browser.post(&format!("{BOZZA}/voce"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_is_told_what_the_first_did_to_the_same_class_and_loses_nothing() {
    for engine in Engine::all() {
        let (town, carla, paolo) = two(engine).await;
        let (of_carla, of_paolo) = (seen(&carla).await, seen(&paolo).await);
        goes_to(&voce(&carla, &of_carla, "VI.20", "Energia", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
        // Another class is nobody's trouble, and does not undo the first.
        goes_to(&voce(&paolo, &of_paolo, "VI.21", "Mobilità", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
        assert!(page(&paolo, BOZZA).await.contains("VI.20 Energia"), "{engine:?}");

        let late = voce(&paolo, &of_paolo, "VI.20", "Comunità energetiche", "scrivi").await;
        told(late, 422, &[MEANWHILE, "carla", "ha aggiunto la voce VI.20 Energia", "value=\"Comunità energetiche\""])
            .await;
        assert!(page(&paolo, BOZZA).await.contains("VI.20 Energia"), "{engine:?}: nothing was written over");
        // What goes with a class that is taken away is those under it too.
        assert_eq!(voce(&paolo, &of_paolo, "VI", "Territorio", "togli").await.status(), 422);
        // To write the class itself does nothing to those under it.
        goes_to(&voce(&paolo, &of_paolo, "VI", "Territorio", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
        let both = page(&paolo, BOZZA).await;
        assert!(both.contains("VI.20 Energia") && both.contains("Territorio"), "{engine:?}: {both}");
        let now = seen(&paolo).await;
        goes_to(&voce(&paolo, &now, "VI.20", "Comunità energetiche", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_concerns_the_whole_draft_is_done_only_by_whoever_has_seen_the_whole() {
    for engine in Engine::all() {
        let (town, carla, paolo) = two(engine).await;
        let before = seen(&paolo).await;
        goes_to(&voce(&carla, &seen(&carla).await, "VI.20", "Energia", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
        let added = "ha aggiunto la voce VI.20 Energia";
        let force = [("versione", before.as_str()), ("dal", "2027-01-01"), ("atto", ATTO)];
        told(paolo.post(&format!("{BOZZA}/in-vigore"), &force).await, 422, &[MEANWHILE, added]).await;
        let throw = [("versione", before.as_str())];
        told(paolo.post(&format!("{BOZZA}/scarta"), &throw).await, 422, &[MEANWHILE, added]).await;
        let fields = [("versione", before.as_str()), ("nome", "Mio")];
        let file = "codice;titolo;descrizione\nI;Uno;\n";
        told(paolo.upload(BOZZA, &fields, "t.csv", file.into()).await, 422, &[MEANWHILE, added]).await;
        // Whoever saw that there was no draft does not write over one that was begun since.
        let fields = [("versione", "0"), ("nome", "Mio")];
        told(paolo.upload(BOZZA, &fields, "t.csv", file.into()).await, 422, &["non è quella che c'è adesso"]).await;
        assert!(page(&carla, BOZZA).await.contains("VI.20 Energia"), "{engine:?}");
        let throw = seen(&paolo).await;
        goes_to(
            &paolo.post(&format!("{BOZZA}/scarta"), &[("versione", &throw)]).await,
            &format!("{BASE}?fatto=scartata"),
        );
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_says_which_draft_it_has_read() {
    let (town, carla, _) = two(Engine::Sqlite).await;
    let key = town.hall.api_key("carla", town.carla_id, &["protocollo.consulta", "protocollo.titolario"]).await;
    let base = format!("{}/api/v1/protocollo/titolario/bozza", town.hall.url);
    let client = reqwest::Client::new();
    let read: Value = client.get(&base).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
    goes_to(&voce(&carla, &seen(&carla).await, "VI.20", "Energia", "scrivi").await, &format!("{BOZZA}?fatto=voce"));
    let mut body = json!({ "nome": "Mio", "versione": read["versione"] });
    let post = async |body: &Value| client.post(&base).bearer_auth(&key).json(body).send().await.unwrap();
    told(post(&body).await, 422, &[MEANWHILE, "VI.20 Energia"]).await;
    body["versione"] = Value::Null;
    assert_eq!(post(&body).await.status(), 201, "without it the last one wins, as before");
}
