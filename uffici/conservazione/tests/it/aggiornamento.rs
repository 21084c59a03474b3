//! What is corrected or annulled after its deposit becomes a later version, which a person hands over.

use conservazione::{Filtro, Stato, elenca};
use documents::store::Sha256Hash;
use kernel::Uuid;
use metadati_agid::{Documento, Metadati, TipoModifica};
use porte::firma::{Fine, Firmabili as _, Messo};
use protocollo::{CampoCorretto, Correzione, Firmabili, annulla, correggi};
use testkit::Engine;

use crate::{
    casa::{Casa, casa},
    giudice::{AGID, judged},
    registro::entry,
};

const PROTOCOLLO: &str = "Protocollo 1/2026";
const CORRETTO: &str = "Protocollo 1/2026 (corretto";
const ANNULLATO: &str = "Protocollo 1/2026 (annullato";
const MOTIVO: &str = "Registrata due volte per errore";

async fn metadati(casa: &Casa, nome: &str) -> Documento {
    let xml = entry(&casa.pacchetto(nome).await, "metadati/metadati.xml");
    judged(AGID, "metadati.xml", &xml);
    let Metadati::Documento(document) = metadati_agid::read(&xml).unwrap() else { panic!("a document's") };
    *document
}

async fn quante(casa: &Casa) -> usize {
    let all = elenca(&casa.hall.ente, &casa.who, Filtro::default(), None, 100).await.unwrap();
    all.iter().filter(|voce| voce.nome.starts_with(PROTOCOLLO)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_after_the_deposit_waits_for_a_person_as_a_later_version() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        let place = casa.nel_fascicolo().await;
        casa.later(31 * 24 * 3_600);
        casa.lavora().await;
        assert_eq!(casa.stato(PROTOCOLLO).await, Stato::Pronta, "{engine:?}");
        casa.riceve(PROTOCOLLO).await;
        let prima = metadati(&casa, PROTOCOLLO).await;
        assert_eq!((prima.versione.as_str(), &prima.modifica), ("1", &None));

        casa.later(3_600);
        let richiesta = Correzione {
            campo: CampoCorretto::Oggetto,
            di: None,
            valore: "Domanda di contributo per l'affitto".into(),
            motivo: "L'oggetto era incompleto".into(),
            provvedimento: "Determinazione 2 del 2026".into(),
        };
        correggi(ente, who, place, &richiesta).await.unwrap();
        casa.later(60);
        casa.lavora().await;
        let voce = casa.voce(CORRETTO).await;
        assert_eq!(voce.stato, Stato::DaConsegnare);
        assert!(voce.causa.unwrap().contains("consegnalo come aggiornamento"));
        let dopo = metadati(&casa, CORRETTO).await;
        let change = dopo.modifica.as_ref().expect("what was changed");
        assert_eq!(
            (dopo.versione.as_str(), change.tipo, &change.precedente),
            ("2", TipoModifica::Rettifica, &prima.id)
        );
        assert_eq!(dopo.oggetto, "Domanda di contributo per l'affitto");
        casa.lavora().await;
        assert_eq!(quante(&casa).await, 2, "told once");
        let browser = casa.hall.signed_in("anna").await;
        let page = browser.read("/conservazione/elenco?sistemare=si").await;
        assert!(page.contains(CORRETTO) && page.contains("da consegnare"), "{page}");
        let no = browser.post(&format!("/conservazione/{}/versa", voce.id), &[]).await.text().await.unwrap();
        assert!(no.contains("Si consegna a mano"), "{no}");

        casa.later(3_600);
        annulla(ente, who, place.0, place.1, MOTIVO).await.unwrap();
        casa.later(60);
        casa.lavora().await;
        let voce = casa.voce(ANNULLATO).await;
        assert_eq!(voce.stato, Stato::Bloccata);
        assert!(voce.causa.unwrap().contains("Prima va conservata la versione di prima"));
        casa.riceve(CORRETTO).await;
        let browser = casa.hall.signed_in("anna").await;
        let again = browser.post(&format!("/conservazione/{}/versa", voce.id), &[]).await;
        assert!(again.status().is_redirection(), "{:?}", again.text().await);
        casa.lavora().await;
        let ultima = metadati(&casa, ANNULLATO).await;
        let change = ultima.modifica.as_ref().expect("the annulment");
        assert_eq!((ultima.versione.as_str(), change.tipo), ("3", TipoModifica::Annullamento));
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_annulled_before_its_deposit_is_deposited_as_annulled() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let place = casa.nel_fascicolo().await;
        casa.lavora().await;
        casa.later(3_600);
        annulla(&casa.hall.ente, &casa.who, place.0, place.1, MOTIVO).await.unwrap();
        casa.later(31 * 24 * 3_600);
        casa.lavora().await;
        assert_eq!((casa.stato(PROTOCOLLO).await, quante(&casa).await), (Stato::Pronta, 1), "{engine:?}");
        let document = metadati(&casa, PROTOCOLLO).await;
        let change = document.modifica.as_ref().expect("the annulment");
        assert_eq!((document.versione.as_str(), change.tipo), ("1", TipoModifica::Annullamento));
        assert!(!change.autore.cognome.is_empty());
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

/// Puts the document of an entry up as the office that gathers signatures does; the request.
async fn alla_firma(casa: &Casa, (anno, numero): (i64, i64)) -> Uuid {
    let ente = &casa.hall.ente;
    let scheda = protocollo::leggi(ente, &casa.who, anno, numero).await.unwrap();
    let (cosa, file) = (format!("{anno}/{numero}"), scheda.documenti[0].1.id);
    let documento = file.to_string();
    let mut tx = ente.ledger.begin(casa.who.actor(), "prova.metti").await.unwrap();
    let richiesta = tx.id::<()>().uuid();
    let messo = Messo { richiesta, cosa: &cosa, documento: &documento, file, unita: casa.unit };
    Firmabili.messo(&mut tx, &casa.who, &messo).await.unwrap();
    tx.commit().await.unwrap();
    richiesta
}

/// It comes back with the signatures; the hash of what came.
async fn torna(casa: &Casa, richiesta: Uuid) -> Sha256Hash {
    let ente = &casa.hall.ente;
    let stored = ente.archive.receive(&mut &testkit::pdf(&["Con la firma"])[..], 1 << 20).await.unwrap();
    let mut tx = ente.ledger.begin(casa.who.actor(), "prova.documento").await.unwrap();
    let document = ente.archive.name(&mut tx, &stored, "domanda-firmata.pdf").await.unwrap();
    tx.commit().await.unwrap();
    // They signed an hour before anybody here was told.
    let when = ente.ledger.now().plus_seconds(-3_600);
    for _ in 0..2 {
        Firmabili.finito(ente, richiesta, &Fine::Firmato(document.clone()), when).await.unwrap();
    }
    stored.sha256
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_version_goes_with_its_entry_and_after_the_deposit_as_a_later_version() {
    const FIRMATO: &str = "Protocollo 1/2026 (firmato";
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let place = casa.nel_fascicolo().await;
        casa.later(31 * 24 * 3_600);
        casa.lavora().await;
        casa.riceve(PROTOCOLLO).await;
        let prima = metadati(&casa, PROTOCOLLO).await;
        assert!(prima.allegati.is_empty(), "{engine:?}");
        let richiesta = alla_firma(&casa, place).await;
        // Whoever looks meanwhile sees nothing, and does not pass over what comes.
        casa.later(24 * 3_600);
        casa.lavora().await;
        assert_eq!(quante(&casa).await, 1, "only put up");
        let signed = torna(&casa, richiesta).await;
        casa.later(60);
        casa.lavora().await;
        assert_eq!(casa.stato(FIRMATO).await, Stato::DaConsegnare);
        let dopo = metadati(&casa, FIRMATO).await;
        let change = dopo.modifica.as_ref().expect("what came");
        assert_eq!(
            (dopo.versione.as_str(), change.tipo, &change.precedente),
            ("2", TipoModifica::Integrazione, &prima.id)
        );
        assert_eq!(dopo.id.impronta, prima.id.impronta, "what was registered is still the document");
        assert_eq!(dopo.allegati.len(), 1);
        assert_eq!(dopo.allegati[0].id.impronta, metadati_agid::Impronta::sha256(signed.0));
        casa.lavora().await;
        assert_eq!(quante(&casa).await, 2, "told once");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_before_its_deposit_is_deposited_with_what_was_signed() {
    let casa = casa(Engine::Sqlite, true).await;
    let place = casa.nel_fascicolo().await;
    let richiesta = alla_firma(&casa, place).await;
    casa.later(3_600);
    torna(&casa, richiesta).await;
    casa.later(31 * 24 * 3_600);
    casa.lavora().await;
    assert_eq!((casa.stato(PROTOCOLLO).await, quante(&casa).await), (Stato::Pronta, 1));
    let document = metadati(&casa, PROTOCOLLO).await;
    assert_eq!((document.versione.as_str(), document.allegati.len(), &document.modifica), ("1", 1, &None));
    casa.hall.verify_clean().await;
    casa.hall.stop().await;
}
