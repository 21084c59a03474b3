//! The answer to an entry: files dropped on its page open a draft that calls it back; nothing is added to the entry.

use office::Office;
use protocollo::Protocollo;
use testkit::{Browser, Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

async fn registers(browser: &Browser, more: &[(&str, &str)]) -> String {
    let base = [("verso", "arrivo"), ("mezzo", "pec"), ("oggetto", "Richiesta di potatura dei tigli")];
    let sender = [("nome_testo", "Verdi Luigi"), ("indirizzo", "verdi@pec.example.it")];
    let answer = browser.post("/protocollo/nuova", &[&base[..], &sender[..], more].concat()).await;
    let place = answer.headers()["location"].to_str().unwrap().to_owned();
    place.trim_end_matches("?registrata").to_owned()
}

/// Which entry the files dropped on this page would answer.
fn key_in(page: &str) -> String {
    page.split("name=\"risponde\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_on_an_entry_becomes_its_answer_and_never_one_of_its_documents() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let all = ["protocollo.registra", "protocollo.consulta"];
        hall.person("anna", unit, &all).await;
        hall.person("bice", unit, &all).await;
        hall.person("carlo", unit, &["protocollo.consulta"]).await;
        let anna = hall.signed_in("anna").await;
        let place = registers(&anna, &[("chiave", "1")]).await;
        let page = anna.read(&place).await;
        let key = key_in(&page);
        let answers = |key: String| {
            let anna = &anna;
            async move {
                let fields = [("verso", "arrivo"), ("risponde", &*key)];
                anna.upload("/protocollo/nuova/carica", &fields, "risposta.txt", b"Si autorizza.".to_vec()).await
            }
        };
        let dropped = answers(key.clone()).await;
        let form = anna.read(dropped.headers()["location"].to_str().unwrap()).await;
        for expected in
            ["Registra in partenza", "Risposta alla registrazione 1/", "Verdi Luigi", "verdi@pec.example.it"]
        {
            assert!(form.contains(expected), "{expected}");
        }
        assert!(!form.contains("name=\"riservata\" value=\"si\" checked"), "an open entry has an open answer");
        assert!(!anna.read(&place).await.contains("risposta.txt"), "the entry is as it was");

        let closed = registers(&anna, &[("chiave", "2"), ("riservata", "si")]).await;
        let page = anna.read(&closed).await;
        let key = key_in(&page);
        let form = anna.read(answers(key.clone()).await.headers()["location"].to_str().unwrap()).await;
        let check = form.split("name=\"riservata\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(check.contains("checked"), "a confidential entry has a confidential answer: {check}");
        // Who may not see an entry may not have its subject proposed.
        let bice = hall.signed_in("bice").await;
        let fields = [("risponde", &*key)];
        let refused = bice.upload("/protocollo/nuova/carica", &fields, "x.txt", b"x".to_vec()).await;
        assert_eq!(refused.status(), 404);
        let carlo = hall.signed_in("carlo").await;
        assert!(!carlo.read(&place).await.contains("name=\"risponde\""), "who may not register is offered nothing");
    }
}
