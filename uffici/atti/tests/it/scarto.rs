//! No document of an act is discarded with a fascicolo: neither the act, nor an opinion, nor an annex, nor what of it
//! everybody reads.

use std::{collections::BTreeSet, io::Cursor};

use atti::{Decisione, Usati};
use documents::store::Stored;
use kernel::{Actor, Uuid};
use porte::scarto::Usano;
use testkit::Engine;

use crate::casa::{Casa, riga};

async fn file(casa: &Casa, words: &str) -> Stored {
    casa.hall.ente.archive.receive(&mut Cursor::new(words.as_bytes().to_vec()), 1 << 20).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_that_an_act_names_is_needed_and_no_other() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        let pianta = ("pianta.txt".to_owned(), file(&casa, "La pianta, con un nome").await);
        let annex = atti::allega(ente, &lucia, id, ("Pianta", true), Some(&pianta)).await.unwrap();
        let omissis = Decisione::Omissis("pianta-omissis.txt".into(), file(&casa, "La pianta").await);
        atti::decidi(ente, &lucia, id, annex.id, &omissis).await.unwrap();
        casa.scrive(id, |dati| dati.oggetto_pubblico = Some("Tetto di un edificio".into())).await.unwrap();
        for (person, passo) in [(casa.lucia, "proponi"), (casa.marco, "firma"), (casa.paolo, "visto")] {
            casa.compie(person, id, passo).await.unwrap();
        }
        let scheda = casa.scheda(casa.lucia, id).await;
        assert!(scheda.stato.pubblico_id.is_some(), "there is a version for everybody");
        let own: BTreeSet<Uuid> = scheda.documenti.keys().copied().collect();
        assert!(own.len() >= 5, "act, version for everybody, opinion, annex and its omissis: {own:?}");
        let mut tx = ente.ledger.begin(Actor::System("prova"), "prova.chiede").await.unwrap();
        let same = ente.archive.name(&mut tx, &pianta.1, "del-protocollo.txt").await.unwrap();
        let mut asked: Vec<Uuid> = own.iter().copied().collect();
        asked.push(same.id.uuid());
        let used: BTreeSet<Uuid> = Usati.usati(&tx, &asked).await.unwrap().into_iter().collect();
        assert_eq!(used, own, "{engine:?}: of another office's document with the same bytes it knows nothing");

        // That other one is discarded, and the act's own is there as before.
        ente.archive.discard(&mut tx, &same, Uuid::from_u128(1), "autorizzazione n. 1").await.unwrap();
        tx.commit().await.unwrap();
        let browser = casa.hall.signed_in("lucia").await;
        let answer = browser.get(&format!("/atti/{id}/documenti/{}", annex.documento_id)).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.bytes().await.unwrap(), b"La pianta, con un nome".as_slice());
        casa.hall.verify_clean().await;
    }
}
