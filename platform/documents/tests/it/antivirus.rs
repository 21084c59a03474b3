//! The antivirus at the door of an archive. In its place stands a **simulator** (`testkit::SimulatedClamd`); Debian's own is asked in
//! `platform/antivirus/tests`.

use std::{sync::Arc, time::Duration};

use ::antivirus::{Antivirus, Clamd, Unanswered};
use documents::{
    RecheckError, Rechecked,
    store::{Sha256Hash, Soundness, StoreError},
    unscanned_among, unscanned_count,
};
use futures::TryStreamExt;
use kernel::{Clock, FixedClock, Instant};
use testkit::{Engine, FOUND, INFECTED, Mood, SimulatedClamd, TownHall};

const MOST: u64 = 10_000_000;
/// Longer than what a store takes in one piece.
const LARGE: usize = 2_000_000;

struct Door {
    hall: TownHall,
    clock: Arc<FixedClock>,
    simulator: SimulatedClamd,
}

impl Door {
    async fn new(engine: Engine, unanswered: Unanswered) -> Self {
        let simulator = SimulatedClamd::start().await;
        let clamd = Clamd::new(simulator.address.parse().unwrap(), Duration::from_secs(30));
        let clock = Arc::new(FixedClock::new(Instant::start_of("2027-02-03".parse().unwrap())));
        let hall = TownHall::start_placed_at(engine, &[], clock.clone(), move |place| {
            place.antivirus = Some(Antivirus { clamd, unanswered });
        })
        .await;
        Self { hall, clock, simulator }
    }

    async fn receive(&self, bytes: &[u8]) -> Result<Sha256Hash, StoreError> {
        self.hall.ente.archive.receive(&mut &bytes[..], MOST).await.map(|stored| stored.sha256)
    }

    async fn there(&self, bytes: &[u8]) -> bool {
        self.hall.ente.archive.store().check(&Sha256Hash::of(bytes)).await.unwrap() != Soundness::Missing
    }

    /// How many files the store keeps.
    async fn kept(&self) -> usize {
        self.hall.ente.archive.store().list().try_collect::<Vec<_>>().await.unwrap().len()
    }

    /// How many wait to be looked at, and in how many something was found.
    async fn unscanned(&self) -> (u64, u64) {
        unscanned_count(&self.hall.ente.db().read().await.unwrap()).await.unwrap()
    }

    /// What is said of a file that was let in unseen.
    async fn told(&self, bytes: &[u8]) -> Option<String> {
        let hash = Sha256Hash::of(bytes).0;
        let read = self.hall.ente.db().read().await.unwrap();
        unscanned_among(&read, &[&hash[..]]).await.unwrap().remove(&hash[..])
    }

    /// An hour later, as a node would.
    async fn an_hour_later(&self) {
        self.hall.work().await;
        self.clock.set(self.clock.now().plus_seconds(3_700));
        self.hall.work().await;
    }
}

/// So many bytes and then the word that is found.
fn infected(length: usize) -> Vec<u8> {
    [&vec![b'.'; length][..], INFECTED].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_infected_is_refused_by_name_and_kept_nowhere() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Refuse).await;
        for length in [100, LARGE] {
            let bytes = infected(length);
            let refused = door.receive(&bytes).await.unwrap_err();
            assert!(matches!(&refused, StoreError::Infected { found } if found == FOUND), "{refused}");
            assert!(refused.to_string().contains(FOUND) && refused.to_string().contains("non è stato conservato"));
            assert!(!door.there(&bytes).await);
        }
        assert_eq!(door.kept().await, 0);
        let clean = vec![b'.'; LARGE];
        assert_eq!(door.receive(&clean).await.unwrap(), Sha256Hash::of(&clean));
        assert!(door.there(&clean).await);
        assert_eq!(door.simulator.looked_at(), [100 + INFECTED.len(), LARGE + INFECTED.len(), LARGE]);

        // What the program makes itself is not shown.
        let own = infected(10);
        door.hall.ente.archive.receive_own(&mut &own[..], MOST).await.unwrap();
        assert!(door.there(&own).await);
        assert_eq!(door.simulator.looked_at().len(), 3);
        assert_eq!(door.unscanned().await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_settings_say_so_nothing_comes_in_without_a_clear_yes() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Refuse).await;
        let bytes = vec![b'.'; LARGE];
        for mood in [Mood::Says("stream: boh ERROR"), Mood::Says(""), Mood::UpTo(1_000), Mood::HangsUp] {
            door.simulator.be(mood);
            let refused = door.receive(&bytes).await.unwrap_err();
            assert!(matches!(refused, StoreError::Unscanned { .. }), "{mood:?}: {refused}");
            assert!(refused.to_string().contains("senza il suo controllo"), "{refused}");
        }
        door.simulator.be(Mood::UpTo(1_000));
        let refused = door.receive(&bytes).await.unwrap_err();
        assert!(refused.to_string().contains("StreamMaxLength"), "{refused}");
        assert!(matches!(refused, StoreError::Unscanned { read: true, .. }), "what follows it can be read");
        // A file that is too large for us is told as such.
        door.simulator.be(Mood::Looks);
        let refused = door.hall.ente.archive.receive(&mut &bytes[..], 1_000).await.unwrap_err();
        assert!(matches!(refused, StoreError::TooBig { .. }), "{refused}");
        assert_eq!((door.kept().await, door.unscanned().await), (0, (0, 0)));

        let Door { hall, simulator, .. } = door;
        simulator.leave().await;
        let refused = hall.ente.archive.receive(&mut &b"x"[..], MOST).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unscanned { read: false, .. }), "{refused}");
        assert!(refused.to_string().contains("nessuno ascolta"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_in_unseen_is_marked_and_looked_at_within_the_hour() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Mark).await;
        let (clean, bad, again) = (vec![b'.'; LARGE], infected(LARGE), b"di nuovo");
        door.simulator.be(Mood::UpTo(4));
        for bytes in [&clean[..], &bad[..], &again[..]] {
            door.receive(bytes).await.unwrap();
            assert!(door.there(bytes).await);
            assert!(door.told(bytes).await.unwrap().contains("Da controllare: è entrato il 03/02/2027"));
        }
        assert_eq!(door.unscanned().await, (3, 0));
        door.an_hour_later().await;
        assert_eq!(door.unscanned().await, (3, 0), "it still takes nothing");

        // The same bytes come again and are clean.
        door.simulator.be(Mood::Looks);
        door.receive(again).await.unwrap();
        assert_eq!(door.unscanned().await, (2, 0));
        door.an_hour_later().await;
        assert_eq!(door.unscanned().await, (0, 1));
        assert_eq!(door.told(&clean).await, None);
        assert!(door.told(&bad).await.unwrap().contains(FOUND));
        assert!(door.there(&bad).await, "a record may rest on it: it is told, not taken away");
        assert!(matches!(door.receive(&bad).await, Err(StoreError::Infected { .. })));
        door.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clean_bytes_that_come_again_wait_for_nobody_who_writes() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Mark).await;
        let hash = door.receive(b"uno").await.unwrap();
        let _writing = door.hall.ente.db().write().await.unwrap();
        assert_eq!(door.receive(b"uno").await.unwrap(), hash);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_antivirus_that_is_away_lets_those_that_wait_wait() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Mark).await;
        door.simulator.be(Mood::HangsUp);
        door.receive(b"uno").await.unwrap();
        let Door { hall, simulator, .. } = door;
        simulator.leave().await;
        hall.ente.archive.receive(&mut &b"due"[..], MOST).await.unwrap();
        let mut done = Rechecked::default();
        let told = hall.ente.archive.recheck(&[], &mut done).await;
        assert!(matches!(told, Err(RecheckError::Away(_))), "{told:?}");
        assert_eq!(done, Rechecked::default());
        assert_eq!(unscanned_count(&hall.ente.db().read().await.unwrap()).await.unwrap(), (2, 0));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_on_which_it_breaks_off_keeps_no_other_waiting() {
    for engine in Engine::all() {
        let door = Door::new(engine, Unanswered::Mark).await;
        door.simulator.be(Mood::Says(""));
        for bytes in [b"uno", b"due"] {
            door.receive(bytes).await.unwrap();
        }
        let mut done = Rechecked::default();
        let last = door.hall.ente.archive.recheck(&[], &mut done).await.unwrap();
        assert!(last.is_some(), "it answers otherwise: those behind are looked at");
        assert_eq!(done, Rechecked { unknown: 2, ..Rechecked::default() });
        assert_eq!(door.unscanned().await, (2, 0));
    }
}
