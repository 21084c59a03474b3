//! What is published, or was certified to be, is not discarded with the fascicolo from which it came.

use std::collections::BTreeSet;

use albo::{Usati, Vicenda};
use documents::document;
use kernel::{Actor, Uuid};
use porte::{
    albo::{Durata, Pubblicata},
    scarto::Usano,
};
use testkit::Engine;

use crate::mondo::Mondo;

/// The document of a publication, and the whole one behind it.
async fn documenti(mondo: &Mondo, made: &Pubblicata) -> [document::Model; 2] {
    let one = albo::una(&mondo.hall.ente, &mondo.who, made.id.into()).await.unwrap().documenti.remove(0);
    [one.documento, one.integrale.unwrap()]
}

/// How many of these, and of one that is nobody's, the albo needs.
async fn servono(mondo: &Mondo, documenti: &[document::Model]) -> usize {
    let mut ids: Vec<Uuid> = documenti.iter().map(|one| one.id.uuid()).collect();
    ids.push(Uuid::from_u128(7));
    let tx = mondo.hall.ente.ledger.begin(Actor::System("prova"), "prova.chiede").await.unwrap();
    let used: BTreeSet<Uuid> = Usati.usati(&tx, &ids).await.unwrap().into_iter().collect();
    assert!(used.iter().all(|id| documenti.iter().any(|one| one.id.uuid() == *id)), "{used:?}");
    used.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_or_certified_is_needed_and_what_was_annulled_before_is_not() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        let first = mondo.pubblica("determina", Durata::Usuale, true).await;
        let of_first = documenti(&mondo, &first).await;
        assert_eq!(servono(&mondo, &of_first).await, 2, "in its term, with the whole behind it, {engine:?}");
        mondo.sono("2026-03-20T10:00:00");
        assert_eq!(servono(&mondo, &of_first).await, 2, "its certificate is still to be made");
        albo::accade(ente, who, first.id.into(), Vicenda::Annulla, "Sbagliata").await.unwrap();
        assert_eq!(servono(&mondo, &of_first).await, 0, "it counts for nothing, and nothing tells of it");

        mondo.sigillo().await;
        let second = mondo.pubblica("determina", Durata::Usuale, true).await;
        let of_second = documenti(&mondo, &second).await;
        mondo.hall.work().await;
        albo::accade(ente, who, second.id.into(), Vicenda::Annulla, "Sbagliata").await.unwrap();
        assert_eq!(servono(&mondo, &of_second).await, 2, "the certificate of its posting tells of it");

        let mut tx = ente.ledger.begin(Actor::System("prova"), "prova.scarta").await.unwrap();
        ente.archive.discard(&mut tx, &of_first[1], Uuid::from_u128(1), "autorizzazione n. 1").await.unwrap();
        tx.commit().await.unwrap();
        let refused = albo::ripubblica(ente, who, first.id.into(), None).await.unwrap_err().to_string();
        assert!(refused.contains("scartato"), "what is no longer there is not published anew: {refused}");
        albo::ripubblica(ente, who, second.id.into(), None).await.unwrap();
        mondo.hall.verify_clean().await;
    }
}
