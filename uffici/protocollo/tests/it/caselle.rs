//! The mailboxes that people keep: added from a page, tried, changed and switched off; the password never comes back.

use std::{fs, sync::Arc};

use kernel::SystemClock;
use testkit::{Engine, MailServer, TownHall};

use crate::{
    posta::{ADDETTA, messages, read_now},
    spedizione::hall_with,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_added_from_the_page_is_read_and_its_password_is_never_shown() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova43", "prova44"]) {
        let hall = hall_with(engine, vec![], Arc::new(SystemClock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let ivo_id = hall.person("ivo", unit, &["protocollo.caselle"]).await;
        let (anna, ivo) = (hall.signed_in("anna").await, hall.signed_in("ivo").await);
        assert_eq!(anna.get("/protocollo/caselle").await.status(), 403);
        let (imap, smtp) = (real.port("imaps").to_string(), real.port("smtps").to_string());
        let (ca, unit_id) = (fs::read_to_string(real.ca()).unwrap(), unit.to_string());
        let fields = |password: &str, host: &str| -> Vec<(String, String)> {
            [
                ("nome", "pec"),
                ("indirizzo", "comune@pec.example.it"),
                ("certificata", "pec"),
                ("ufficio", unit_id.as_str()),
                ("utente", user),
                ("password", password),
                ("imap", host),
                ("imap_porta", imap.as_str()),
                ("cartella_presi", "Presi"),
                ("smtp", "localhost"),
                ("smtp_porta", smtp.as_str()),
                ("autorita", ca.as_str()),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
        };
        let post = async |path: &str, fields: &[(String, String)]| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            ivo.post(path, &fields).await
        };
        let wrong = post("/protocollo/caselle/nuova", &fields("", "a b")).await;
        assert_eq!(wrong.status(), 422);
        let told = wrong.text().await.unwrap();
        assert!(told.contains("Scrivi il nome del server") && told.contains("Scrivi la password"), "{told}");
        let made = post("/protocollo/caselle/nuova", &fields("sbagliata di certo", "localhost")).await;
        let place = made.headers()["location"].to_str().unwrap().to_owned();
        let tried = ivo.post(&format!("{place}/prova"), &[]).await.text().await.unwrap();
        assert!(tried.contains("non accetta il nome"), "{tried}");
        assert!(!tried.contains("sbagliata di certo"));

        // The right password, and then another server without it.
        assert!(post(&place, &fields(real.password(), "localhost")).await.status().is_redirection());
        let tried = ivo.post(&format!("{place}/prova"), &[]).await.text().await.unwrap();
        assert!(tried.contains("Si entra") && tried.contains("Si può spedire"), "{tried}");
        assert!(!tried.contains(real.password()));
        let elsewhere = post(&place, &fields("", "imap.altrove.example")).await;
        assert_eq!(elsewhere.status(), 422);
        assert!(elsewhere.text().await.unwrap().contains("riscrivi anche la password"));
        assert!(post(&place, &fields("", "localhost")).await.status().is_redirection(), "nothing else asks for it");
        let read = hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT sigillata FROM protocollo_casella_parola", []).await.unwrap().unwrap();
        let sealed: Vec<u8> = row.try_get("", "sigillata").unwrap();
        assert!(!sealed.windows(real.password().len()).any(|some| some == real.password().as_bytes()));
        // Whoever looks after the machine may try it too; without the key of the secrets it is told that the password does not open.
        let kept = protocollo::caselle_in_uso(&read, hall.ente.ledger.vault()).await.unwrap();
        assert!(matches!(&kept[..], [Ok(mailbox)] if mailbox.name == "pec"), "{kept:?}");
        let closed = protocollo::caselle_in_uso(&read, &vault::Vault::readable()).await.unwrap();
        assert!(matches!(&closed[..], [Err((name, _))] if name == "pec"), "{closed:?}");
        drop(read);

        real.deliver(user, b"From: rossi@example.it\r\nTo: comune@pec.example.it\r\nSubject: Domanda\r\n\r\nTesto\r\n");
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&list).len(), 1, "{list}");
        assert!(anna.read("/scrivania").await.contains("Un messaggio aspetta"));

        switch_off_by_the_api(&hall, ivo_id, real.password()).await;
        real.deliver(user, b"From: rossi@example.it\r\nSubject: Ancora\r\n\r\nTesto\r\n");
        read_now(&hall, &anna).await;
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 1, "it is switched off");
        hall.verify_clean().await;
    }
}

async fn switch_off_by_the_api(hall: &TownHall, ivo: authz::PersonId, password: &str) {
    let key = hall.api_key("ivo", ivo, &["protocollo.caselle"]).await;
    let client = reqwest::Client::new();
    let url = format!("{}/api/v1/protocollo/caselle", hall.url);
    let all: serde_json::Value = client.get(&url).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
    assert_eq!((&all["caselle"][0]["nome"], &all["caselle"][0]["attiva"]), (&"pec".into(), &true.into()), "{all}");
    assert!(!all.to_string().contains(password));
    let id = all["caselle"][0]["id"].as_str().unwrap();
    let off = client.post(format!("{url}/{id}/stato")).bearer_auth(&key);
    assert_eq!(off.json(&serde_json::json!({ "attiva": false })).send().await.unwrap().status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_receipts_count_is_said_once_whoever_says_it_at_the_same_moment() {
    for engine in Engine::all() {
        let hall = Arc::new(hall_with(engine, vec![], Arc::new(SystemClock)).await);
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("ivo", unit, &["protocollo.caselle"]).await;
        let ivo = Arc::new(hall.signed_in("ivo").await);
        let token = ivo.token().await;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..8 {
            let (ivo, token) = (Arc::clone(&ivo), token.clone());
            let rule = ["secondo", "firmate", "tutte"][n % 3];
            tasks.spawn(async move {
                ivo.post_with(&token, "/protocollo/caselle/ricevute", &[("ricevute", rule)]).await.status()
            });
        }
        assert!(tasks.join_all().await.iter().all(reqwest::StatusCode::is_redirection), "{engine:?}");
        let read = hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT COUNT(*) AS n FROM protocollo_posta_regola", []).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1, "{engine:?}");
        drop(read);
        hall.verify_clean().await;
    }
}
