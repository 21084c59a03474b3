//! A person's way in, from the first password to the closed account, and the history that tells of it.

use testkit::{Engine, PASSWORD, TownHall};

use crate::permessi::{OFFICES, TUTTO};

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(inside, _)| inside)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_added_enters_changes_the_password_and_does_what_the_incarico_says() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        let who = hall.who(ivo).await;
        let permissions = ["comando.consulta".to_owned()].into();
        let known = &hall.house.permissions;
        let role = comando::salva::salva(&hall.ente, known, &who, None, "Chi guarda", &permissions).await.unwrap();
        let (unit, role) = (unit.to_string(), role.to_string());
        let browser = hall.signed_in("ivo").await;

        // All that is wrong at once, and nothing lost.
        let bad = [("utente", "m r"), ("nome", "Marta"), ("cognome", ""), ("unita", unit.as_str()), ("dal", "oggi")];
        let answer = browser.post("/comando/persone/nuova", &bad).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("Questa data non si legge"));
        let bad = [("utente", "m r"), ("nome", "Marta"), ("cognome", ""), ("unita", unit.as_str())];
        let told = browser.post("/comando/persone/nuova", &bad).await.text().await.unwrap();
        for reason in ["da 3 a 40 lettere", "Manca il cognome", "Scegli il ruolo", "value=\"Marta\""] {
            assert!(told.contains(reason), "{reason}: {told}");
        }

        let good = [
            ("utente", "marta.riva"),
            ("nome", "Marta"),
            ("cognome", "Riva"),
            ("unita", unit.as_str()),
            ("ruolo", role.as_str()),
        ];
        let answer = browser.post("/comando/persone/nuova", &good).await;
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap();
        let password = between(&page, "<code id=\"password\">", "</code>").to_owned();
        let person = between(&page, "href=\"/comando/persone/", "\"").to_owned();
        assert!(password.len() > 10 && !person.is_empty(), "{page}");
        let again = browser.post("/comando/persone/nuova", &good).await.text().await.unwrap();
        assert!(again.contains("è già di un&#39;altra persona"), "{again}");

        let marta = hall.browser();
        let fields = [("username", "marta.riva"), ("password", password.as_str()), ("poi", "/")];
        assert_eq!(marta.post("/accedi", &fields).await.status(), 303);
        assert_eq!(marta.get("/comando").await.status(), 303, "first the password");
        let new = "una frase tutta sua e lunga";
        let fields = [("old_password", password.as_str()), ("password", new), ("again", new), ("poi", "/")];
        let token = marta.read("/account/password").await;
        let token = between(&token, "name=\"csrf\" value=\"", "\"").to_owned();
        let answer =
            marta.client().post(marta.address("/account/password")).header("x-csrf-token", token).form(&fields);
        assert_eq!(answer.send().await.unwrap().status(), 303);
        assert_eq!(marta.get("/comando/ruoli").await.status(), 200);
        assert_eq!(marta.get("/comando/ruoli/nuovo").await.status(), 403);

        let page = browser.read(&format!("/comando/persone/{person}")).await;
        for told in ["ha creato l&#39;accesso", "ha dato a Marta Riva", "ha cambiato la password", "Chiudi la sessione"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        let list = browser.read("/comando/persone?q=riva").await;
        assert!(list.contains("Riva Marta") && !list.contains("Prova ivo"), "{list}");

        // Closed: out at once, and the reason stands in the history.
        let access = format!("/comando/persone/{person}/accesso");
        assert_eq!(browser.post(&access, &[("motivo", "")]).await.status(), 422, "a reason is asked");
        assert_eq!(browser.post(&access, &[("motivo", "Trasferita ad altro ente")]).await.status(), 303);
        assert_eq!(marta.get("/comando/ruoli").await.status(), 303);
        assert!(browser.read(&format!("/comando/persone/{person}")).await.contains("Trasferita ad altro ente"));
        let role = [("persona", person.as_str()), ("unita", unit.as_str()), ("ruolo", role.as_str())];
        let refused = browser.post("/comando/incarichi/nuovo", &role).await;
        assert_eq!(refused.status(), 422);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_someone_gives_themselves_is_in_the_journal_and_stands_out_in_their_history() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        let eva = hall.person("eva", unit, TUTTO).await;
        let who = hall.who(ivo).await;
        let known = &hall.house.permissions;
        let before = hall.ente.ledger.sealing().await.unwrap().leaves;
        let codes = ["directory.modifica".to_owned()].into();
        let role = comando::salva::salva(&hall.ente, known, &who, None, "Rubrica", &codes).await.unwrap();
        let new = comando::dai::Nuovo { unita: Some(unit), ruolo: Some(role), ..Default::default() };
        comando::dai::dai(&hall.ente, &who, ivo, &new).await.unwrap();
        // Later the role gains something: whoever holds it gains it, and their history says so.
        let codes = ["directory.modifica".to_owned(), "directory.consulta".to_owned()].into();
        comando::salva::salva(&hall.ente, known, &who, Some(role), "Rubrica", &codes).await.unwrap();
        assert_eq!(hall.ente.ledger.sealing().await.unwrap().leaves, before + 3);
        let browser = hall.signed_in("eva").await;
        let page = browser.read(&format!("/comando/persone/{ivo}")).await;
        for told in ["si è dato l&#39;incarico «Rubrica»", "permette anche di: consultare la rubrica"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!browser.read(&format!("/comando/persone/{eva}")).await.contains("Rubrica"));
        let strangers = ["protocollo.inventato".to_owned()].into();
        let refused = comando::salva::salva(&hall.ente, known, &who, None, "Altro", &strangers).await.unwrap_err();
        assert!(refused.to_string().contains("non esistono"), "{refused}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_password_and_an_open_session_are_helped_from_the_page() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        hall.person("ivo", unit, TUTTO).await;
        let anna = hall.person("anna", unit, &["comando.consulta"]).await;
        let browser = hall.signed_in("ivo").await;
        let (first, second) = (hall.signed_in("anna").await, hall.signed_in("anna").await);
        let page = browser.read(&format!("/comando/persone/{anna}")).await;
        let session = between(&page, "name=\"sessione\" value=\"", "\"").to_owned();
        let sessions = format!("/comando/persone/{anna}/sessioni");
        assert_eq!(browser.post(&sessions, &[("sessione", session.as_str())]).await.status(), 303);
        let still = [first.get("/comando").await.status(), second.get("/comando").await.status()];
        assert_eq!(still.iter().filter(|status| **status == 200).count(), 1, "one of the two is out");
        assert_eq!(browser.post(&sessions, &[]).await.status(), 303);
        assert_eq!(first.get("/comando").await.status(), 303);
        assert_eq!(second.get("/comando").await.status(), 303);

        let page = browser.post(&format!("/comando/persone/{anna}/password"), &[]).await.text().await.unwrap();
        let password = between(&page, "<code id=\"password\">", "</code>").to_owned();
        let entered = |password: String| {
            let hall = &hall;
            async move {
                let fields = [("username", "anna"), ("password", password.as_str()), ("poi", "/")];
                hall.browser().post("/accedi", &fields).await.status().is_redirection()
            }
        };
        assert!(!entered(PASSWORD.to_owned()).await, "the old one opens no more");
        assert!(entered(password).await);
        let page = browser.read(&format!("/comando/persone/{anna}")).await;
        assert!(page.contains("ha dato una password provvisoria"), "{page}");
        hall.verify_clean().await;
    }
}
