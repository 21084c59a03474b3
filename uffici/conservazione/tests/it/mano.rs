//! A package handed over by hand: taken away, and its receipt brought back.

use conservazione::Stato;
use documents::store::Sha256Hash;
use testkit::Engine;

use crate::{casa::casa, registro::entry};

const REGISTRO: &str = "Registro giornaliero";

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_names_the_package_closes_it() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let id = casa.voce(REGISTRO).await.id;
        let browser = casa.hall.signed_in("anna").await;
        let page = browser.read(&format!("/conservazione/{id}")).await;
        assert!(page.contains("Da consegnare a mano"), "{page}");
        let zip = browser.get(&format!("/conservazione/{id}/pacchetto.zip")).await.bytes().await.unwrap();
        let path = format!("/conservazione/{id}/ricevuta");
        let no = browser.upload(&path, &[], "ricevuta.txt", b"ricevuto, grazie".to_vec()).await.text().await.unwrap();
        assert!(no.contains("non parla di questo pacchetto"), "{no}");
        // Our own files name every hash, and are nobody's receipt.
        let ours = ["indice.xml", "indice.xml.p7m", "metadati/metadati.xml"].map(|name| entry(&zip, name));
        for bytes in ours.into_iter().chain([zip.to_vec()]) {
            let no = browser.upload(&path, &[], "ricevuta.xml", bytes).await.text().await.unwrap();
            assert!(no.contains("archivio ZIP") || no.contains("ha fatto il Comune"), "{no}");
        }
        assert_eq!(casa.stato(REGISTRO).await, Stato::Pronta, "{engine:?}");
        let text = format!("Preso in carico: {}", Sha256Hash::of(&zip));
        let yes = browser.upload(&path, &[], "ricevuta.txt", text.into_bytes()).await;
        assert!(yes.status().is_redirection(), "{}", yes.status());
        assert_eq!(casa.stato(REGISTRO).await, Stato::Conservata, "{engine:?}");
        let again = browser.post(&format!("/conservazione/{id}/versa"), &[]).await.text().await.unwrap();
        assert!(again.contains("href=\"#stato\">È già conservata") && again.contains("id=\"stato\""), "{again}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_was_refused_by_hand_is_made_again() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let id = casa.voce(REGISTRO).await.id;
        let browser = casa.hall.signed_in("anna").await;
        let path = format!("/conservazione/{id}/rifiuto");
        let no = browser.post(&path, &[("causa", " ")]).await;
        assert_eq!(no.status().as_u16(), 422, "a form that was refused, as on every page of the office");
        let no = no.text().await.unwrap();
        assert!(no.contains("Scrivi perché il conservatore"), "{no}");
        assert_eq!(casa.stato(REGISTRO).await, Stato::Pronta, "{engine:?}");
        let yes = browser.post(&path, &[("causa", "la tipologia non è prevista")]).await;
        assert!(yes.status().is_redirection(), "{}", yes.status());
        let voce = casa.voce(REGISTRO).await;
        assert_eq!(voce.stato, Stato::Rifiutata);
        assert!(voce.causa.unwrap().contains("la tipologia non è prevista"));
        let again = browser.post(&path, &[("causa", "di nuovo")]).await.text().await.unwrap();
        assert!(again.contains("non si aspetta la risposta di nessuno"), "{again}");
        browser.post(&format!("/conservazione/{id}/versa"), &[]).await;
        casa.lavora().await;
        assert_eq!(casa.stato(REGISTRO).await, Stato::Pronta);
        let page = browser.read(&format!("/conservazione/{id}")).await;
        assert!(page.contains("Fatto il pacchetto 2/2026"), "{page}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}
