//! A file from its beginning to its end, and what leaves nothing.

use iter::{Cosa, Titolo};
use pratiche::{Error, Passo, Vista};
use testkit::Engine;

use crate::{
    casa::{Casa, dice, motivi},
    permessi::PERMESSI,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_carried_whole_and_every_step_is_in_the_journal() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let avviata = casa.alla_firma("Tettoia di via Roma").await;
        let id = avviata.pratica;
        let esito = casa.compi(casa.passo(id, "firma", casa.marco, "firma")).await.unwrap();
        assert_eq!(esito.pratica.stati().into_iter().collect::<Vec<_>>(), ["in-pubblicazione"]);
        let permesso = casa.permesso(avviata.oggetto).await;
        assert_eq!((permesso.firmato, permesso.numero), (true, Some(1)), "signed and numbered in one commit");
        let presa = casa.presa(id).await;
        assert_eq!(presa.pratica, esito.pratica, "what was answered is what was written");
        let read = casa.read().await;
        let storia = pratiche::storia(&read, &presa).await.unwrap();
        let told: Vec<&str> = storia.iter().map(|event| event.testo.as_str()).collect();
        assert!(told[0].starts_with("Avvia la pratica"), "{told:?}");
        assert!(told.contains(&"Compie «Firma»: la pratica va in «In pubblicazione»."), "{told:?}");
        let firma = storia.iter().find(|event| event.testo.starts_with("Compie «Firma»")).unwrap();
        assert_eq!(firma.chi, "marco Prova");
        assert_eq!(firma.titolo.as_deref(), Some("Ruolo di marco, EDI"));
        let facts = presa.fatti.iter().find(|fatto| matches!(fatto.cosa, Cosa::Compiuto { .. })).unwrap();
        assert!(matches!(&facts.cosa, Cosa::Compiuto { titolo: Titolo::Autore, .. }));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_effect_that_refuses_leaves_nothing_and_burns_no_number() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let bad = casa.alla_firma("Tettoia senza indirizzo").await;
        let before = casa.presa(bad.pratica).await;
        let told = motivi(casa.compi(casa.passo(bad.pratica, "firma", casa.marco, "firma")).await);
        dice(&told, "manca l'indirizzo");
        let permesso = casa.permesso(bad.oggetto).await;
        assert_eq!((permesso.firmato, permesso.numero), (false, None), "the effects before it are gone too");
        assert_eq!(casa.presa(bad.pratica).await.fatti, before.fatti);
        let good = casa.alla_firma("Tettoia in regola").await;
        casa.compi(casa.passo(good.pratica, "firma", casa.marco, "firma")).await.unwrap();
        assert_eq!(casa.permesso(good.oggetto).await.numero, Some(1), "no hole");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_tells_all_its_reasons_and_what_happened_in_the_meantime() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let empty = casa.avvia("", "vuoto").await.unwrap().pratica;
        let told = motivi(casa.compi(casa.passo(empty, "proponi", casa.marco, "a")).await);
        dice(&told, "non spetta a te");
        dice(&told, "Manca il testo");
        let id = casa.alla_firma("Tettoia").await.pratica;
        let late = Passo { visto: Some(1), ..casa.passo(id, "proponi", casa.lucia, "b") };
        let told = motivi(casa.compi(late).await);
        dice(&told, "è accaduto altro");
        dice(&told, "Compie «Proponi»");
        let nobody = casa.compi(casa.passo(kernel::Uuid::from_u128(7).into(), "firma", casa.marco, "c")).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_the_thing_does_not_see_the_file() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma(&format!("Tettoia non per {}", casa.marco)).await.pratica;
        assert!(casa.aspetta(casa.marco).await.is_empty(), "not on the desk");
        let (read, now) = (casa.read().await, casa.hall.ente.ledger.now());
        let who = casa.who(casa.marco).await;
        let seen = pratiche::leggi(&Vista::Letta(&read), &PERMESSI, &who, id, now).await;
        assert!(matches!(seen, Err(Error::NotFound)), "the same answer as for one that is not there");
        let who = casa.who(casa.lucia).await;
        let seen = pratiche::leggi(&Vista::Letta(&read), &PERMESSI, &who, id, now).await.unwrap();
        assert!(seen.passi().is_empty(), "Lucia may read it and has nothing to do");
        assert_eq!(seen.attese[0].chi[0].1, "Rimanda in bozza");
    }
}
