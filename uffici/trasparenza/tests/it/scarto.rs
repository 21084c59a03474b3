//! What is published here, whoever's it is, is not discarded with the fascicolo from which it came.

use std::{collections::BTreeSet, io::Cursor};

use kernel::Uuid;
use porte::{
    scarto::Usano,
    trasparenza::{Dichiara, Dichiarazione},
};
use testkit::Engine;
use trasparenza::{Porta, Usati};

use crate::mondo::{Mondo, giorno, provvedimento};

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_an_office_declared_is_needed_also_by_a_version_that_is_over() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, origine) = (&mondo.hall.ente, mondo.origine().await);
        let stored = ente.archive.receive(&mut Cursor::new(b"Un atto".to_vec()), 1 << 20).await.unwrap();
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
        let mut documents = Vec::new();
        for name in ["uno.txt", "due.txt", "nessuno.txt"] {
            documents.push(ente.archive.name(&mut tx, &stored, name).await.unwrap());
        }
        for document in &documents[..2] {
            let dichiarazione = Dichiarazione {
                ufficio: "prova".into(),
                origine,
                responsabile: "Servizi sociali".into(),
                riferita_al: giorno("2026-02-01"),
                fatto: provvedimento("Tetto"),
                documenti: vec![document.clone()],
                persona: mondo.who.person,
            };
            Porta.dichiara(&mut tx, &dichiarazione).await.unwrap();
        }
        tx.commit().await.unwrap();
        let ids: Vec<Uuid> = documents.iter().map(|one| one.id.uuid()).collect();
        let tx = ente.ledger.begin(mondo.who.actor(), "prova.chiede").await.unwrap();
        let used: BTreeSet<Uuid> = Usati.usati(&tx, &ids).await.unwrap().into_iter().collect();
        let declared: BTreeSet<Uuid> = ids[..2].iter().copied().collect();
        assert_eq!(used, declared, "{engine:?}: both versions, and not what nobody declared");
        assert!(Usati.usati(&tx, &[]).await.unwrap().is_empty());
    }
}
