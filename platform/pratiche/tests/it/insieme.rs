//! Two at once, twice the same, and the program that is killed.

use pratiche::{Error, Nuova, Passo};
use testkit::Engine;

use crate::{
    casa::{Casa, dice, motivi},
    permessi::PERMESSI,
};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_at_the_same_instant_one_acts_and_the_other_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.assente(casa.marco, "2026-11-02", "2026-11-02").await;
        let avviata = casa.alla_firma("Tettoia").await;
        let visto = Some(casa.presa(avviata.pratica).await.pratica.prossimo());
        let by_marco = Passo { visto, ..casa.passo(avviata.pratica, "firma", casa.marco, "di-marco") };
        let by_paolo = Passo {
            visto,
            motivo: Some("Da rifare."),
            ..casa.passo(avviata.pratica, "rimanda", casa.paolo, "di-paolo")
        };
        let (one, other) = tokio::join!(casa.compi(by_marco), casa.compi(by_paolo));
        assert_eq!([one.is_ok(), other.is_ok()].into_iter().filter(|done| *done).count(), 1, "{one:?} {other:?}");
        let signed = one.is_ok();
        let told = if signed { motivi(other) } else { motivi(one) };
        dice(&told, "è accaduto altro");
        let permesso = casa.permesso(avviata.oggetto).await;
        assert_eq!((permesso.firmato, permesso.numero.is_some()), (signed, signed));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_whose_transaction_dies_never_was_and_the_same_request_then_does_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let avviata = casa.alla_firma("Tettoia").await;
        let passo = casa.passo(avviata.pratica, "firma", casa.marco, "firma");
        let (tx, esito) = pratiche::compi(casa.tx(casa.marco).await, &PERMESSI, passo).await.unwrap();
        assert!(!esito.gia());
        drop(tx);
        assert_eq!(casa.permesso(avviata.oggetto).await.numero, None, "killed before the commit: nothing was done");
        assert_eq!(casa.aspetta(casa.marco).await.len(), 1, "it still waits for Marco");
        assert!(!casa.compi(passo).await.unwrap().gia(), "the same key, and now it is done");
        assert_eq!(casa.permesso(avviata.oggetto).await.numero, Some(1));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_served_once_also_at_the_same_instant() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (one, two) = tokio::join!(casa.avvia("Tettoia", "modulo-1"), casa.avvia("Tettoia", "modulo-1"));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((one.pratica, one.oggetto), (two.pratica, two.oggetto), "both are shown the same file");
        assert_eq!([one.gia, two.gia].into_iter().filter(|gia| *gia).count(), 1);
        assert_eq!(casa.conta("permessi_permesso").await, 1, "the second permit was given up with its transaction");
        let by_another = Nuova {
            codice: "permesso",
            oggetto: one.oggetto,
            ufficio: casa.unita,
            chi: casa.marco,
            chiave: "modulo-1",
        };
        let told = pratiche::avvia(casa.tx(casa.marco).await, &PERMESSI, by_another).await.map(|(_, begun)| begun);
        dice(&motivi(told), "la chiave di un'altra");
        let passo = casa.passo(one.pratica, "proponi", casa.lucia, "proponi");
        let (first, second) = tokio::join!(casa.compi(passo), casa.compi(passo));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!([first.gia(), second.gia()].into_iter().filter(|gia| *gia).count(), 1);
        assert_eq!(first.pratica, second.pratica);
        let other = Passo { passo: "firma", ..passo };
        dice(&motivi(casa.compi(other).await), "la chiave di un'altra");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_office_does_not_move_the_file() {
    let casa = Casa::apri(Engine::Sqlite).await;
    let id = casa.alla_firma("Tettoia").await.pratica;
    let passo = casa.passo(id, "firma", casa.marco, "firma");
    let moved = pratiche::compi(casa.tx(casa.marco).await, &crate::scrivania::ALTRA, passo).await;
    assert!(matches!(moved.map(|(_, esito)| esito), Err(Error::NotFound)));
}
