//! What an outsider sent never runs as a page of ours, whoever opens it and by whatever address.

use municipio::OFFICES;
use protocollo::{Nuova, Parte, Verso, registra};
use reqwest::header::HeaderMap;
use testkit::{Engine, TownHall};

const SCRIPT: &str = "<script>fetch('/comando')</script>";

/// Files that a browser could run, and some that it only shows.
fn letters() -> Vec<(&'static str, Vec<u8>, bool)> {
    let text = |text: String| text.into_bytes();
    vec![
        ("pagina.html", text(format!("<!DOCTYPE html><html><body>{SCRIPT}</body></html>")), false),
        ("disegno.svg", text(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{SCRIPT}</svg>")), false),
        (
            "dati.xml",
            text(format!("<?xml version=\"1.0\"?><a xmlns=\"http://www.w3.org/1999/xhtml\">{SCRIPT}</a>")),
            false,
        ),
        // Whoever calls a page a text, or a picture, gains nothing: it is known by its content.
        ("lettera.txt", text(format!("<!DOCTYPE html><html><body>{SCRIPT}</body></html>")), false),
        ("foto.png", text(format!("<!DOCTYPE html><html><body>{SCRIPT}</body></html>")), false),
        ("nota.txt", text("Buongiorno".into()), true),
        ("atto.pdf", text("%PDF-1.4\n%%EOF\n".into()), true),
    ]
}

fn entry(oggetto: &str) -> Nuova {
    Nuova {
        parti: vec![Parte { nome: "=cmd()".into(), ..Parte::default() }],
        ..Nuova::new(Verso::Arrivo, oggetto, "mano")
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// What must hold of every file that leaves us.
fn harmless(headers: &HeaderMap, what: &str) {
    assert_eq!(header(headers, "x-content-type-options"), "nosniff", "{what}: the browser guesses no other type");
    assert_eq!(headers.get_all("content-security-policy").iter().count(), 1, "{what}: one policy, and no other");
    let policy = header(headers, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src *"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors '"), "{what}: {policy}");
    let cache = header(headers, "cache-control");
    assert!(["private, no-cache", "no-store"].contains(&cache), "{what}: {cache}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outsider_sent_is_never_a_page_of_ours() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
    let who = hall.who(anna).await;
    let (browser, year) = (hall.signed_in("anna").await, hall.ente.ledger.now().year());
    for (name, bytes, shown) in letters() {
        let stored = hall.ente.archive.receive(&mut &bytes[..], 10_000).await.unwrap();
        let made = registra(&hall.ente, &who, &entry(name), &[(name.into(), stored)], None).await.unwrap();
        let numero = made.numero;
        let read = hall.ente.db().read().await.unwrap();
        let sql = "SELECT id FROM documents_document WHERE name = $1 ORDER BY id DESC LIMIT 1";
        let row = db::one(&read, sql, [name.into()]).await.unwrap().unwrap();
        let id: kernel::Uuid = row.try_get("", "id").unwrap();
        drop(read);
        let of = format!("/protocollo/{year}/{numero}/documenti/{id}");
        for (path, kept) in [(of.clone(), !shown), (format!("{of}/scarica"), true)] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status(), 200, "{name}");
            let headers = answer.headers().clone();
            harmless(&headers, name);
            let how = header(&headers, "content-disposition");
            assert_eq!(how.starts_with("attachment;"), kept, "{name} at {path}: {how}");
            let policy = header(&headers, "content-security-policy");
            assert!(name == "atto.pdf" || policy.contains("sandbox;"), "{name}: {policy}");
            assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"), "{name}: {policy}");
            if !kept {
                let kind = header(&headers, "content-type");
                assert!(["text/plain", "application/pdf"].iter().any(|safe| kind.starts_with(safe)), "{name}: {kind}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_we_make_to_be_kept_is_kept_and_not_shown() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
    let who = hall.who(anna).await;
    registra(&hall.ente, &who, &entry(SCRIPT), &[], None).await.unwrap();
    let (browser, year) = (hall.signed_in("anna").await, hall.ente.ledger.now().year());
    let entry = format!("/protocollo/{year}/1");
    for path in [
        "/protocollo/esporta.csv",
        "/protocollo/esporta.ods",
        "/protocollo/esporta.xlsx",
        &format!("{entry}/ricevuta.pdf"),
        &format!("{entry}/prova"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        harmless(answer.headers(), path);
        assert!(header(answer.headers(), "content-disposition").starts_with("attachment;"), "{path}");
    }
}
