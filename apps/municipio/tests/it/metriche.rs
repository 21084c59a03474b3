//! What is counted is in the format of Prometheus, says nothing personal, and is not for outsiders.

use std::collections::BTreeMap;

use municipio::OFFICES;
use testkit::{Engine, TownHall};

/// The samples of a text in the format of Prometheus, by name and labels; each must have had its type told before.
fn parse(text: &str) -> BTreeMap<String, f64> {
    let (mut types, mut samples) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(told) = line.strip_prefix("# TYPE ") {
            let (name, kind) = told.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(types.insert(name.to_owned(), kind.to_owned()).is_none(), "twice: {line}");
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("not a sample: {line:?}"));
            let name = series.split('{').next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            assert!(types.contains_key(name) || types.contains_key(base), "without a type: {line}");
            assert!(samples.insert(series.to_owned(), value.parse().unwrap()).is_none(), "twice: {line}");
        }
    }
    samples
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_read_here_and_nowhere_else_and_name_nobody() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("X", "Ufficio").await;
        hall.person("anna.zibaldone", unit, &["protocollo.consulta"]).await;
        let browser = hall.signed_in("anna.zibaldone").await;
        browser.get("/protocollo?q=segretissimo").await;
        browser.get("/protocollo/2026/77").await;
        browser.get("/non/esiste/segretissimo").await;

        let answer = browser.get("/metrics").await;
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
        let text = answer.text().await.unwrap();
        let samples = parse(&text);
        let value = |series: &str| samples.get(series).copied().unwrap_or_else(|| panic!("no {series} in {text}"));
        assert_eq!(value(r#"municipio_http_requests_total{method="GET",route="/protocollo",status="2xx"}"#), 1.0);
        let entry = r#"municipio_http_requests_total{method="GET",route="/protocollo/{anno}/{numero}",status="4xx"}"#;
        assert_eq!(value(entry), 1.0);
        assert_eq!(value(r#"municipio_http_requests_total{method="GET",route="nessuna",status="4xx"}"#), 1.0);
        assert_eq!(value(r#"municipio_http_request_seconds_count{method="GET",route="/protocollo"}"#), 1.0);
        assert_eq!(value("municipio_enti_open"), 1.0);
        assert_eq!(value(r#"municipio_jobs{ente="prova",state="failed"}"#), 0.0);
        assert!(value(r#"municipio_journal_unsealed_leaves{ente="prova"}"#) >= 2.0);
        assert!(value(r#"municipio_database_connections{state="open"}"#) >= 1.0);
        assert!(value("municipio_process_resident_bytes") > 1e6);
        for secret in ["zibaldone", "segretissimo", "Comune di", "127.0.0.1"] {
            assert!(!text.contains(secret), "{secret} on {engine:?}");
        }
        hall.ente.ledger.seal().await.unwrap();
        let sealed = parse(&browser.read("/metrics").await);
        assert_eq!(sealed[r#"municipio_journal_unsealed_leaves{ente="prova"}"#], 0.0);

        for (name, value) in [("x-forwarded-for", "192.0.2.7"), ("host", "altrove.example")] {
            let answer = browser.client().get(browser.address("/metrics")).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{name}");
            assert!(!answer.text().await.unwrap().contains("municipio_"));
        }
    }
}
