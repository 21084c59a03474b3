//! To which area of a body the way without mail leads, and who is none of it.

use directory::ipa;
use kernel::Actor;
use testkit::Engine;

use crate::{
    cooperazione::{Town, two},
    spedizione::{casella, leaving, send, values},
};

const ENTI: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Mail1,Tipo_Mail1,Data_aggiornamento\n\
    c_m999,Comune di Altrove,,generale@pec.example.it,Pec,2026-11-20\n";

/// The index knows both areas of the other body; the addressee's address is of this one.
async fn index(here: &Town, own: &str, other: &str) {
    let aoo = format!(
        "Codice_IPA;Denominazione_ente;Codice_uni_aoo;Denominazione_aoo;Mail1\n\
         c_m999;Comune di Altrove;{own};Scuole;altrove@pec.example.it\n\
         c_m999;Comune di Altrove;{other};Protocollo generale;generale@pec.example.it\n"
    );
    let bytes = |text: &str| Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
    let files = ipa::Files { enti: bytes(ENTI), aoo: Some(bytes(&aoo)), uo: None, sha256: "x".into() };
    ipa::load(&here.hall.ente.ledger, Actor::System("prova"), files, true).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_without_mail_for_another_area_of_the_same_body() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let (_, here, _, there) = two(folder.path(), engine).await;
        let to = [("Comune di Altrove", "altrove@pec.example.it")];
        let entry = leaving(&here.hall, &to, &[("lettera.txt", b"Si autorizza.".to_vec())]).await;
        index(&here, "SCUOLE1", "AM99902").await;
        let answer = send(&here.anna, &entry).await;
        assert!(!answer.status().is_redirection());
        let page = answer.text().await.unwrap();
        assert!(page.contains("area SCUOLE1") && page.contains("area AM99902"), "{page}");
        index(&here, "AM99902", "SCUOLE1").await;
        let answer = send(&here.anna, &entry).await;
        assert!(answer.status().is_redirection(), "{}", answer.text().await.unwrap());
        for town in [here, there] {
            town.hall.verify_clean().await;
            town.hall.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_of_mail_is_asked_for_where_a_way_without_mail_may_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let (_, here, _, there) = two(folder.path(), Engine::Sqlite).await;
    let to = [("Comune di Altrove", "altrove@pec.example.it")];
    let entry = leaving(&here.hall, &to, &[("lettera.txt", b"Si autorizza.".to_vec())]).await;
    let page = here.anna.read(&format!("{entry}/spedisci")).await;
    let field = page.split('<').find(|tag| tag.contains("name=\"indirizzo-")).unwrap();
    assert!(!field.contains(" required"), "{field}");
    let parte = values(&page, "destinatario").remove(0);
    let (from, key) = (casella(&page), values(&page, "chiave").remove(0));
    let place = format!("indirizzo-{parte}");
    let fields = [
        ("casella", from.as_str()),
        ("oggetto", "Nulla osta"),
        ("testo", "Buongiorno."),
        ("chiave", key.as_str()),
        ("destinatario", parte.as_str()),
        (place.as_str(), ""),
    ];
    let answer = here.anna.post(&format!("{entry}/spedisci"), &fields).await;
    assert!(answer.status().is_redirection(), "{}", answer.text().await.unwrap());
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}
