//! The seal of packages: an outside program finds the index inside it; without one nothing is packed, and the pages say why.

use std::process::Command;

use conservazione::Stato;
use kernel::Actor;
use testkit::Engine;

use crate::{
    casa::{casa, senza_sigillo},
    registro::entry,
};

const REGISTRO: &str = "Registro giornaliero";

#[tokio::test(flavor = "multi_thread")]
async fn the_index_lies_in_the_seal_as_it_lies_beside_it() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let zip = casa.pacchetto(REGISTRO).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("indice.xml.p7m"), entry(&zip, "indice.xml.p7m")).unwrap();
        let mut openssl = Command::new("openssl");
        openssl.current_dir(folder.path()).args(["cms", "-verify", "-noverify", "-binary", "-inform", "DER"]);
        let run = openssl.args(["-in", "indice.xml.p7m", "-out", "indice.xml"]).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let inside = std::fs::read(folder.path().join("indice.xml")).unwrap();
        assert_eq!(inside, entry(&zip, "indice.xml"), "{engine:?}");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_seal_packages_wait_and_say_why() {
    for engine in Engine::all() {
        let casa = senza_sigillo(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let voce = casa.voce(REGISTRO).await;
        assert_eq!(voce.stato, Stato::DaVersare, "{engine:?}");
        let browser = casa.hall.signed_in("anna").await;
        for page in ["/conservazione".to_owned(), format!("/conservazione/{}", voce.id)] {
            let text = browser.read(&page).await;
            assert!(text.contains("non ha ancora un sigillo elettronico"), "{page}: {text}");
        }
        // One for trials seals nothing that another body is to keep.
        let ente = &casa.hall.ente;
        let trial = seal::trial(&ente.info, ente.ledger.now(), &**ente.ledger.random()).unwrap();
        seal::set(ente, Actor::System("prova"), trial).await.unwrap();
        casa.lavora().await;
        assert_eq!(casa.stato(REGISTRO).await, Stato::DaVersare);
        let text = browser.read("/conservazione").await;
        assert!(text.contains("SENZA VALORE LEGALE"), "{text}");
        casa.sigillo().await;
        casa.lavora().await;
        assert_eq!(casa.stato(REGISTRO).await, Stato::Pronta, "the next hour makes it");
        let text = browser.read("/conservazione").await;
        assert!(!text.contains("aspettano il sigillo"), "{text}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}
