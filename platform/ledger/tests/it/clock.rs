//! Time never goes back in a register (art. 53 DPR 445/2000).

use kernel::Instant;
use ledger::Error;

use crate::fixture::{MORNING, Stage, on_each_engine, paper};

async fn register(stage: &Stage) -> Result<Instant, Error> {
    let mut tx = stage.begin("prova.registra").await;
    tx.insert(paper(stage.id(), "carta")).await?;
    let (_, at) = tx.number("protocollo").await?;
    tx.commit().await?;
    Ok(at)
}

#[tokio::test]
async fn a_clock_set_back_by_an_hour_stops_the_register_until_it_is_right() {
    on_each_engine(|stage| async move {
        register(&stage).await.unwrap();
        stage.clock.set(MORNING.plus_seconds(-3600));
        let refused = register(&stage).await.unwrap_err();
        let Error::ClockBehind { now, last } = refused else { panic!("{refused:?}") };
        assert_eq!((now, last), (MORNING.plus_seconds(-3600), MORNING));
        assert!(matches!(stage.ledger.check_clock().await, Err(Error::ClockBehind { .. })), "the health page says so");
        stage.clock.set(MORNING.plus_seconds(1));
        stage.ledger.check_clock().await.unwrap();
        register(&stage).await.unwrap();
        assert_eq!(stage.assert_clean().await.leaves, 2);
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_stops_writes_that_take_no_number_too() {
    on_each_engine(|stage| async move {
        stage.write("prima").await;
        stage.clock.set(MORNING.plus_seconds(-3600));
        let mut tx = stage.begin("prova.scrivi").await;
        tx.insert(paper(stage.id(), "dopo")).await.unwrap();
        assert!(matches!(tx.commit().await, Err(Error::ClockBehind { .. })));
        assert_eq!(stage.assert_clean().await.leaves, 1);
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM provv_paper").await, 1, "nothing was written");
    })
    .await;
}

#[tokio::test]
async fn a_clock_a_millisecond_behind_writes_at_the_last_instant() {
    on_each_engine(|stage| async move {
        let first = register(&stage).await.unwrap();
        stage.clock.set(MORNING.plus_micros(-1_000));
        let second = register(&stage).await.unwrap();
        assert_eq!((first, second), (MORNING, MORNING));
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_falls_back_over_new_year_does_not_open_the_old_year_again() {
    on_each_engine(|stage| async move {
        // 1 January 2027, half past midnight in Italy.
        let half_past = Instant::from_micros(1_798_759_800_000_000);
        assert_eq!((half_past.year(), half_past.plus_seconds(-3600).year()), (2027, 2026));
        stage.clock.set(half_past);
        register(&stage).await.unwrap();
        stage.clock.set(half_past.plus_seconds(-3600));
        assert!(matches!(register(&stage).await, Err(Error::ClockBehind { .. })));
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_number_cannot_be_committed_by_whoever_does_not_heed_the_refusal() {
    on_each_engine(|stage| async move {
        // A year that has begun by half a second, within what two clocks may differ.
        let midnight = Instant::from_micros(1_798_758_000_000_000);
        stage.clock.set(midnight.plus_micros(500_000));
        register(&stage).await.unwrap();
        stage.clock.set(midnight.plus_micros(-500_000));
        let mut tx = stage.begin("prova.registra").await;
        tx.insert(paper(stage.id(), "carta")).await.unwrap();
        assert!(matches!(tx.number("protocollo").await, Err(Error::ClockBehind { .. })));
        assert!(matches!(tx.commit().await, Err(Error::ClockBehind { .. })));
        assert_eq!(stage.assert_clean().await.leaves, 1);
    })
    .await;
}

#[tokio::test]
async fn a_long_transaction_is_not_taken_for_a_clock_set_back() {
    on_each_engine(|stage| async move {
        // On SQLite the others wait for it: nobody can overtake.
        if !stage.is_postgres() {
            return;
        }
        let mut long = stage.begin("prova.importa").await;
        long.insert(paper(stage.id(), "la prima di molte")).await.unwrap();
        stage.clock.set(MORNING.plus_seconds(30));
        register(&stage).await.unwrap();
        let (number, at) = long.number("protocollo").await.unwrap();
        assert_eq!((number.2, at), (2, MORNING.plus_seconds(30)));
        long.commit().await.unwrap();
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_number_of_the_old_year_stays_in_it_although_the_new_one_has_begun() {
    on_each_engine(|stage| async move {
        if !stage.is_postgres() {
            return;
        }
        let midnight = Instant::from_micros(1_798_758_000_000_000);
        stage.clock.set(midnight.plus_micros(-500_000));
        let mut late = stage.begin("prova.registra").await;
        late.insert(paper(stage.id(), "ultima dell'anno")).await.unwrap();
        stage.clock.set(midnight.plus_micros(500_000));
        // Another register has opened the new year.
        stage.register("albo").await;
        let (number, at) = late.number("protocollo").await.unwrap();
        assert_eq!((number.1, number.2, at.year()), (2026, 1, 2026));
        late.commit().await.unwrap();
        // The leaf stands in order of commit, and says when the number was given.
        let leaf = &stage.ledger.trace(stage.last_paper().await, 1).await.unwrap()[0].leaf;
        assert!(leaf.at > leaf.given[0], "{leaf:?}");
        stage.assert_clean().await;
    })
    .await;
}
