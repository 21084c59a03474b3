#[path = "../oidc/process.rs"]
mod process;

use std::path::PathBuf;

use accounts::{Entered, Error, Oidc, OidcProblem, OidcReturn, OidcSettings, Secret, SignIn, finish_oidc, start_oidc};
use kernel::{Clock, SystemClock};
use process::Provider;
use url::Url;

use crate::fixture::{HOME, RULES, Stage, on_each_engine, refused};

const REDIRECT: &str = "http://127.0.0.1:9/accesso/ritorno";

async fn provider() -> Option<Provider> {
    process::start(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oidc"), REDIRECT, &[]).await
}

fn client(provider: &Provider, secret: &str) -> Oidc {
    client_of(provider.issuer.clone(), secret)
}

fn client_of(issuer: String, secret: &str) -> Oidc {
    Oidc::new(OidcSettings { issuer, client_id: process::CLIENT.into(), client_secret: Secret::new(secret.into()) })
        .unwrap()
}

/// Tells the story on each engine, beside a provider that runs; it and we have the machine's clock.
async fn with_provider<F>(story: impl Fn(Stage, Oidc) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(provider) = provider().await else { return };
    let oidc = client(&provider, process::SECRET);
    on_each_engine(|stage| {
        stage.clock.set(SystemClock.now());
        story(stage, oidc.clone())
    })
    .await;
}

fn redirect() -> Url {
    REDIRECT.parse().unwrap()
}

/// A browser that logs in at the provider as `account` and gives the code and state it is sent back with.
async fn at_the_provider(mut url: Url, account: &str) -> (String, String) {
    let redirects = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().cookie_store(true).redirect(redirects).build().unwrap();
    url.query_pairs_mut().append_pair("login_hint", account);
    for _ in 0..10 {
        let answer = browser.get(url.clone()).send().await.unwrap();
        let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        let Some(location) = location else { panic!("{url}: {} {}", answer.status(), answer.text().await.unwrap()) };
        url = url.join(&location).unwrap();
        if url.as_str().starts_with(REDIRECT) {
            let part = |name: &str| {
                url.query_pairs().find(|(key, _)| key == name).unwrap_or_else(|| panic!("{url}")).1.into_owned()
            };
            return (part("code"), part("state"));
        }
    }
    panic!("the provider never sent the browser back");
}

async fn enter(stage: &Stage, oidc: &Oidc, account: &str) -> Result<SignIn, Error> {
    let (url, cookie) = start_oidc(&stage.ledger, oidc, &redirect(), false).await?;
    let (code, state) = at_the_provider(url, account).await;
    let returned = OidcReturn { cookie: cookie.reveal(), state: &state, code: &code, ..OidcReturn::default() };
    finish_oidc(&stage.ledger, oidc, &RULES, &returned, &HOME).await
}

fn inside(result: Result<SignIn, Error>) -> Entered {
    match result {
        Ok(SignIn::Done(entered)) => entered,
        other => panic!("not inside: {other:?}"),
    }
}

#[tokio::test]
async fn a_person_enters_through_the_real_provider_first_by_address_then_by_subject() {
    with_provider(|stage, oidc| async move {
        let entered = inside(enter(&stage, &oidc, "mario").await);
        assert_eq!(entered.person, stage.mario);
        let signed = stage.session(&entered).await.unwrap();
        assert_eq!((signed.username.as_str(), signed.second_factor), ("mario.rossi", false));
        let edit = accounts::PersonEdit { name: "Mario".into(), surname: "Rossi".into(), email: None };
        accounts::edit_person(&stage.ledger, &stage.anna, stage.mario, edit).await.unwrap();
        assert_eq!(inside(enter(&stage, &oidc, "mario").await).person, stage.mario, "the address counts only once");
        accounts::reset_password(&stage.ledger, &stage.passwords, &stage.anna, stage.mario).await.unwrap();
        let entered = inside(enter(&stage, &oidc, "mario").await);
        assert!(!entered.must_change_password, "a temporary password binds those who enter with it");
        accounts::set_active(&stage.ledger, &stage.anna, stage.mario, false).await.unwrap();
        assert!(refused(enter(&stage, &oidc, "mario").await).contains("disattivato"));
    })
    .await;
}

#[tokio::test]
async fn a_person_without_a_password_enters_only_through_the_provider() {
    with_provider(|stage, oidc| async move {
        let email = Some("nessuno@comune.example.it".into());
        let new =
            accounts::NewPerson { username: "ugo.neri".into(), name: "Ugo".into(), surname: "Neri".into(), email };
        let without = accounts::NewPerson { email: None, ..new.clone() };
        let refusal = accounts::add_person_for_provider(&stage.ledger, &stage.anna, without).await;
        assert!(refused(refusal).contains("indirizzo email"));
        let ugo = accounts::add_person_for_provider(&stage.ledger, &stage.anna, new).await.unwrap();
        assert!(refused(stage.sign_in("ugo.neri", "", &HOME).await).contains("non sono giusti"));
        let entered = inside(enter(&stage, &oidc, "nessuno").await);
        assert_eq!(entered.person, ugo);
        let signed = stage.session(&entered).await.unwrap();
        let again = accounts::prove_again(&stage.ledger, &stage.passwords, &signed, "").await;
        assert!(refused(again).contains("Esci, rientra"));
    })
    .await;
}

#[tokio::test]
async fn whoever_the_provider_cannot_vouch_for_stays_out() {
    with_provider(|stage, oidc| async move {
        assert!(refused(enter(&stage, &oidc, "anna").await).contains("email verificato"), "an unverified address");
        assert!(refused(enter(&stage, &oidc, "senza").await).contains("email verificato"), "no address");
        assert!(refused(enter(&stage, &oidc, "nessuno").await).contains("nessuna persona"), "nobody's address");
        let twin = crate::fixture::add(&stage.ledger, &stage.passwords, "mario.rossi2", "Mario", "Rossi").await;
        let email = Some("mario.rossi@comune.example.it".into());
        let edit = accounts::PersonEdit { name: "Mario".into(), surname: "Rossi".into(), email };
        accounts::edit_person(&stage.ledger, &stage.anna, twin, edit).await.unwrap();
        assert!(refused(enter(&stage, &oidc, "mario").await).contains("più d'una"), "two people with one address");
    })
    .await;
}

#[tokio::test]
async fn a_return_counts_once_in_the_browser_that_left() {
    with_provider(|stage, oidc| async move {
        let finish = async |cookie: &str, state: &str, code: &str| {
            let returned = OidcReturn { cookie, state, code, ..OidcReturn::default() };
            finish_oidc(&stage.ledger, &oidc, &RULES, &returned, &HOME).await
        };
        let (url, cookie) = start_oidc(&stage.ledger, &oidc, &redirect(), false).await.unwrap();
        let (code, state) = at_the_provider(url, "mario").await;
        let (_, victim) = start_oidc(&stage.ledger, &oidc, &redirect(), false).await.unwrap();
        assert!(refused(finish(victim.reveal(), &state, &code).await).contains("un'altra finestra"));
        assert!(refused(finish("", &state, &code).await).contains("un'altra finestra"));
        inside(finish(cookie.reveal(), &state, &code).await);
        assert!(refused(finish(cookie.reveal(), &state, &code).await).contains("troppo tempo"));
        let (url, cookie) = start_oidc(&stage.ledger, &oidc, &redirect(), false).await.unwrap();
        let (_, state) = at_the_provider(url, "mario").await;
        let made_up = finish(cookie.reveal(), &state, "un codice inventato").await;
        assert!(refused(made_up).contains("Riprova dalla pagina di accesso"));
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_here_is_asked_for_unless_the_provider_asked_for_its_own() {
    with_provider(|stage, oidc| async move {
        let signed = stage.session(&inside(enter(&stage, &oidc, "mario").await)).await.unwrap();
        let offer = accounts::start_totp(&stage.ledger, &signed, "Comune").await.unwrap();
        let secret = totp_rs::Secret::try_from_base32(offer.base32.reveal()).unwrap();
        let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let seconds = u64::try_from(stage.ledger.now().micros() / 1_000_000).unwrap();
        let code = app.generate(seconds).to_string();
        accounts::confirm_totp(&stage.ledger, &signed, offer.token.reveal(), &code).await.unwrap();
        let asked = enter(&stage, &oidc, "mario").await;
        assert!(matches!(asked, Ok(SignIn::NeedsSecondFactor(_))), "{asked:?}");
        let strong = inside(enter(&stage, &oidc, "forte").await);
        assert!(stage.session(&strong).await.unwrap().second_factor);
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_does_not_do_its_part_is_told_apart_from_a_refusal() {
    let Some(provider) = provider().await else { return };
    let wrong_secret = client(&provider, "un altro segreto");
    let nobody_there = client_of("http://127.0.0.1:9".into(), process::SECRET);
    let insecure = OidcSettings {
        issuer: "http://accesso.example.it".into(),
        client_id: process::CLIENT.into(),
        client_secret: Secret::new(String::new()),
    };
    assert!(refused(Oidc::new(insecure)).contains("https"));
    on_each_engine(move |stage| {
        let (wrong_secret, nobody_there) = (wrong_secret.clone(), nobody_there.clone());
        async move {
            stage.clock.set(SystemClock.now());
            for oidc in [wrong_secret, nobody_there] {
                let failed = enter(&stage, &oidc, "mario").await;
                assert!(matches!(failed, Err(Error::Provider(_))), "{failed:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_return_that_names_another_provider_or_sends_nobody_lets_nobody_in() {
    with_provider(|stage, oidc| async move {
        for (issuer, error, told) in [
            ("https://altrove.example.it", "", "un'altra finestra"),
            ("", "access_denied", "hai annullato"),
            ("", "login_required", "non risponde come dovrebbe"),
        ] {
            let (url, cookie) = start_oidc(&stage.ledger, &oidc, &redirect(), false).await.unwrap();
            let (code, state) = at_the_provider(url, "mario").await;
            let returned = OidcReturn { cookie: cookie.reveal(), state: &state, code: &code, issuer, error };
            let outcome = finish_oidc(&stage.ledger, &oidc, &RULES, &returned, &HOME).await;
            assert!(outcome.err().unwrap().to_string().contains(told), "{issuer} {error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_as_old_as_the_provider_says_and_can_be_asked_for_anew() {
    with_provider(|stage, oidc| async move {
        let came = SystemClock.now();
        // The provider's clock is the machine's: ours runs ahead, as if the person had entered there a while ago.
        stage.clock.set(came.plus_seconds(700));
        let signed = stage.session(&inside(enter(&stage, &oidc, "mario").await)).await.unwrap();
        assert!(signed.proved_at <= SystemClock.now() && signed.proved_at >= came.plus_seconds(-2));
        assert!(matches!(signed.require_fresh(stage.ledger.now()), Err(Error::ProveAgain)));
        let (url, _) = start_oidc(&stage.ledger, &oidc, &redirect(), true).await.unwrap();
        assert!(url.query_pairs().any(|(key, value)| key == "prompt" && value == "login"), "{url}");
        let (url, _) = start_oidc(&stage.ledger, &oidc, &redirect(), false).await.unwrap();
        assert!(url.query_pairs().any(|(key, value)| key == "max_age" && value == "43200"), "{url}");
        assert!(url.query_pairs().all(|(key, _)| key != "prompt"), "{url}");
    })
    .await;
}

#[tokio::test]
async fn whoever_sets_the_provider_up_is_told_what_is_wrong() {
    let Some(provider) = provider().await else { return };
    let now = SystemClock.now();
    let good = client(&provider, process::SECRET).check(&redirect(), now).await.unwrap();
    assert_eq!(good.client_known, Some(true));
    assert!(good.clock_ahead.unwrap().abs() <= 60, "however long the provider took to answer");
    let wrong_secret = client(&provider, "un altro segreto").check(&redirect(), now.plus_seconds(600)).await.unwrap();
    assert_eq!(wrong_secret.client_known, Some(false));
    assert!(wrong_secret.clock_ahead.unwrap() >= 540);
    let at = async |issuer: String| client_of(issuer, "x").check(&redirect(), now).await.unwrap_err();
    let slash = at(format!("{}/", provider.issuer)).await;
    assert_eq!(slash, OidcProblem::OtherIssuer { told: provider.issuer.clone() });
    let no_document = at(format!("{}/altrove", provider.issuer)).await;
    assert!(matches!(&no_document, OidcProblem::NoDocument { found, .. } if found == "risponde 404"), "{no_document}");
    let nobody = at("http://127.0.0.1:9".into()).await;
    assert!(matches!(&nobody, OidcProblem::Unreachable(_)), "{nobody}");
}
