//! Entering by the ente's own identity provider, over HTTP, against a real one.

#[path = "../../../../platform/accounts/tests/oidc/process.rs"]
mod process;

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, sync::Arc, time::Duration};

use accounts::{NewPerson, Oidc, OidcSettings, Secret, insert_person};
use authz::PersonId;
use kernel::{Actor, SystemClock};
use municipio::OFFICES;
pub use process::{CLIENT, Provider, SECRET};
use reqwest::{Response, StatusCode};
use testkit::{Browser, Engine, TownHall, usual_settings};
use url::Url;

/// Where the provider sends browsers back; to this machine the port does not matter.
const REDIRECT: &str = "http://127.0.0.1/accedi/ente/ritorno";

async fn provider() -> Option<Provider> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../platform/accounts/tests/oidc");
    process::start(&folder, REDIRECT, &["pages"]).await
}

/// A town hall whose provider is at `issuer`. Mario has no password here; "chiusa" has been shut out.
pub async fn hall(engine: Engine, issuer: &str) -> TownHall {
    let settings =
        OidcSettings { issuer: issuer.into(), client_id: CLIENT.into(), client_secret: Secret::new(SECRET.into()) };
    let provider = web::Provider { name: "Montefiorito ID".into(), oidc: Oidc::new(settings).unwrap() };
    let settings = web::Settings { providers: BTreeMap::from([("prova".into(), provider)]), ..usual_settings() };
    let hall = TownHall::start_with(engine, OFFICES, Arc::new(SystemClock), settings).await;
    let unit = hall.unit("X", "Ufficio").await;
    let boss = hall.person("capo", unit, &["accounts.gestisci_persone"]).await;
    person(&hall, "mario.rossi").await;
    let shut_out = person(&hall, "chiusa").await;
    accounts::set_active(&hall.ente.ledger, &hall.who(boss).await, shut_out, false).await.unwrap();
    hall
}

async fn person(hall: &TownHall, username: &str) -> PersonId {
    let mut tx = hall.ente.ledger.begin(Actor::System("prova"), "prova.persona").await.unwrap();
    let email = Some(format!("{username}@comune.example.it"));
    let new = NewPerson { username: username.into(), name: username.into(), surname: "Prova".into(), email };
    let person = insert_person(&mut tx, new, None, false).await.unwrap();
    tx.commit().await.unwrap();
    person
}

pub fn location(answer: &Response) -> &str {
    answer.headers().get("location").map(|place| place.to_str().unwrap()).unwrap_or_default()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_else(|| panic!("no {start} in {text}"))
}

/// Presses the button of a page of ours that leads to the provider.
pub async fn leave(browser: &Browser, page: &str) -> Url {
    let page = browser.read(page).await;
    let way = format!("/accedi/ente?{}", between(&page, "href=\"/accedi/ente?", "\"").replace("&amp;", "&"));
    let answer = browser.get(&way).await;
    assert_eq!(answer.status(), 303);
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("; Path=/; HttpOnly; SameSite=Lax"));
    location(&answer).parse().unwrap()
}

/// Enters at the provider on its own pages, log-in and consent, and gives the address with which it sends the browser back.
async fn at_the_provider(browser: &Browser, mut url: Url, login: &str) -> Url {
    for _ in 0..12 {
        if url.path() == Url::parse(REDIRECT).unwrap().path() {
            return url;
        }
        let mut answer = browser.client().get(url.clone()).send().await.unwrap();
        if answer.status() == StatusCode::OK {
            let page = answer.text().await.unwrap();
            let action = between(&page, "action=\"", "\"");
            let prompt = between(&page, "name=\"prompt\" value=\"", "\"");
            if login.is_empty() {
                url = url.join(&format!("{}/abort", url.path())).unwrap();
                continue;
            }
            let form = [("prompt", prompt), ("login", login), ("password", "una qualsiasi")];
            answer = browser.client().post(url.join(action).unwrap()).form(&form).send().await.unwrap();
        }
        assert!(answer.status().is_redirection(), "{url}: {}", answer.status());
        url = url.join(location(&answer)).unwrap();
    }
    panic!("the provider never sent the browser back");
}

async fn come_back(browser: &Browser, url: &Url) -> Response {
    browser.client().get(url.clone()).send().await.unwrap()
}

/// A whole log-in from the button to the answer to the return.
async fn enter(browser: &Browser, login: &str) -> Response {
    let url = leave(browser, "/accedi?poi=/account").await;
    let back = at_the_provider(browser, url, login).await;
    come_back(browser, &back).await
}

/// A page of ours in Italian that says this, and nobody is inside.
pub async fn refused(browser: &Browser, answer: Response, status: u16, told: &str) {
    assert_eq!(answer.status(), status, "{told}");
    let page = answer.text().await.unwrap();
    assert!(page.contains(told), "{told}: {page}");
    assert!(
        page.contains("name=\"password\"") && page.contains("Accedi con Montefiorito ID"),
        "the way in is still there"
    );
    assert_eq!(browser.get("/account").await.status(), 303, "nobody is inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_enters_by_the_entes_provider_and_proves_there_again_who_they_are() {
    let Some(provider) = provider().await else { return };
    for engine in Engine::all() {
        let hall = hall(engine, &provider.issuer).await;
        let browser = hall.browser();
        assert!(browser.read("/accedi").await.contains("Accedi con Montefiorito ID"));
        let answer = enter(&browser, "mario").await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/account"));
        let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
        let session = cookies.iter().find(|cookie| cookie.starts_with("municipio=")).unwrap();
        assert!(session.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{session}");
        assert!(
            cookies.iter().any(|cookie| cookie.starts_with("ente=;") && cookie.contains("Max-Age=0")),
            "{cookies:?}"
        );
        let page = browser.read("/account").await;
        assert!(page.contains("mario.rossi") && page.contains("Qui non ne hai una"), "{page}");

        // Once more, inside: the provider asks again although it remembers him, and the session before ends.
        let page = browser.read("/account/conferma?poi=/account/codice").await;
        assert!(!page.contains("name=\"password\""), "he has no password to write");
        let url = leave(&browser, "/account/conferma?poi=/account/codice").await;
        assert!(url.query().unwrap().contains("prompt=login"), "{url}");
        let back = at_the_provider(&browser, url, "mario").await;
        let answer = come_back(&browser, &back).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/account/codice"));
        let read = hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT COUNT(*) AS n FROM accounts_session", []).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
        drop(read);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_that_did_not_begin_in_this_browser_or_comes_twice_lets_nobody_in() {
    let Some(provider) = provider().await else { return };
    for engine in Engine::all() {
        let hall = hall(engine, &provider.issuer).await;
        let told = "L&#39;accesso non è riuscito";
        let (browser, stranger) = (hall.browser(), hall.browser());
        let url = leave(&browser, "/accedi").await;
        let back = at_the_provider(&browser, url, "mario").await;
        refused(&stranger, come_back(&stranger, &back).await, 422, told).await;
        let mut changed = back.clone();
        let pairs: Vec<(String, String)> = back.query_pairs().into_owned().collect();
        changed.query_pairs_mut().clear().extend_pairs(
            pairs.iter().map(|(key, value)| (key, if key == "state" { "un altro" } else { value.as_str() })),
        );
        refused(&browser, come_back(&browser, &changed).await, 422, told).await;

        let url = leave(&browser, "/accedi").await;
        let back = at_the_provider(&browser, url, "mario").await;
        assert_eq!(come_back(&browser, &back).await.status(), 303);
        browser.post("/esci", &[]).await;
        refused(&browser, come_back(&browser, &back).await, 422, told).await;
        // The same code brought by a log-in that did begin here.
        let code = back.query_pairs().find(|(key, _)| key == "code").unwrap().1.into_owned();
        let url = leave(&browser, "/accedi").await;
        let fresh = at_the_provider(&browser, url, "mario").await;
        let fresh = fresh.as_str().replace(&*fresh.query_pairs().find(|(key, _)| key == "code").unwrap().1, &code);
        refused(&browser, come_back(&browser, &fresh.parse().unwrap()).await, 422, told).await;
        for nonsense in ["", "?state=x", "?code=x", "?error=server_error", "?error=access_denied&state=x"] {
            let answer = browser.get(&format!("/accedi/ente/ritorno{nonsense}")).await;
            refused(&browser, answer, 422, told).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_account_here_or_a_closed_one_or_turns_back_is_told_so() {
    let Some(provider) = provider().await else { return };
    for engine in Engine::all() {
        let hall = hall(engine, &provider.issuer).await;
        for (login, told) in [
            ("nessuno", "qui nessuna persona"),
            ("anna", "email verificato"),
            ("chiusa", "disattivato"),
            ("", "hai annullato"),
        ] {
            let browser = hall.browser();
            let answer = enter(&browser, login).await;
            refused(&browser, answer, 422, told).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_is_told_and_the_password_still_opens() {
    let Some(provider) = provider().await else { return };
    let told = "Il servizio di accesso dell&#39;ente non risponde come dovrebbe";
    let hall = hall(Engine::Sqlite, &provider.issuer).await;
    let browser = hall.browser();
    let url = leave(&browser, "/accedi").await;
    let back = at_the_provider(&browser, url, "mario").await;
    let address = provider.issuer.trim_start_matches("http://").to_owned();
    drop(provider);
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    refused(&browser, come_back(&browser, &back).await, 503, told).await;
    let away = self::hall(Engine::Sqlite, "http://127.0.0.1:9").await;
    let browser = away.browser();
    refused(&browser, browser.get("/accedi/ente?poi=/account").await, 503, told).await;
    away.signed_in("capo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comune_without_a_provider_does_not_show_anothers() {
    let hall = hall(Engine::Sqlite, "http://127.0.0.1:9").await;
    hall.add_ente("altrove", "altrove.example").await;
    let browser = hall.browser();
    let ask = async |path: &str| {
        browser.client().get(browser.address(path)).header("host", "altrove.example").send().await.unwrap()
    };
    assert!(!ask("/accedi").await.text().await.unwrap().contains("/accedi/ente"));
    for path in ["/accedi/ente", "/accedi/ente/ritorno?state=x&code=y"] {
        assert_eq!(ask(path).await.status(), 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_whether_the_provider_would_let_people_in() {
    let Some(provider) = provider().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (config, data) = (folder.path().join("municipio.toml"), folder.path().join("dati"));
    let program = || Command::new(env!("CARGO_BIN_EXE_municipio"));
    let add =
        ["ente", "add", "prova", "--name", "Comune di Prova", "--host", "prova.example", "--ipa", "c_m999", "--data"];
    assert!(program().args(add).arg(&data).output().unwrap().status.success());
    let doctor = |slug: &str, issuer: &str, secret: &str| {
        let text = format!(
            "[data]\nfolder = \"{}\"\n[oidc.{slug}]\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\nclient_secret = \"{secret}\"\n",
            data.display()
        );
        fs::write(&config, text).unwrap();
        let output = program().args(["doctor", "--config"]).arg(&config).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let well = doctor("prova", &provider.issuer, SECRET);
    assert!(well.contains("Il servizio di accesso di prova risponde. Deve conoscere la pagina di ritorno https://prova.example/accedi/ente/ritorno"), "{well}");
    for (slug, issuer, secret, told) in [
        ("prova", provider.issuer.as_str(), "un altro", "non riconosce questo programma"),
        ("prova", "http://127.0.0.1:9", SECRET, "Il servizio di accesso di prova non risponde: "),
        ("prova", &format!("{}/", provider.issuer), SECRET, "dice di chiamarsi"),
        ("provaa", &provider.issuer, SECRET, "è di un ente che qui non c'è"),
    ] {
        let said = doctor(slug, issuer, secret);
        assert!(said.contains(told) && said.contains("ERRORE     servizio di accesso"), "{said}");
        assert!(!said.contains(SECRET) && !said.contains("un altro"), "{said}");
    }
}
