//! The manual is in the program, and each page leads to what is written of it.

use municipio::OFFICES;
use testkit::{Engine, TownHall};
use web::Access;

/// An address as a pattern: something in place of each parameter.
fn sample(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_leads_to_what_the_manual_says_of_it() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    for (pattern, target) in &hall.house.help {
        assert!(manual::has(target), "{pattern}: the manual has no {target}");
    }
    let (mut pages, mut untold) = (0, Vec::new());
    for route in hall.house.routes.iter().filter(|route| route.method == "GET") {
        let path = route.path;
        if matches!(route.access, Access::Public | Access::Operator) || path.starts_with("/api/") {
            continue;
        }
        pages += 1;
        let target = hall.house.help_for(&sample(path));
        let known = target.strip_prefix("/guida/").is_some_and(manual::has);
        if !known {
            untold.push(path);
        }
    }
    assert!(pages > 100 && untold.is_empty(), "of {pages} pages the manual says nothing of {untold:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manual_is_read_from_the_program_with_its_pictures_and_whatever_is_asked_for() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, &["protocollo.consulta", "protocollo.registra"]).await;
    let anna = hall.signed_in("anna").await;
    let list = anna.read("/protocollo").await;
    assert!(list.contains("href=\"/guida/protocollo#ritrovare-un-documento\""), "{list}");
    let page = anna.read("/guida/protocollo").await;
    assert!(page.contains("<h1>Il protocollo</h1>") && page.contains("id=\"ritrovare-un-documento\""), "{page}");
    assert!(page.contains("href=\"/guida/spedizione\"") && !page.contains("spedizione.md"), "{page}");
    // Whoever cannot enter reads how one enters.
    let stranger = hall.browser();
    assert!(stranger.read("/guida").await.contains("href=\"/guida/accesso\""));
    assert!(stranger.read("/guida/accesso").await.contains("<h1>"));
    let picture = stranger.get("/guida/immagini/protocollo.png").await;
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));
    for missing in ["/guida/niente", "/guida/immagini/niente.png", "/guida/immagini/protocollo.md"] {
        assert_eq!(stranger.get(missing).await.status(), 404, "{missing}");
    }
}
