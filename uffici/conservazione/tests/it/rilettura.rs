//! The weekly reading finds what a disk has spoiled.

use conservazione::rileggi;
use documents::store::Sha256Hash;
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
        let path = casa.hall.ente.archive.store().local_path(&Sha256Hash::of(&zip)).expect("a folder");
        let mut spoiled = zip.clone();
        spoiled[100] ^= 1;
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test alone")]
        permissions.set_readonly(false);
        std::fs::set_permissions(&path, permissions).unwrap();
        std::fs::write(&path, spoiled).unwrap();
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
    let id = casa.voce("Registro giornaliero").await.id;
    let text = format!("Preso in carico: {}", Sha256Hash::of(&casa.pacchetto("Registro giornaliero").await));
    let hash = Sha256Hash::of(text.as_bytes());
    let browser = casa.hall.signed_in("anna").await;
    let path = format!("/conservazione/{id}/ricevuta");
    let answer = browser.upload(&path, &[], "ricevuta.txt", text.into_bytes()).await;
    assert!(answer.status().is_redirection(), "{}", answer.status());
    assert_eq!(rileggi(&casa.hall.ente).await.unwrap().guasti, 0);
    casa.hall.ente.archive.store().delete(&hash).await.unwrap();
    let bad = rileggi(&casa.hall.ente).await.unwrap();
    assert_eq!((bad.letti, bad.guasti, bad.quali.as_deref()), (1, 1, Some("1/2026: manca una sua ricevuta")));
    casa.hall.stop().await;
}
