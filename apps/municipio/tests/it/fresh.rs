//! Changing one's way in, over HTTP: a fresh proof is asked for, the session's cookie is renewed, others' sessions end.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use municipio::OFFICES;
use reqwest::Response;
use testkit::{Browser, Engine, PASSWORD, TownHall};

const NEW: &str = "un'altra frase da provare";

async fn hall(engine: Engine) -> (TownHall, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::new(SystemClock.now()));
    let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("anna", unit, &[]).await;
    (hall, clock)
}

fn location(answer: &Response) -> &str {
    answer.headers().get("location").map(|place| place.to_str().unwrap()).unwrap_or_default()
}

/// The session's new cookie, as an answer sets it.
fn session_of(answer: &Response) -> String {
    let cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let set = cookies.filter_map(|cookie| cookie.strip_prefix("municipio=")).next().expect("the cookie is renewed");
    assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

/// Signs in and gives the session's cookie too.
async fn sign_in(hall: &TownHall) -> (Browser, String) {
    let browser = hall.browser();
    let answer = browser.post("/accedi", &[("username", "anna"), ("password", PASSWORD)]).await;
    let session = session_of(&answer);
    (browser, session)
}

/// Whether a session's cookie opens anything.
async fn opens(hall: &TownHall, session: &str) -> bool {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ask = client.get(format!("{}/account", hall.url)).header("cookie", format!("municipio={session}"));
    ask.send().await.unwrap().status() == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_proof_has_aged_the_password_is_asked_again_and_the_old_cookie_is_left_behind() {
    for engine in Engine::all() {
        let (hall, clock) = hall(engine).await;
        let (browser, old) = sign_in(&hall).await;
        let (elsewhere, _) = sign_in(&hall).await;
        assert_eq!(browser.get("/account/codice").await.status(), 200, "the log-in itself is a fresh proof");
        clock.set(clock.now().plus_seconds(601));
        for path in ["/account/codice", "/account/passkey/nuova", "/account/recupero"] {
            let answer =
                if path == "/account/recupero" { browser.post(path, &[]).await } else { browser.get(path).await };
            // At a number browsers give no passkeys: that is told before anything.
            if path == "/account/passkey/nuova" {
                assert_eq!(answer.status(), 400);
                continue;
            }
            assert_eq!(answer.status(), 303, "{path}");
            assert_eq!(location(&answer), format!("/account/conferma?poi={}", path.replace('/', "%2F")));
        }
        let wrong =
            browser.post("/account/conferma", &[("password", "non è questa"), ("poi", "/account/codice")]).await;
        assert_eq!(wrong.status(), 422);
        assert!(wrong.text().await.unwrap().contains("La password non è giusta"));
        let right = browser.post("/account/conferma", &[("password", PASSWORD), ("poi", "/account/codice")]).await;
        assert_eq!((right.status().as_u16(), location(&right)), (303, "/account/codice"));
        let new = session_of(&right);
        assert_ne!(new, old);
        assert!(opens(&hall, &new).await && !opens(&hall, &old).await, "whoever had the old cookie is left behind");
        assert_eq!(browser.get("/account/codice").await.status(), 200);
        assert_eq!(elsewhere.get("/account").await.status(), 200, "proving again ends no other session");
        let away = browser.post("/account/conferma", &[("password", PASSWORD), ("poi", "//altrove.example")]).await;
        assert_eq!(location(&away), "/scrivania", "it leads to no other site");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_renews_the_cookie_and_ends_every_other_session() {
    for engine in Engine::all() {
        let (hall, _clock) = hall(engine).await;
        let (browser, old) = sign_in(&hall).await;
        let (_, elsewhere) = sign_in(&hall).await;
        let change = async |was: &str, new: &str| {
            browser.post("/account/password", &[("old_password", was), ("password", new), ("again", new)]).await
        };
        assert_eq!(change("non è questa", NEW).await.status(), 422);
        assert!(opens(&hall, &elsewhere).await, "nothing ends when nothing changes");
        let answer = change(PASSWORD, NEW).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/account?fatto=password"));
        let new = session_of(&answer);
        assert!(opens(&hall, &new).await, "whoever changed it goes on");
        assert!(!opens(&hall, &old).await && !opens(&hall, &elsewhere).await);
        let answer = hall.browser().post("/accedi", &[("username", "anna"), ("password", PASSWORD)]).await;
        assert_eq!(answer.status(), 422, "the old password opens nothing");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entering_again_in_the_same_browser_ends_the_session_before() {
    let (hall, _clock) = hall(Engine::Sqlite).await;
    let (browser, old) = sign_in(&hall).await;
    let answer = browser.post("/accedi", &[("username", "anna"), ("password", PASSWORD)]).await;
    let new = session_of(&answer);
    assert!(opens(&hall, &new).await && !opens(&hall, &old).await);
    browser.post("/esci", &[]).await;
    assert!(!opens(&hall, &new).await, "signing out ends it here, whatever the browser keeps");
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_does_not_throw_away_the_secret_that_was_scanned() {
    for engine in Engine::all() {
        let (hall, clock) = hall(engine).await;
        let (browser, _) = sign_in(&hall).await;
        let page = browser.read("/account/codice").await;
        let (secret, token) = (between(&page, "id=\"segreto\">", "<"), between(&page, "name=\"token\" value=\"", "\""));
        assert_eq!(secret.len(), 39, "{page}");
        let wrong = async |token: &str| {
            let answer =
                browser.post("/account/codice", &[("azione", "attiva"), ("token", token), ("code", "000000")]).await;
            assert_eq!(answer.status(), 422);
            answer.text().await.unwrap()
        };
        for _ in 0..4 {
            let page = wrong(token).await;
            assert!(page.contains("Il codice non è giusto"), "{page}");
            assert_eq!(between(&page, "id=\"segreto\">", "<"), secret, "the one in the phone stays");
            assert_eq!(between(&page, "name=\"token\" value=\"", "\""), token);
        }
        // After five it is given up, and the page says that what it shows is new.
        let page = wrong(token).await;
        let fresh = between(&page, "id=\"segreto\">", "<").to_owned();
        assert_ne!(fresh, secret);
        assert!(page.contains("Il codice QR qui sotto è nuovo"), "{page}");
        // Nor does one that was left for long, or another's, come back.
        let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
        clock.set(clock.now().plus_seconds(901));
        browser.post("/account/conferma", &[("password", PASSWORD)]).await;
        let page = wrong(&token).await;
        assert_ne!(between(&page, "id=\"segreto\">", "<"), fresh);
        assert!(page.contains("troppo tempo"), "{page}");
    }
}
