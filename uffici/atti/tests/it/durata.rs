//! What verifies an act's signatures over the years lies beside what was signed. That it is made as it should is told by the office that signs.

use atti::{Atti, Passo};
use ente::Signing;
use kernel::Uuid;
use office::Office;
use porte::{
    conservazione::{Conservabili, Tipo},
    sottoscrizione::{Durevole, Sottoscrivibili},
};
use testkit::{Engine, csc::person};

use crate::casa::{Casa, USUALI, mezzogiorno, riga};

const MARCO: &str = "GLLMRC75A01H501R";

static FIRMATI: Atti = Atti { firma: &librofirma::Sottoscrive, ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &protocollo::Protocollo { depositi: &[] },
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[&FIRMATI] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &FIRMATI,
];

/// A house that wants what is signed to last.
async fn casa(engine: Engine, trial: bool) -> Casa {
    let signing = Signing { long_term: true, trial, ..Signing::default() };
    Casa::in_posto(engine, OFFICES, |place| place.signing = [("prova".to_owned(), signing)].into()).await
}

/// How many documents were asked to be made to last.
async fn chiesti(casa: &Casa) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'librofirma.rendi_durevole'";
    let read = casa.hall.ente.db().read().await.unwrap();
    db::one(&read, sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_asks_to_last_when_it_takes_its_number_and_its_evidence_lies_beside_what_was_signed() {
    for engine in Engine::all() {
        let casa = casa(engine, false).await;
        let ente = &casa.hall.ente;
        let boss = casa.hall.person("capo", casa.llp, &["librofirma.gestisci"]).await;
        librofirma::codice::scrivi(ente, &casa.who(boss).await, casa.marco, MARCO).await.unwrap();
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        assert_eq!(chiesti(&casa).await, 0, "{engine:?}: no number, nothing to keep");
        let browser = casa.hall.signed_in("marco").await;
        let paper = browser.post(&format!("/atti/{id}/foglio"), &[("passo", "firma"), ("chiave", "foglio")]).await;
        let signed = fuori(&casa, &paper.bytes().await.unwrap());
        let marco = casa.who(casa.marco).await;
        let step = Passo { riportata: Some(signed), ..Casa::passo("firma", "firma") };
        atti::compi(&FIRMATI, ente, &marco, id, &step).await.unwrap();
        assert_eq!(chiesti(&casa).await, 1);

        let before = casa.scheda(casa.marco, id).await.stato.documento_id.unwrap();
        let found = FIRMATI.da_rendere_durevole(ente, before).await.unwrap().expect("it is to be made to last");
        assert!(!found.marcata);
        let mut byte = ente.archive.bytes(&found.documento, 1 << 30).await.unwrap().unwrap();
        byte.extend_from_slice(b"\n% le prove, per prova\n");
        let made = Durevole { byte, certificati: 3, liste: 0, risposte: 2 };
        FIRMATI.reso_durevole(ente, before, made.clone()).await.unwrap();
        FIRMATI.reso_durevole(ente, before, made).await.unwrap();
        assert!(FIRMATI.da_rendere_durevole(ente, before).await.unwrap().is_none(), "once");

        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!(scheda.stato.documento_id, Some(before), "what was signed is the act as before");
        let page = browser.read(&format!("/atti/{id}")).await;
        assert!(page.contains("le prove per verificarne le firme negli anni"), "{page}");
        let kept = conservata(&casa, id.uuid()).await;
        assert_ne!(kept, before.uuid(), "what is handed over for ever is the one that lasts");
        let row = ente.archive.find(&ente.db().read().await.unwrap(), &[kept]).await.unwrap().pop().unwrap();
        let hash = atti::Impronta::leggi(&row.hash().to_string()).unwrap();
        let asked = atti::Domanda { impronta: Some(hash), ..atti::Domanda::default() };
        let told =
            atti::verifica(&albo::Porta, ente, &asked).await.unwrap().expect("whoever has the file is told of the act");
        assert_eq!(told.che, Some(atti::Che::Originale));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_signatures_for_trial_nothing_is_made_to_last_and_an_opinion_is_asked_for_with_its_act() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let ente = &casa.hall.ente;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let (marco, paolo) = (casa.who(casa.marco).await, casa.who(casa.paolo).await);
        atti::compi(&FIRMATI, ente, &marco, id, &Casa::passo("firma", "firma")).await.unwrap();
        assert_eq!(chiesti(&casa).await, 0, "{engine:?}: its visto is missing");
        atti::compi(&FIRMATI, ente, &paolo, id, &Casa::passo("visto", "visto")).await.unwrap();
        assert_eq!(chiesti(&casa).await, 2, "the act and its visto");
        for firma in &casa.scheda(casa.marco, id).await.firme {
            assert!(FIRMATI.da_rendere_durevole(ente, firma.documento_id).await.unwrap().is_none());
        }
    }
}

/// Signs as a program outside would.
fn fuori(casa: &Casa, pdf: &[u8]) -> Vec<u8> {
    use firma_pdf::NewSignature;
    use firma_scrivi::{HashSigner, pades};
    let (key, chain) = person("Marco", "Gallo", MARCO, 7, mezzogiorno("2026-11-27"));
    let scheme = key.usual_scheme().unwrap();
    let at = casa.hall.ente.ledger.now().rome().fixed_offset();
    let what = NewSignature { at: Some(at), ..NewSignature::new("Fuori") };
    let waiting = pades::prepare(pdf, &what, &chain[0], scheme).unwrap();
    let value = key.sign(scheme, &waiting.signer().hash().unwrap()).unwrap();
    waiting.finish(&value, &chain[1..]).unwrap().into_pdf().unwrap()
}

/// The main document of an act as it is handed over for preservation.
async fn conservata(casa: &Casa, id: Uuid) -> Uuid {
    let door = atti::DaConservare { albo: &albo::Porta, fascicoli: &protocollo::Fascicoli };
    let thing = door.leggi(&casa.hall.ente, Tipo::Documento, id).await.unwrap().unwrap();
    thing.file.iter().find(|file| file.principale).expect("a main document").documento.id.uuid()
}
