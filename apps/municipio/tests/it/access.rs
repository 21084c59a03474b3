//! Who may use which route: the whole list, without a session, with the wrong role, and against the golden matrix.

use municipio::OFFICES;
use testkit::{Engine, TownHall, golden};
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
            if matches!(route.access, Access::Public | Access::Operator | Access::Program) {
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
        if matches!(route.access, Access::Program) {
            // A session opens nothing there: without settings for other bodies there is nothing to open.
            let answer = browser.client().post(browser.address(&path)).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{path}");
            continue;
        }
        let answer = browser.client().post(browser.address(&path)).form(&[("x", "y")]).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{path}");
    }
}

/// A key carries a person's permissions and no form's token: on a page it would write what no call lets it write.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_the_calls_and_no_page_whoever_it_is_of() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("X", "Ufficio").await;
        let all: Vec<&str> = hall.house.permissions.iter().map(|permission| permission.code).collect();
        let tutta = hall.person("tutta", unit, &all).await;
        let key = hall.api_key("tutta", tutta, &all).await;
        // Their session beside it makes no difference: what comes with a key is asked for no token.
        let browser = hall.signed_in("tutta").await;
        let ask = |method: &str, path: &str, scheme: &str, key: &str| {
            let address = browser.address(path);
            let client = browser.client();
            let request = if method == "GET" { client.get(address) } else { client.post(address).form(&[("x", "y")]) };
            request.header("authorization", format!("{scheme} {key}")).send()
        };
        let pages = hall.house.routes.iter().filter(|route| !route.path.starts_with("/api/"));
        // What asks for another's secret looks at no key of ours, and what is the same for everybody looks at nobody.
        let pages = pages.filter(|route| !matches!(route.access, Access::Operator | Access::Program));
        let mut walked = 0;
        for route in pages.filter(|route| !route.path.starts_with("/static/")) {
            let path = sample(route.path);
            let answer = ask(route.method, &path, "Bearer", &key).await.unwrap();
            assert_eq!(answer.status(), 401, "{} {path}", route.method);
            assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
            assert_eq!(answer.headers()["www-authenticate"], "Bearer", "{path}");
            let told: serde_json::Value = answer.json().await.unwrap();
            assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("/api/")), "{path}: {told}");
            walked += 1;
        }
        assert!(walked > 200, "{walked}");
        let good = ask("GET", "/scrivania", "bearer", &key).await.unwrap().text().await.unwrap();
        let made_up = ask("GET", "/scrivania", "Bearer", "inventata").await.unwrap().text().await.unwrap();
        assert_eq!(good, made_up, "a page does not tell whether a key holds");
        for path in ["/api/v1/openapi.json", "/api/v1/protocollo/registrazioni"] {
            assert_eq!(ask("GET", path, "Bearer", &key).await.unwrap().status(), 200, "{path}");
            let refused = ask("GET", path, "Bearer", "inventata").await.unwrap();
            assert_eq!((refused.status().as_u16(), refused.headers().contains_key("www-authenticate")), (401, true));
        }
        hall.verify_clean().await;
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
    golden::same(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/routes.golden.tsv"), &text, true);
}

/// The document is made of the handlers' own types; this keeps a call from being added without any.
#[test]
fn every_call_of_the_api_is_described_with_its_words_its_answers_and_its_permission() {
    let routes = office::routes(OFFICES);
    let document = routes.document();
    let calls = routes.listed().iter().filter(|route| route.path.starts_with("/api/"));
    let mut described = 0;
    for route in calls.filter(|route| route.path != "/api/v1/openapi.json") {
        let call = &document["paths"][route.path][route.method.to_lowercase()];
        let name = format!("{} {}", route.method, route.path);
        assert!(call.is_object(), "{name}: add it with api_get or api_post");
        assert!(call["summary"].as_str().is_some_and(|title| title.len() > 10), "{name} needs a title");
        let answers = call["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name} never goes well");
        assert!(["401", "403", "429", "503"].iter().all(|status| answers.contains_key(*status)), "{name}");
        let Access::With(permission) = route.access else { panic!("{name} asks for no permission") };
        assert_eq!(call["security"][0]["chiave"][0], permission.code, "{name}");
        let named = route.path.matches('{').count();
        let parameters = call["parameters"].as_array().unwrap();
        assert_eq!(parameters.iter().filter(|one| one["in"] == "path").count(), named, "{name}: its path");
        described += 1;
    }
    assert!(described > 20, "{described}");
    let text = document.to_string();
    for word in [" the ", " of "] {
        let near = text.find(word).map(|at| text.get(at.saturating_sub(80)..at + 40));
        assert_eq!(near, None, "a comment of ours reached the document");
    }
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
