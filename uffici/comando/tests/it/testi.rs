//! The words of the ente's papers: tried, refused with all that is wrong, kept version by version, given up with a reason; and by nobody else.

use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::permessi::OFFICES;

const PAGE: &str = "/comando/modelli/carta-intestata";

/// The words of a PDF, as our own reader finds them.
fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letterhead_is_tried_kept_and_given_up_and_every_version_stays() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let person = hall.person("ivo", unit, &["wording.testi", "comando.consulta"]).await;
        hall.person("berta", unit, &["comando.consulta", "comando.gestisci", "comando.sistema"]).await;
        let ivo = hall.signed_in("ivo").await;
        let list = ivo.read("/comando/modelli").await;
        assert!(list.contains("Carta intestata") && list.contains("del programma"), "{list}");

        let (save, preview) = (format!("{PAGE}/modifica?sopra=0"), format!("{PAGE}/anteprima?sopra=0"));
        let wrong =
            ivo.post(&save, &[("intestazione", "Piazza {nessuna}\ne 王"), ("piede", "*"), ("motivo", " ")]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let told = wrong.text().await.unwrap();
        for reason in
            ["Riga 1: {nessuna} non è un dato", "Riga 2: il segno «王»", "Riga 1: l&#39;asterisco", "Scrivi perché"]
        {
            assert!(told.contains(reason), "{reason}: {told}");
        }

        let good = [
            ("intestazione", "Piazza *Maggiore* 1\nPEC protocollo@pec.esempio.it"),
            ("piede", "Aperti dalle 9 alle 12"),
            ("motivo", "Nuova sede"),
        ];
        let tried = ivo.post(&preview, &good).await;
        assert_eq!(tried.status(), StatusCode::OK);
        assert_eq!(tried.headers()["content-type"], "application/pdf");
        let said = words(&tried.bytes().await.unwrap());
        for told in ["Comune di prova Piazza Maggiore 1 PEC", "Aperti dalle 9 alle 12", "anteprima con dati inventati"]
        {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert!(ivo.read(PAGE).await.contains("testi del programma"), "a trial keeps nothing");

        assert_eq!(ivo.post(&save, &good).await.status(), StatusCode::SEE_OTHER);
        let late = ivo.post(&save, &good).await;
        assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().await.unwrap().contains("qualcuno ha salvato la versione 1"));
        let same = ivo.post(&format!("{PAGE}/modifica?sopra=1"), &good).await;
        assert!(same.text().await.unwrap().contains("Questi sono già i testi in uso"));
        let page = ivo.read(PAGE).await;
        assert!(
            page.contains("versione 1") && page.contains("Nuova sede") && page.contains("Piazza *Maggiore* 1"),
            "{page}"
        );
        let shown = ivo.get(&format!("{PAGE}/anteprima")).await.bytes().await.unwrap();
        assert!(words(&shown).contains("Piazza Maggiore 1"));

        let back = format!("{PAGE}/ripristina?sopra=1");
        assert_eq!(ivo.post(&back, &[("motivo", "")]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ivo.post(&back, &[("motivo", "Sede di prima")]).await.status(), StatusCode::SEE_OTHER);
        let again = ivo.post(&format!("{PAGE}/ripristina?sopra=2"), &[("motivo", "Ancora")]).await;
        assert!(again.text().await.unwrap().contains("sono già quelli del programma"));
        let home = ivo.read("/comando").await;
        assert!(home.contains("ha scritto la versione 1") && home.contains("Sede di prima"), "{home}");

        for_programs(&hall, &hall.api_key("ivo", person, &["wording.testi"]).await).await;
        let berta = hall.signed_in("berta").await;
        for path in ["/comando/modelli", PAGE, &format!("{PAGE}/modifica"), &format!("{PAGE}/anteprima")] {
            assert_eq!(berta.get(path).await.status(), StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(berta.post(&save, &good).await.status(), StatusCode::FORBIDDEN);
        hall.verify_clean().await;
    }
}

/// The same for programs, after two versions.
async fn for_programs(hall: &TownHall, key: &str) {
    let client = reqwest::Client::new();
    let one = format!("{}/api/v1{PAGE}", hall.url);
    let told: Value = client.get(&one).bearer_auth(key).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["versioni"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!((&told["versioni"][0]["testi"], &told["versioni"][1]["numero"]), (&Value::Null, &json!(1)), "{told}");
    assert_eq!(told["versioni"][1]["testi"]["piede"], "Aperti dalle 9 alle 12", "what was written stays: {told}");

    let send = |path: &str, body: Value| client.post(format!("{one}/{path}")).bearer_auth(key).json(&body).send();
    let unknown = json!({"testi": {"testata": "x"}, "motivo": "Prova", "sopra": 2});
    let refused = send("versioni", unknown).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("testata"), "the text that there is not is named");
    let pdf = send("anteprima", json!({"testi": {"piede": "Solo una prova"}})).await.unwrap().bytes().await.unwrap();
    assert!(words(&pdf).contains("Solo una prova"));
    let made = send("versioni", json!({"testi": {"piede": "Nuovo"}, "motivo": "Prova", "sopra": 2})).await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    assert_eq!(made.json::<Value>().await.unwrap()["numero"], 3);
    let all: Value = client
        .get(format!("{}/api/v1/comando/modelli", hall.url))
        .bearer_auth(key)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!((&all["modelli"][0]["versione"], &all["modelli"][0]["dell_ente"]), (&json!(3), &json!(true)), "{all}");
    let back = send("ripristino", json!({"motivo": "Finita la prova", "sopra": 3})).await.unwrap();
    assert_eq!(back.json::<Value>().await.unwrap()["numero"], 4);
}
