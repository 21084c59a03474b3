//! Behind a web server: whose address counts.

use std::{net::IpAddr, sync::Arc};

use kernel::SystemClock;
use municipio::OFFICES;
use testkit::{Browser, Engine, TownHall, usual_settings};

const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

async fn hall(engine: Engine, trusted_proxies: Vec<IpAddr>, requests_per_second: u32) -> TownHall {
    let settings = web::Settings { trusted_proxies, requests_per_second, ..usual_settings() };
    let hall = TownHall::start_with(engine, OFFICES, Arc::new(SystemClock), settings).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("anna", unit, &[]).await;
    hall
}

/// A wrong password sent with these forwarded addresses, from a browser that is not known; what the page says.
async fn guess(hall: &TownHall, token: &(Browser, String), password: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let (browser, token) = token;
    let mut request = browser.client().post(browser.address("/accedi")).header("x-csrf-token", token);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let form = [("username", "anna"), ("password", password), ("poi", "/")];
    let answer = request.form(&form).send().await.unwrap();
    assert!(answer.url().as_str().starts_with(&hall.url));
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn stranger(hall: &TownHall) -> (Browser, String) {
    let browser = hall.browser();
    let token = browser.token().await;
    (browser, token)
}

const TOO_MANY: &str = "troppi tentativi";

/// Wrong passwords until it is asked to wait; each from another address, as the header says.
async fn until_it_waits(hall: &TownHall, name: &str, value: impl Fn(usize) -> String) -> bool {
    let token = stranger(hall).await;
    for n in 0..12 {
        let value = value(n);
        if guess(hall, &token, "sbagliata davvero", &[(name, &value)]).await.1.contains(TOO_MANY) {
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_told_by_whoever_is_not_a_trusted_proxy_is_not_believed() {
    for engine in Engine::all() {
        let hall = hall(engine, vec![], 100_000).await;
        assert!(until_it_waits(&hall, "x-forwarded-for", |n| format!("198.51.{n}.7")).await, "each guess counts here");
        let hall = self::hall(engine, vec![[192, 0, 2, 1].into()], 100_000).await;
        assert!(
            until_it_waits(&hall, "x-forwarded-for", |n| format!("198.51.{n}.7")).await,
            "another proxy is no proxy"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_the_last_address_counts_and_what_the_client_wrote_before_does_not() {
    for engine in Engine::all() {
        let hall = hall(engine, vec![PROXY], 100_000).await;
        assert!(
            until_it_waits(&hall, "x-forwarded-for", |n| format!("198.51.{n}.7, 203.0.113.9")).await,
            "a client that makes up addresses before its own is slowed all the same"
        );
        let token = stranger(&hall).await;
        let two = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "203.0.113.9")];
        let (_, page) = guess(&hall, &token, "sbagliata davvero", &two).await;
        assert!(page.contains(TOO_MANY), "a proxy that adds a header of its own is understood: {page}");
        // Somebody elsewhere is not made to wait by it, and is listed with their own address.
        let token = stranger(&hall).await;
        let elsewhere = [("x-forwarded-for", "203.0.113.9, 2001:db8::7")];
        let (status, page) = guess(&hall, &token, testkit::PASSWORD, &elsewhere).await;
        assert_eq!(status, 303, "{page}");
        let sessions = token.0.read("/account/sessioni").await;
        assert!(sessions.contains("2001:db8::7") && !sessions.contains("127.0.0.1"), "{sessions}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_cannot_be_read_or_is_another_proxys_counts_for_the_proxy_itself() {
    let hall = hall(Engine::Sqlite, vec![PROXY], 100_000).await;
    assert!(until_it_waits(&hall, "x-forwarded-for", |n| format!("198.51.{n}.7, sconosciuto")).await);
    let hall = self::hall(Engine::Sqlite, vec![PROXY], 100_000).await;
    assert!(until_it_waits(&hall, "forwarded", |n| format!("for=198.51.{n}.7")).await, "only X-Forwarded-For is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_requests_counts_the_same_address() {
    let refused = async |trusted: Vec<IpAddr>, value: &dyn Fn(usize) -> String| {
        let hall = hall(Engine::Sqlite, trusted, 1).await;
        let client = reqwest::Client::new();
        let mut refused = 0;
        for n in 0..40 {
            let ask = client.get(format!("{}/accedi", hall.url)).header("x-forwarded-for", value(n));
            refused += u32::from(ask.send().await.unwrap().status() == 429);
        }
        refused
    };
    let made_up = |n: usize| format!("198.51.{n}.7");
    let before_its_own = |n: usize| format!("198.51.{n}.7, 203.0.113.9");
    assert!(refused(vec![], &made_up).await > 0, "an untrusted header does not multiply the allowance");
    assert!(refused(vec![PROXY], &before_its_own).await > 0, "nor does what a client writes before its own address");
    assert_eq!(refused(vec![PROXY], &made_up).await, 0, "forty different clients are not one");
}
