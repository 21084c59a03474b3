//! The weekly reading finds what a disk has spoiled.

use conservazione::rileggi;
use testkit::Engine;

use crate::casa::casa;

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_package_is_found_and_shown() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let zip = casa.pacchetto("Registro giornaliero").await;
        let good = rileggi(&casa.hall.ente).await.unwrap();
        assert_eq!((good.letti, good.guasti, good.byte), (1, 0, i64::try_from(zip.len()).unwrap()), "{engine:?}");
        let mut spoiled = zip.clone();
        spoiled[100] ^= 1;
        casa.sovrascrivi(&zip, &spoiled);
        casa.later(60);
        let bad = rileggi(&casa.hall.ente).await.unwrap();
        assert_eq!((bad.letti, bad.guasti, bad.quali.as_deref()), (1, 1, Some("1/2026: è stato alterato")));
        let page = casa.hall.signed_in("anna").await.read("/conservazione").await;
        assert!(page.contains("guasti: 1") && page.contains("Pacchetto 1/2026: è stato alterato"), "{page}");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_receipt_is_found_too() {
    let casa = casa(Engine::Sqlite, true).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let hash = casa.riceve("Registro giornaliero").await;
    assert_eq!(rileggi(&casa.hall.ente).await.unwrap().guasti, 0);
    casa.hall.ente.archive.store().delete(&hash).await.unwrap();
    let bad = rileggi(&casa.hall.ente).await.unwrap();
    assert_eq!((bad.letti, bad.guasti, bad.quali.as_deref()), (1, 1, Some("1/2026: manca una sua ricevuta")));
    casa.hall.stop().await;
}
