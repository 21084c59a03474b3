//! Where a second factor is asked of people, whoever has none adds it before anything else.

use std::sync::Arc;

use kernel::SystemClock;
use municipio::OFFICES;
use testkit::{Browser, Engine, TownHall, usual_settings};
use web::SecondFactor;

async fn hall(engine: Engine, second_factor: SecondFactor) -> TownHall {
    let settings = web::Settings { second_factor, ..usual_settings() };
    let hall = TownHall::start_with(engine, OFFICES, Arc::new(SystemClock), settings).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("capo", unit, &["accounts.gestisci_persone", "protocollo.consulta"]).await;
    hall.person("anna", unit, &["protocollo.consulta"]).await;
    hall
}

async fn status(browser: &Browser, path: &str) -> u16 {
    browser.get(path).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_must_have_a_second_factor_adds_it_before_anything_else() {
    for engine in Engine::all() {
        let hall = hall(engine, SecondFactor::Managers).await;
        let (boss, clerk) = (hall.signed_in("capo").await, hall.signed_in("anna").await);
        assert_eq!(status(&clerk, "/protocollo").await, 200, "not everyone is asked");
        for path in ["/scrivania", "/protocollo", "/account/chiavi", "/account/chiavi/nuova", "/account/sessioni"] {
            let answer = boss.get(path).await;
            assert_eq!(answer.status(), 303, "{path}");
            assert!(answer.headers()["location"].to_str().unwrap().starts_with("/account?poi="), "{path}");
        }
        let page = boss.read("/account/codice").await;
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let key = boss.post_with(token, "/account/chiavi/nuova", &[("label", "x")]).await;
        assert_eq!(key.headers()["location"], "/account?poi=%2Faccount%2Fchiavi%2Fnuova", "no key is a way around");
        assert!(boss.read("/account").await.contains("Serve una conferma in più"));
        for path in ["/account/codice", "/account/passkey", "/account/password", "/account/conferma", "/"] {
            assert_ne!(boss.get(path).await.headers().get("location").map(|to| to.to_str().unwrap()), Some("/account"));
        }
        assert_eq!(status(&boss, "/account/codice").await, 200);
        // A session in which one was given is free. How it is given is told elsewhere.
        let write = hall.ente.db().write().await.unwrap();
        let sql = "UPDATE accounts_session SET second_factor = $1";
        db::execute(&write, sql, [true.into()]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(status(&boss, "/protocollo").await, 200);
        assert!(!boss.read("/account").await.contains("Serve una conferma in più"));

        let strict = self::hall(engine, SecondFactor::Everyone).await;
        assert_eq!(status(&strict.signed_in("anna").await, "/protocollo").await, 303);
        assert_eq!(status(&strict.browser(), "/accedi").await, 200);
        let free = self::hall(engine, SecondFactor::Offered).await;
        assert_eq!(status(&free.signed_in("capo").await, "/protocollo").await, 200);
    }
}
