//! Addresses that were cut, copied wrong or made up: a page of ours says so, in words that help.

use municipio::OFFICES;
use testkit::{Engine, TownHall};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_leads_to_a_page_that_says_so() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("anna", unit, &["protocollo.consulta"]).await;
    let anna = hall.signed_in("anna").await;
    for (address, status, words) in [
        ("/protocollo/duemila/uno", 404, "L'indirizzo non porta a niente"),
        ("/protocollo/2026/99999999999999999999", 404, "L'indirizzo non porta a niente"),
        ("/accedi/ente?conferma=forse", 400, "I parametri dell'indirizzo non si leggono"),
        ("/cerca?q=strada%00", 400, "il carattere nullo"),
    ] {
        let answer = anna.get(address).await;
        assert_eq!(answer.status(), status, "{address}");
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{address}");
        let page = answer.text().await.unwrap();
        let page = page.replace("&#x27;", "'").replace("&#39;", "'");
        assert!(page.contains(words) && page.contains("<h1"), "{address}: {page}");
    }
}
