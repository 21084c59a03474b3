//! What is discarded with an authorisation goes, and is never taken for lost; what another document needs stays.

use std::sync::Arc;

use documents::{QUIET_SECONDS, document, named_by, named_in, store::Soundness};
use kernel::{Actor, Clock, FixedClock, Instant, Uuid};
use testkit::{Engine, TownHall};

const AUTHORITY: &str = "autorizzazione n. 12 del 03/02/2027";

struct Place {
    hall: TownHall,
    clock: Arc<FixedClock>,
}

async fn place(engine: Engine) -> Place {
    let clock = Arc::new(FixedClock::new(Instant::start_of("2027-02-03".parse().unwrap())));
    Place { hall: TownHall::start_at(engine, &[], clock.clone()).await, clock }
}

impl Place {
    async fn keep(&self, bytes: &[u8], name: &str) -> document::Model {
        let archive = &self.hall.ente.archive;
        let stored = archive.receive(&mut &bytes[..], 1_000).await.unwrap();
        let mut tx = self.hall.ente.ledger.begin(Actor::System("prova"), "prova.tiene").await.unwrap();
        let document = archive.name(&mut tx, &stored, name).await.unwrap();
        tx.commit().await.unwrap();
        document
    }

    async fn discard(&self, document: &document::Model, matter: Uuid) -> bool {
        let mut tx = self.hall.ente.ledger.begin(Actor::System("prova"), "prova.scarta").await.unwrap();
        let done = self.hall.ente.archive.discard(&mut tx, document, matter, AUTHORITY).await.unwrap();
        tx.commit().await.unwrap();
        done
    }

    /// Whether all that the matter had discarded was old enough.
    async fn destroy(&self, matter: Uuid) -> bool {
        let archive = &self.hall.ente.archive;
        let rows = archive.discarded_by(&self.hall.ente.db().read().await.unwrap(), matter).await.unwrap();
        let mut all = true;
        for row in rows {
            let mut tx = self.hall.ente.ledger.begin(Actor::System("prova"), "prova.distrugge").await.unwrap();
            all &= archive.destroy(&mut tx, row.id).await.unwrap();
            tx.commit().await.unwrap();
        }
        all
    }

    async fn there(&self, document: &document::Model) -> bool {
        self.hall.ente.archive.store().check(&document.hash()).await.unwrap() != Soundness::Missing
    }

    fn later(&self) {
        self.clock.set(self.clock.now().plus_seconds(QUIET_SECONDS));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_go_with_the_last_document_that_has_them() {
    for engine in Engine::all() {
        let place = place(engine).await;
        let (one, two) = (place.keep(b"uguali", "uno.txt").await, place.keep(b"uguali", "due.txt").await);
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(place.discard(&one, first).await && !place.discard(&one, first).await, "once, {engine:?}");
        assert!(!place.destroy(first).await && place.there(&one).await, "too early");
        place.hall.verify_clean().await;
        place.later();
        assert!(place.destroy(first).await && place.there(&two).await, "the other needs them");
        place.hall.verify_clean().await;

        place.discard(&two, second).await;
        place.later();
        assert!(place.destroy(second).await && !place.there(&two).await);
        place.hall.verify_clean().await;
        let archive = &place.hall.ente.archive;
        let found = archive.check_files(place.hall.ente.db(), |_| {}).await.unwrap();
        assert_eq!(found.discarded.into_iter().collect::<Vec<_>>(), [(AUTHORITY.to_owned(), 2)], "told, and not lost");

        // A backup brings them back: that is told, and done again.
        archive.receive(&mut &b"uguali"[..], 1_000).await.unwrap();
        let found = archive.check_files(place.hall.ente.db(), |_| {}).await.unwrap();
        assert_eq!(found.bad.len(), 1, "{:?}", found.bad);
        assert!(found.bad[0].what.contains(AUTHORITY), "{}", found.bad[0].what);
        assert!(place.destroy(second).await && !place.there(&two).await);
        place.hall.verify_clean().await;
        place.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_were_taken_in_before_and_destroyed_since_are_named_by_nobody() {
    for engine in Engine::all() {
        let place = place(engine).await;
        let old = place.keep(b"uguali", "vecchio.txt").await;
        place.discard(&old, Uuid::from_u128(1)).await;
        let archive = &place.hall.ente.archive;
        let stored = archive.receive(&mut &b"uguali"[..], 1_000).await.unwrap();
        assert!(stored.already_there);
        place.later();
        assert!(place.destroy(Uuid::from_u128(1)).await);
        let mut tx = place.hall.ente.ledger.begin(Actor::System("prova"), "prova.tiene").await.unwrap();
        let refused = archive.name(&mut tx, &stored, "nuovo.txt").await.unwrap_err();
        assert!(matches!(refused, ledger::Error::Gone(_)), "{refused}, {engine:?}");
        drop(tx);
        // Given again, it is a document like any other.
        let new = place.keep(b"uguali", "nuovo.txt").await;
        assert!(place.there(&new).await && place.destroy(Uuid::from_u128(1)).await && place.there(&new).await);
        place.hall.verify_clean().await;
        place.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rows_name_is_found_among_more_than_are_asked_for_at_once() {
    for engine in Engine::all() {
        let place = place(engine).await;
        let document = place.keep(b"nominato", "uno.txt").await;
        let matter = Uuid::from_u128(1);
        place.discard(&document, matter).await;
        let mut ids: Vec<Uuid> = (1..=450).map(Uuid::from_u128).collect();
        ids.push(document.id.uuid());
        let queries = ["document_id", "matter_id"].map(|column| named_by("documents_disposal", column));
        let read = place.hall.ente.db().read().await.unwrap();
        let found = named_in(&read, &queries, &ids).await.unwrap();
        drop(read);
        assert_eq!(found, [matter, document.id.uuid()], "{engine:?}");
        place.hall.stop().await;
    }
}
