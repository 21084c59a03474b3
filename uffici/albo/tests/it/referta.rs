//! The certificates: one at posting, one when the days are over, never before, never of what is not whole.

use albo::{Porta, Vicenda, chiudi};
use porte::albo::{DaPubblicare, Durata, Pubblica, Stato};
use testkit::Engine;

use crate::mondo::{Mondo, OGGETTO, PUBBLICO, parole};

#[tokio::test(flavor = "multi_thread")]
async fn the_certificates_make_themselves_and_say_what_is_true() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.sigillo().await;
        let ente = &mondo.hall.ente;
        let made = mondo.pubblica("delibera_giunta", Durata::Usuale, true).await;
        mondo.hall.work().await;
        let office = mondo.hall.signed_in("anna").await;
        let at = |tipo: &str| format!("/albo/registro/{}/referte/{tipo}", made.id);
        let first = office.get(&at("affissione")).await.bytes().await.unwrap();
        let told = parole(&first);
        for words in ["Certificato di affissione", "vi resteranno", "19/02/2026", OGGETTO, "versione con omissis"] {
            assert!(told.contains(words), "{words} is missing: {told}");
        }
        assert!(!told.contains("intero.txt") && !told.contains("coincidono"), "{told}");
        assert_eq!(office.get(&at("finale")).await.status(), 404);

        mondo.sono("2026-02-19T23:59:59");
        assert_eq!(chiudi(ente).await.unwrap(), 0, "not before its last day is over");
        albo::accade(ente, &mondo.who, made.id.into(), Vicenda::Opposizione, "Di un vicino").await.unwrap();
        mondo.sono("2026-02-20T00:20:00");
        assert_eq!(chiudi(ente).await.unwrap(), 1);
        assert_eq!(chiudi(ente).await.unwrap(), 0, "once");
        let office = mondo.hall.signed_in("anna").await;
        let last = office.get(&at("finale")).await.bytes().await.unwrap();
        let told = parole(&last);
        for words in
            ["Referta di pubblicazione", "04/02/2026", "19/02/2026", "opposizioni: 1", "15/02/2026", "coincidono"]
        {
            assert!(told.contains(words), "{words} is missing: {told}");
        }
        let stato = Porta.stato(ente, made.id).await.unwrap().unwrap().0;
        assert!(matches!(stato, Stato::Conclusa(day, Some(_)) if day == made.fine), "{stato:?}");
        let card = office.read(&format!("/albo/registro/{}", made.id)).await;
        assert!(card.contains("Da restituire a chi"), "{card}");
        assert!(office.read("/scrivania").await.contains("Restituisci la referta"));
        let back = format!("/albo/registro/{}/annotazioni/restituisci", made.id);
        let answer = office.post(&back, &[("come", "")]).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        assert!(told.contains("href=\"#come\"") && told.contains("Scrivi come, in"), "beside its own field: {told}");
        assert_eq!(office.post(&back, &[("come", "Protocollo n. 9/2026")]).await.status(), 303);
        let card = office.read(&format!("/albo/registro/{}", made.id)).await;
        assert!(card.contains("Protocollo n. 9/2026") && !card.contains("Da restituire a chi"), "{card}");
        assert!(!office.read("/scrivania").await.contains("Restituisci la referta"));
        // What ended is lengthened no more.
        let moved = albo::annota(
            ente,
            &mondo.who,
            crate::mondo::alle("2026-02-10T00:00:00"),
            crate::mondo::alle("2026-02-10T23:00:00"),
            "Guasto",
        );
        assert_eq!(moved.await.unwrap(), 0);
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_seal_none_is_made_the_page_says_why_and_the_night_makes_up_for_it() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let made = mondo.pubblica("determina", Durata::Usuale, false).await;
        mondo.hall.work().await;
        let card = mondo.hall.signed_in("anna").await.read(&format!("/albo/registro/{}", made.id)).await;
        assert!(card.contains("non ha ancora un sigillo elettronico"), "{card}");
        mondo.sigillo().await;
        assert_eq!(chiudi(ente).await.unwrap(), 1, "that it was posted");
        mondo.sono("2026-02-20T00:20:00");
        assert_eq!(chiudi(ente).await.unwrap(), 1, "that it is over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_annulled_or_suspended_is_not_certified() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.sigillo().await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        let gone = mondo.pubblica("determina", Durata::Usuale, false).await;
        let stopped = mondo.pubblica("determina", Durata::Usuale, false).await;
        albo::accade(ente, who, gone.id.into(), Vicenda::Annulla, "Sbagliata").await.unwrap();
        albo::accade(ente, who, stopped.id.into(), Vicenda::Sospendi, "Ricorso").await.unwrap();
        mondo.sono("2026-03-20T00:20:00");
        assert_eq!(chiudi(ente).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_longer_what_was_posted_is_not_certified() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    mondo.sigillo().await;
    let ente = &mondo.hall.ente;
    mondo.pubblica("determina", Durata::Usuale, false).await;
    let hash = documents::store::Sha256Hash::of(PUBBLICO);
    ente.archive.store().delete(&hash).await.unwrap();
    mondo.sono("2026-02-20T00:20:00");
    let refused = chiudi(ente).await.unwrap_err().to_string();
    assert!(refused.contains("non è più quello registrato"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_whole_keep_no_other_publication_from_its_certificate() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    mondo.sigillo().await;
    let ente = &mondo.hall.ente;
    for _ in 0..6 {
        mondo.pubblica("determina", Durata::Usuale, false).await;
    }
    // It ends a day later, and so is looked at last.
    mondo.sono("2026-02-05T10:00:00");
    let stored = ente.archive.receive(&mut &b"Un altro testo.\n"[..], 10_000).await.unwrap();
    let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
    let documento = ente.archive.name(&mut tx, &stored, "altro.txt").await.unwrap();
    let documenti = vec![DaPubblicare { documento, integrale: None }];
    let domanda = mondo.domanda("determina", Durata::Usuale, documenti);
    let whole = Porta.pubblica(&mut tx, &domanda).await.unwrap();
    tx.commit().await.unwrap();
    ente.archive.store().delete(&documents::store::Sha256Hash::of(PUBBLICO)).await.unwrap();
    mondo.sono("2026-02-21T00:20:00");
    let refused = chiudi(ente).await.unwrap_err().to_string();
    assert!(refused.contains("non è più quello registrato"), "it is told: {refused}");
    let stato = Porta.stato(ente, whole.id).await.unwrap().unwrap().0;
    assert!(matches!(stato, Stato::Conclusa(_, Some(_))), "{stato:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_the_day_is_sealed_once_tells_no_subject_and_stays() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, citizen) = (&mondo.hall.ente, mondo.hall.browser());
        mondo.pubblica("determina", Durata::Usuale, true).await;
        chiudi(ente).await.unwrap();
        assert_eq!(citizen.get("/albo/manifesto").await.status(), 404, "nothing is sealed without a seal");
        mondo.sigillo().await;
        chiudi(ente).await.unwrap();
        let first = citizen.get("/albo/manifesto").await.bytes().await.unwrap();
        let told = String::from_utf8_lossy(&first);
        let hash = documents::store::Sha256Hash::of(PUBBLICO).to_string();
        assert!(told.contains(&hash) && told.contains("2026-02-19"), "{told}");
        let whole = documents::store::Sha256Hash::of(crate::mondo::INTERO).to_string();
        for secret in [OGGETTO, "Malaspina", "atto.txt", whole.as_str()] {
            assert!(!told.contains(secret), "{secret} is in {told}");
        }
        chiudi(ente).await.unwrap();
        assert_eq!(citizen.get("/albo/manifesto").await.bytes().await.unwrap(), first, "once a day");
        mondo.sono("2026-02-20T00:20:00");
        chiudi(ente).await.unwrap();
        let next = citizen.get("/albo/manifesto").await.bytes().await.unwrap();
        assert!(!String::from_utf8_lossy(&next).contains(&hash), "it is over");
        mondo.hall.verify_clean().await;
    }
}
