//! Who may use which route: the whole list, without a session, with the wrong role, and against the golden matrix.

use std::fs;

use municipio::OFFICES;
use testkit::{Engine, TownHall};
use web::Access;

/// A path with something in place of its parameters.
fn sample(path: &str) -> String {
    let part = |part: &str| match part {
        "{anno}" => "2026".to_owned(),
        "{numero}" | "{posto}" => "1".to_owned(),
        "{*path}" => "x".to_owned(),
        other if other.starts_with('{') => "018f3f1e-0000-7000-8000-000000000000".to_owned(),
        other => other.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_passes_without_a_session_nor_with_the_wrong_role() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("X", "Ufficio").await;
        hall.person("nessuno", unit, &[]).await;
        let (stranger, powerless) = (hall.browser(), hall.signed_in("nessuno").await);
        let (stranger_token, powerless_token) = (stranger.token().await, powerless.token().await);
        for route in &hall.house.routes {
            let path = sample(route.path);
            if matches!(route.access, Access::Public | Access::Operator) {
                continue;
            }
            let ask = |browser: &testkit::Browser, token: &str| {
                let address = browser.address(&path);
                if route.method == "GET" {
                    browser.client().get(address)
                } else {
                    browser.client().post(address).header("x-csrf-token", token)
                }
            };
            let answer = ask(&stranger, &stranger_token).send().await.unwrap();
            let turned_away = if path.starts_with("/api/") { 401 } else { 303 };
            assert_eq!(answer.status(), turned_away, "{} {path} without a session", route.method);
            if matches!(route.access, Access::With(_)) {
                let answer = ask(&powerless, &powerless_token).send().await.unwrap();
                assert_eq!(answer.status(), 403, "{} {path} with the wrong role", route.method);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_our_token_changes_nothing() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
    let browser = hall.signed_in("anna").await;
    for route in hall.house.routes.iter().filter(|route| route.method == "POST") {
        let path = sample(route.path);
        let answer = browser.client().post(browser.address(&path)).form(&[("x", "y")]).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{path}");
    }
}

/// The golden list: which permission each route asks for. Bless it with `MUNICIPIO_BLESS=1`.
#[test]
fn the_matrix_of_routes_and_permissions_is_the_golden_one() {
    let mut lines: Vec<String> = office::routes(OFFICES)
        .listed()
        .iter()
        .map(|route| format!("{}\t{}\t{}", route.method, route.path, route.access))
        .collect();
    lines.sort();
    let text = lines.join("\n") + "\n";
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/routes.golden.tsv");
    if std::env::var_os("MUNICIPIO_BLESS").is_some() {
        fs::write(golden, &text).unwrap();
    }
    assert_eq!(
        fs::read_to_string(golden).unwrap_or_default(),
        text,
        "if this is meant, bless it with MUNICIPIO_BLESS=1"
    );
}

#[test]
fn every_permission_has_a_label_and_stands_once() {
    let all = office::permissions(OFFICES);
    let mut codes: Vec<&str> = all.iter().map(|permission| permission.code).collect();
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count);
    assert!(all.iter().all(|permission| permission.label.chars().next().is_some_and(char::is_lowercase)));
}
