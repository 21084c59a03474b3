//! Who answers for a section finds what is missing; the file of L. 190; the calls of programs.

use serde_json::{Value, json};
use testkit::Engine;
use trasparenza::{Esito, Riga, Salute, Scritto, assegna, quadro, scrivi_lotto, sezione, verifica_sezione};

use crate::mondo::{Mondo, NOME, TUTTO, giorno, provvedimento};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_finds_what_is_missing_on_the_desk_until_it_is_there() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, acts) = (&mondo.hall.ente, sezione("09.02").unwrap());
        let office = mondo.hall.signed_in("anna").await;
        assert!(!office.read("/scrivania").await.contains("Trasparenza 09.02"));
        let to = "/trasparenza/ufficio/sezioni/09.02/responsabile";
        let anna = mondo.who.person.to_string();
        let answer = office.post(to, &[("persona", anna.as_str())]).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        assert!(office.read("/scrivania").await.contains("Trasparenza 09.02"));
        let mine = office.read("/trasparenza/ufficio?vista=mie").await;
        assert!(mine.contains("mancante") && mine.contains("data-label=\"Ne risponde\">anna Prova<"), "{mine}");
        let card = office.read("/trasparenza/ufficio/sezioni/09.02").await;
        assert!(card.contains(&format!("<option value=\"{anna}\" selected>anna Prova")), "{card}");
        mondo.dichiara(mondo.origine().await, "2026-02-01", provvedimento("Tetto")).await.unwrap();
        assert!(!office.read("/scrivania").await.contains("Trasparenza 09.02"));

        // Six months later it is stale, until somebody says that it is right.
        mondo.sono("2026-08-04T10:00:00");
        let stato = |all: Vec<trasparenza::Situazione>| {
            all.into_iter().find(|one| one.sezione.codice == "09.02").map(|one| one.salute)
        };
        assert_eq!(stato(quadro(ente, &mondo.who).await.unwrap()), Some(Salute::Scaduta(giorno("2026-08-04"))));
        verifica_sezione(ente, &mondo.who, acts, Esito::Aggiornata, "").await.unwrap();
        assert_eq!(stato(quadro(ente, &mondo.who).await.unwrap()), Some(Salute::InRegola(giorno("2027-02-04"))));
        let none = sezione("15.02").unwrap();
        assert!(verifica_sezione(ente, &mondo.who, none, Esito::NonDovuta, " ").await.is_err(), "everybody reads why");
        let code = "Lo sa RSSMRA80A01H501U";
        assert!(verifica_sezione(ente, &mondo.who, none, Esito::NonDovuta, code).await.is_err(), "everybody reads it");
        verifica_sezione(ente, &mondo.who, none, Esito::NonDovuta, "Nessuna azione").await.unwrap();
        assert!(mondo.hall.browser().read("/trasparenza").await.contains("Nessuna azione"));

        // Of what was said one after the other the last counts.
        mondo.sono("2026-08-05T10:00:00");
        verifica_sezione(ente, &mondo.who, none, Esito::Nulla, "").await.unwrap();
        assert!(!mondo.hall.browser().read("/trasparenza").await.contains("Nessuna azione"));
        let unit = mondo.hall.unit("SOC", "Sociali").await;
        let bruno = mondo.hall.person("bruno", unit, TUTTO).await;
        assegna(ente, &mondo.who, acts, bruno).await.unwrap();
        let all = quadro(ente, &mondo.who).await.unwrap();
        let answers = all.iter().find(|one| one.sezione.codice == "09.02").and_then(|one| one.responsabile);
        assert_eq!(answers, Some(bruno));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_year_holds_the_last_writing_of_each_lot_and_goes_when_its_time_is_over() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, citizen) = (&mondo.hall.ente, mondo.hall.browser());
        let file = "/trasparenza/anac/2023/dataset.xml";
        assert_eq!(citizen.get(file).await.status(), 404);
        let lotto = |liquidato| Scritto {
            cig: "Z0F0000001".into(),
            struttura_codice: "80000000001".into(),
            struttura: "Lavori pubblici".into(),
            oggetto: "Sale".into(),
            scelta: "23".into(),
            offerenti: vec![Riga {
                codice: "01234567890".into(),
                nome: "Salina s.r.l.".into(),
                vince: true,
                ..Riga::default()
            }],
            aggiudicato: 390_000,
            liquidato,
            ..Scritto::default()
        };
        let wrong = Scritto { cig: "1".into(), ..lotto(0) };
        assert!(scrivi_lotto(ente, &mondo.who, 2023, &wrong).await.is_err());
        assert!(scrivi_lotto(ente, &mondo.who, 2024, &lotto(0)).await.is_err(), "the duty ended");
        scrivi_lotto(ente, &mondo.who, 2023, &lotto(0)).await.unwrap();
        scrivi_lotto(ente, &mondo.who, 2023, &lotto(390_000)).await.unwrap();
        let text = citizen.read(file).await;
        assert_eq!(text.matches("<cig>").count(), 1, "{text}");
        assert!(text.contains("<importoSommeLiquidate>3900.00</importoSommeLiquidate>"), "{text}");
        for oggetto in ["Toner", "Carta", "Carta"] {
            let none = Scritto { cig: "0000000000".into(), oggetto: oggetto.into(), ..lotto(0) };
            scrivi_lotto(ente, &mondo.who, 2023, &none).await.unwrap();
        }
        assert_eq!(
            citizen.read(file).await.matches("<cig>0000000000</cig>").count(),
            2,
            "each without a code is its own"
        );
        let index = citizen.read("/trasparenza/anac/2023/indice.xml").await;
        assert!(index.contains("/trasparenza/anac/2023/dataset.xml"), "{index}");
        // The office is led to the file of a year while it is read, and told when it is not.
        scrivi_lotto(ente, &mondo.who, 2019, &lotto(0)).await.unwrap();
        assert_eq!(citizen.get("/trasparenza/anac/2019/dataset.xml").await.status(), 404);
        let office = mondo.hall.signed_in("anna").await;
        assert!(office.read("/trasparenza/ufficio/gare?anno=2023").await.contains(file));
        let over = office.read("/trasparenza/ufficio/gare?anno=2019").await;
        assert!(over.contains("31/12/2025") && !over.contains("/trasparenza/anac/"), "{over}");
        mondo.sono("2030-01-01T00:00:00");
        assert_eq!(citizen.get(file).await.status(), 404);
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_what_people_do_with_the_same_refusals() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let client = reqwest::Client::new();
        let address = |path: &str| mondo.hall.browser().address(&format!("/api/v1/trasparenza/{path}"));
        let dati = json!({
            "sezione": "05.01", "titolo": "Bando", "testo": "Un posto.", "data": "2026-02-01", "responsabile": "Segreteria",
        });
        let send = |dati: &Value| {
            let form = reqwest::multipart::Form::new().text("dati", dati.to_string());
            client.post(address("contenuti")).bearer_auth(&key).multipart(form).send()
        };
        let mut wrong = dati.clone();
        wrong["testo"] = json!("RSSMRA80A01H501U");
        assert_eq!(send(&wrong).await.unwrap().status(), 422);
        let answer = send(&dati).await.unwrap();
        assert_eq!(answer.status(), 201);
        let made: Value = answer.json().await.unwrap();
        let id = made["id"].as_str().unwrap();
        let read = client.get(address(&format!("contenuti/{id}"))).bearer_auth(&key).send().await.unwrap();
        let read: Value = read.json().await.unwrap();
        assert_eq!((read["titolo"].as_str(), read["stato"].as_str()), (Some("Bando"), Some("si legge")));
        let open: Value = mondo.hall.browser().get("/trasparenza/05.01/dati.json").await.json().await.unwrap();
        assert_eq!(open["contenuti"][0]["id"].as_str(), Some(id));
        // Who is not named is told by neither, and the line that says so is ours, as on the page.
        let mut grant = json!({
            "sezione": "11.02", "titolo": "Sostegno", "dati": { "Importo": "500,00 €" }, "data": "2026-02-01",
            "responsabile": "Servizi sociali", "non_nominato": { "nome": NOME, "motivo": "disagio" },
        });
        assert_eq!(send(&grant).await.unwrap().status(), 201);
        let open: Value = mondo.hall.browser().get("/trasparenza/11.02/dati.json").await.json().await.unwrap();
        let told = open["contenuti"][0]["dati"]["Beneficiario"].as_str().unwrap();
        assert!(told.starts_with("Non indicato"), "{open}");
        grant["dati"]["Beneficiario"] = json!("Z. M.");
        assert_eq!(send(&grant).await.unwrap().status(), 422, "not by initials either");
        let gone = client.post(address(&format!("contenuti/{id}/ritira"))).bearer_auth(&key);
        assert_eq!(gone.json(&json!({ "motivo": "Sbagliato" })).send().await.unwrap().status(), 204);
        assert_eq!(mondo.hall.browser().get(&format!("/trasparenza/05.01/voci/{id}")).await.status(), 410);
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_data_that_do_not_fit_tell_where_they_go_on_until_all_was_read() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    let mut wanted = Vec::new();
    for oggetto in ["Primo", "Secondo", "Terzo"] {
        mondo.dichiara(mondo.origine().await, "2026-02-01", provvedimento(oggetto)).await.unwrap();
        wanted.push(json!(oggetto));
    }
    let citizen = mondo.hall.browser();
    let (mut found, mut sizes) = (Vec::new(), Vec::new());
    let mut next = Some("/trasparenza/09.02/dati.json?righe=2".to_owned());
    while let Some(address) = next {
        let answer = citizen.get(&address).await;
        let link = answer.headers().get("link").map(|link| link.to_str().unwrap().to_owned());
        let data: Value = answer.json().await.unwrap();
        next = data["prossima"].as_str().map(str::to_owned);
        assert_eq!(link, next.as_ref().map(|next| format!("<{next}>; rel=\"next\"")), "both say the same");
        let rows = data["contenuti"].as_array().unwrap();
        sizes.push(rows.len());
        found.extend(rows.iter().map(|row| row["titolo"].clone()));
    }
    assert_eq!(sizes, [2, 1]);
    // Items of the same instant stand in any order, but each once.
    found.sort_by_key(Value::to_string);
    assert_eq!(found, wanted);
    let table = citizen.get("/trasparenza/09.02/dati.csv?righe=2").await;
    assert!(table.headers()["link"].to_str().unwrap().starts_with("</trasparenza/09.02/dati.csv?dopo="));
    let whole = citizen.get("/trasparenza/09.02/dati.csv").await;
    assert!(whole.headers().get("link").is_none() && whole.text().await.unwrap().lines().count() == 4);
}
