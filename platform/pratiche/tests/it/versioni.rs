//! Definitions: put in force, put back, and files that are moved.

use std::collections::BTreeMap;

use iter::Definizione;
use pratiche::{DefinizioneId, Error, Sposta, Vista};
use testkit::Engine;

use crate::{
    casa::{Casa, dice, motivi},
    permessi::{PERMESSI, PERMESSO},
};

fn cambiata() -> Definizione {
    let text = PERMESSO
        .replace("codice = \"alla-firma\"\nnome = \"Alla firma\"", "codice = \"da-firmare\"\nnome = \"Da firmare\"")
        .replace("\"alla-firma\"", "\"da-firmare\"");
    Definizione::leggi(&text).unwrap()
}

async fn ultima(casa: &Casa) -> DefinizioneId {
    pratiche::in_vigore(&casa.read().await, "permesso").await.unwrap().unwrap().riga.id
}

#[tokio::test(flavor = "multi_thread")]
async fn running_files_keep_their_version_until_somebody_moves_them_with_a_reason() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma("Tettoia").await.pratica;
        let first = ultima(&casa).await;
        casa.in_vigore(&cambiata(), Some(1)).await.unwrap();
        let second = ultima(&casa).await;
        assert_ne!(first, second);
        let read = casa.read().await;
        let who = casa.who(casa.lucia).await;
        let running = pratiche::conta_per_versione(&Vista::Letta(&read), (&PERMESSI, &who), "permesso").await.unwrap();
        assert_eq!(running, [(first, 1)]);
        let (_, nuova) = pratiche::definizione_di(&read, second).await.unwrap();
        let (changes, lost) = pratiche::spostabile(&casa.presa(id).await, &nuova);
        assert!(!changes.is_empty());
        assert_eq!(lost, ["alla-firma"], "it wants a place in the new version");
        let none = BTreeMap::new();
        let chiede =
            Sposta { pratica: id, a: second, chi: casa.sara, motivo: "Nuovo nome", mappa: &none, chiave: "sposta" };
        let tx = casa.tx(casa.sara).await;
        let told = motivi(pratiche::sposta(tx, &PERMESSI, chiede).await.map(|(_, esito)| esito));
        dice(&told, "indica in quale stato va");
        let mappa = BTreeMap::from([("alla-firma".to_owned(), "da-firmare".to_owned())]);
        let chiede = Sposta { mappa: &mappa, ..chiede };
        let (tx, _) = pratiche::sposta(casa.tx(casa.sara).await, &PERMESSI, chiede).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(casa.scrivania(casa.marco).await.righe[0].dove, "Da firmare");
        let (_, again) = pratiche::sposta(casa.tx(casa.sara).await, &PERMESSI, chiede).await.unwrap();
        assert!(again.gia(), "the same request twice");
        casa.compi(casa.passo(id, "firma", casa.marco, "firma")).await.unwrap();
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_order_is_refused_with_all_its_reasons_and_an_old_version_can_be_put_back() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let first = ultima(&casa).await;
        let mut bad = cambiata();
        bad.passi[0].controlli = vec!["permessi.che_non_c_e".into()];
        bad.passi[2].chi =
            iter::Chi::Incarico { ruolo: "Ruolo di nessuno".into(), dove: iter::Dove::Ovunque, vice: true };
        let told = motivi(casa.in_vigore(&bad, Some(1)).await);
        dice(&told, "permessi.che_non_c_e");
        dice(&told, "Ruolo di nessuno");
        dice(&motivi(casa.in_vigore(&cambiata(), None).await), "qualcun altro");
        dice(&motivi(casa.in_vigore(&Definizione::leggi(PERMESSO).unwrap(), Some(1)).await), "già in vigore");
        casa.in_vigore(&cambiata(), Some(1)).await.unwrap();
        let tx = casa.tx(casa.sara).await;
        let tx = pratiche::rimetti_in_vigore(tx, &PERMESSI, first, "La nuova non va", Some(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ultima(&casa).await, first, "the same text, not a copy");
        let read = casa.read().await;
        let versioni = pratiche::versioni(&read, "permesso").await.unwrap();
        assert_eq!(versioni.iter().map(|one| one.ordine).collect::<Vec<_>>(), [3, 2, 1]);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_need_not_be_in_order_and_of_two_who_save_it_the_second_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut unfinished = cambiata();
        unfinished.passi.clear();
        let (tx, one) = pratiche::salva_bozza(casa.tx(casa.sara).await, &PERMESSI, &unfinished, 0).await.unwrap();
        tx.commit().await.unwrap();
        let (tx, two) = pratiche::salva_bozza(casa.tx(casa.sara).await, &PERMESSI, &cambiata(), one).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((one, two), (1, 2));
        let late = pratiche::salva_bozza(casa.tx(casa.lucia).await, &PERMESSI, &unfinished, one).await;
        dice(&motivi(late.map(|(_, saved)| saved)), "qualcun altro ha salvato");
        let read = casa.read().await;
        let kept = pratiche::leggi_bozza(&read, "permesso").await.unwrap().unwrap();
        assert_eq!((kept.definizione, kept.versione, kept.autore_id), (cambiata(), 2, casa.sara));
        drop(read);
        casa.in_vigore(&cambiata(), Some(1)).await.unwrap();
        assert!(pratiche::bozze(&casa.read().await).await.unwrap().is_empty(), "done with, once it is in force");
        let gone = pratiche::salva_bozza(casa.tx(casa.sara).await, &PERMESSI, &cambiata(), two).await;
        dice(&motivi(gone.map(|(_, saved)| saved)), "qualcun altro ha salvato");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_with_the_program_is_put_in_force_once_and_never_over_what_is_there() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.in_vigore(&cambiata(), Some(1)).await.unwrap();
        let second = ultima(&casa).await;
        let tx = pratiche::installa(casa.tx(casa.sara).await, &PERMESSI).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ultima(&casa).await, second);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_text_is_not_run() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma("Tettoia").await.pratica;
        let tx = casa.tx(casa.sara).await;
        let sql = "UPDATE iter_definizione SET testo = replace(testo, 'Firma del permesso', 'Firma')";
        db::execute(&tx, sql, []).await.unwrap();
        tx.commit().await.unwrap();
        let read = casa.read().await;
        let found = pratiche::prendi(&Vista::Letta(&read), &PERMESSI, id).await;
        assert!(matches!(found, Err(Error::Alterata(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bottleneck_is_measured_over_all_versions() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.alla_firma("Tettoia").await;
        casa.alla_firma("Cancello").await;
        casa.clock.set(crate::casa::mezzogiorno("2026-11-05"));
        let read = casa.read().await;
        let (_, valida) = pratiche::definizione_di(&read, ultima(&casa).await).await.unwrap();
        let now = casa.hall.ente.ledger.now();
        let (vista, who) = (Vista::Letta(&read), casa.who(casa.lucia).await);
        let da = kernel::Instant::default();
        let asked = pratiche::misura(&vista, (&PERMESSI, &who), &valida, da, None, now);
        let (misure, altre) = asked.await.unwrap();
        assert_eq!((misure.pratiche, altre), (2, false));
        let (stato, attese) = misure.collo().unwrap();
        assert_eq!((stato, attese.ora), ("alla-firma", 2));
        let elsewhere = Some(kernel::Uuid::from_u128(1).into());
        let none = pratiche::misura(&vista, (&PERMESSI, &who), &valida, da, elsewhere, now).await.unwrap();
        assert_eq!(none.0.pratiche, 0);
    }
}
