//! Deposits by the service: taken, refused, lost on the way.

use std::sync::Arc;

use conservazione::{DatiConservatore, Stato, configura};
use testkit::Engine;

use crate::{
    casa::{Casa, casa},
    giudice::{PARER, judged},
    simulatore::{Mossa, Simulatore},
};

const REGISTRO: &str = "Registro giornaliero";

fn dati(indirizzo: String, attivo: &str) -> DatiConservatore {
    DatiConservatore {
        attivo: attivo.into(),
        nome: "Simulatore di ParER".into(),
        indirizzo,
        ambiente: "PROVA".into(),
        ente: "Comune di prova".into(),
        struttura: "Prova".into(),
        utente: "comune".into(),
        password: "segretissima".into(),
    }
}

async fn collegata(engine: Engine, mosse: &[Mossa]) -> (Casa, Arc<Simulatore>) {
    let casa = casa(engine, true).await;
    let (simulatore, indirizzo) = Simulatore::parte(mosse).await;
    configura(&casa.hall.ente, &casa.who, &dati(indirizzo, "si")).await.unwrap();
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    casa.hall.work().await;
    (casa, simulatore)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_deposited_by_itself_and_its_receipt_is_here() {
    for engine in Engine::all() {
        let (casa, simulatore) = collegata(engine, &[]).await;
        let voce = casa.voce(REGISTRO).await;
        assert_eq!((voce.stato, voce.causa), (Stato::Conservata, None), "{engine:?}");
        assert_eq!(*simulatore.chiamate.lock().unwrap(), [("comune".to_owned(), "segretissima".to_owned())]);
        for message in simulatore.messaggi.lock().unwrap().iter() {
            judged(PARER, "versamento.xml", message.as_bytes());
        }
        casa.lavora().await;
        casa.hall.work().await;
        assert_eq!(simulatore.chiamate.lock().unwrap().len(), 1, "what is kept is not sent again");
        let browser = casa.hall.signed_in("anna").await;
        let page = browser.read(&format!("/conservazione/{}", voce.id)).await;
        assert!(page.contains("urn:rv:GIORNALIERO-2026-1"), "{page}");
        let receipt =
            page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/ricevute/"));
        let receipt = browser.read(receipt.expect("a link to the receipt")).await;
        assert!(receipt.contains("POSITIVO"), "{receipt}");
        let form = browser.read("/conservazione/conservatore").await;
        assert!(form.contains("Simulatore di ParER") && !form.contains("segretissima"));
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_one_tells_the_cause_and_goes_again_in_a_new_package() {
    for engine in Engine::all() {
        let (casa, simulatore) = collegata(engine, &[Mossa::Rifiuta]).await;
        let voce = casa.voce(REGISTRO).await;
        assert_eq!(voce.stato, Stato::Rifiutata, "{engine:?}");
        assert!(voce.causa.unwrap().contains("la tipologia non è prevista (codice UD-005-001)"));
        let browser = casa.hall.signed_in("anna").await;
        let answer = browser.post(&format!("/conservazione/{}/versa", voce.id), &[]).await;
        assert!(answer.status().is_redirection(), "{}", answer.status());
        casa.lavora().await;
        casa.hall.work().await;
        assert_eq!((casa.stato(REGISTRO).await, simulatore.quante()), (Stato::Conservata, 1));
        let page = browser.read(&format!("/conservazione/{}", voce.id)).await;
        assert!(page.contains("Fatto il pacchetto 1/2026") && page.contains("Fatto il pacchetto 2/2026"), "{page}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_never_deposits_twice_and_waits_for_the_receipt() {
    for engine in Engine::all() {
        let (casa, simulatore) = collegata(engine, &[Mossa::Guasto, Mossa::PerdeLaRisposta]).await;
        assert_eq!(casa.stato(REGISTRO).await, Stato::InInvio, "out of order: it goes again, {engine:?}");
        assert_eq!(simulatore.quante(), 0);
        casa.later(61);
        casa.hall.work().await;
        assert_eq!((casa.stato(REGISTRO).await, simulatore.quante()), (Stato::InInvio, 1), "the answer is lost");
        casa.later(121);
        casa.hall.work().await;
        let voce = casa.voce(REGISTRO).await;
        assert_eq!((voce.stato, simulatore.quante()), (Stato::DaChiarire, 1));
        assert!(voce.causa.unwrap().contains("ha già questa unità"));
        let receipt = simulatore.tenute.lock().unwrap().values().next().unwrap().clone();
        let browser = casa.hall.signed_in("anna").await;
        let path = format!("/conservazione/{}/ricevuta", voce.id);
        let hash = receipt.split("<Hash>").nth(1).unwrap().split('<').next().unwrap();
        let other = receipt.replace(hash, &"0".repeat(64));
        let answer = browser.upload(&path, &[], "altra.xml", other.into_bytes()).await.text().await.unwrap();
        assert!(answer.contains("La ricevuta non parla di questo pacchetto"), "{answer}");
        assert_eq!(casa.stato(REGISTRO).await, Stato::DaChiarire);
        let answer = browser.upload(&path, &[], "rdv.xml", receipt.into_bytes()).await;
        assert!(answer.status().is_redirection(), "{}", answer.status());
        assert_eq!(casa.stato(REGISTRO).await, Stato::Conservata);
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_told_and_the_deposit_that_was_begun_has_its_outcome() {
    let casa = casa(Engine::Sqlite, true).await;
    let (simulatore, indirizzo) = Simulatore::parte(&[]).await;
    let ente = &casa.hall.ente;
    configura(ente, &casa.who, &dati(indirizzo, "si")).await.unwrap();
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let read = ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT impronta FROM conservazione_file", []).await.unwrap().expect("the register");
    let hash: String = row.try_get("", "impronta").unwrap();
    drop(read);
    ente.archive.store().delete(&hash.parse().unwrap()).await.unwrap();
    casa.hall.work().await;
    let voce = casa.voce(REGISTRO).await;
    assert_eq!((voce.stato, simulatore.quante()), (Stato::InInvio, 0), "it is tried again");
    assert!(voce.causa.unwrap().contains("non si trova più nell'archivio"));
    let page = casa.hall.signed_in("anna").await.read(&format!("/conservazione/{}", voce.id)).await;
    assert!(page.contains("(Simulatore di ParER): non riuscito"), "{page}");
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_sends_any_more_is_sent_again() {
    for engine in Engine::all() {
        let (casa, simulatore) = collegata(engine, &[Mossa::Guasto]).await;
        let ente = &casa.hall.ente;
        let (_, indirizzo) = Simulatore::parte(&[]).await;
        configura(ente, &casa.who, &dati(indirizzo.clone(), "")).await.unwrap();
        casa.later(61);
        casa.hall.work().await;
        configura(ente, &casa.who, &dati(indirizzo, "si")).await.unwrap();
        casa.lavora().await;
        casa.hall.work().await;
        assert_eq!(casa.stato(REGISTRO).await, Stato::InInvio, "a try may still be under way, {engine:?}");
        casa.later(9 * 3_600);
        casa.lavora().await;
        casa.hall.work().await;
        assert_eq!((casa.stato(REGISTRO).await, simulatore.quante()), (Stato::Conservata, 0), "the other one has it");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_with_another_digest_is_not_taken_for_one() {
    let (casa, _) = collegata(Engine::Sqlite, &[Mossa::AltraImpronta]).await;
    let voce = casa.voce(REGISTRO).await;
    assert_eq!(voce.stato, Stato::DaChiarire);
    assert!(voce.causa.unwrap().contains("un'altra impronta"));
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_never_goes_to_another_server() {
    let (casa, _) = collegata(Engine::Sqlite, &[]).await;
    let dati = |indirizzo: &str, password: &str| DatiConservatore {
        nome: "Altro".into(),
        indirizzo: indirizzo.into(),
        ambiente: "P".into(),
        ente: "E".into(),
        struttura: "S".into(),
        utente: "comune".into(),
        password: password.into(),
        ..DatiConservatore::default()
    };
    for bad in [dati("https://altrove.example", ""), dati("http://altrove.example", "x"), dati("ftp://x", "x")] {
        assert!(configura(&casa.hall.ente, &casa.who, &bad).await.is_err(), "{bad:?}");
    }
    configura(&casa.hall.ente, &casa.who, &dati("https://altrove.example", "x")).await.unwrap();
    casa.hall.stop().await;
}
