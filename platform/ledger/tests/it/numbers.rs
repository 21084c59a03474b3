//! Registers: no gaps, no duplicates, in order of time (art. 53 and 57 DPR 445/2000).

use std::collections::BTreeMap;

use kernel::Instant;
use ledger::{Ledger, Numbered};

use crate::fixture::{CLERK, Stage, on_each_engine, paper};

/// Registers one paper, or begins to and lets go. Gives the number and the instant of what was committed.
async fn try_to_register(stage: &Stage, task: u64) -> Option<(i64, Instant)> {
    let mut tx = stage.ledger.begin(CLERK, "prova.registra").await.unwrap();
    let id = tx.id::<paper::Model>().uuid();
    tx.insert(paper(id, "carta")).await.unwrap();
    let (Numbered(_, _, number), at) = tx.number("protocollo").await.unwrap();
    if task.is_multiple_of(3) {
        return None;
    }
    tx.commit().await.unwrap();
    Some((number, at))
}

fn assert_no_gaps(mut given: Vec<(i64, Instant)>) {
    given.sort_unstable();
    let numbers: Vec<i64> = given.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    assert!(given.is_sorted_by_key(|(_, at)| *at), "instants go with the numbers: {given:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_at_once_get_numbers_without_gaps_although_every_third_lets_go() {
    on_each_engine(|stage| async move {
        let tasks = (0..64).map(|task| {
            let stage = stage.clone();
            tokio::spawn(async move {
                stage.tick();
                try_to_register(&stage, task).await
            })
        });
        let mut given = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            given.extend(task.await.unwrap());
        }
        assert_eq!(given.len(), 42);
        assert_no_gaps(given);
        assert_eq!(stage.number("SELECT last_number AS n FROM ledger_register").await, 42);
        assert_eq!(stage.assert_clean().await.leaves, 42);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_on_one_server_give_numbers_without_gaps_in_order_of_time() {
    on_each_engine(|stage| async move {
        // SQLite belongs to one node.
        let Some(other) = stage.another_node(8).await else { return };
        assert_eq!(stage.ledger.verifier_key(), other.ledger.verifier_key(), "the ente has one key");
        // The other node's clock is a second ahead.
        other.clock.set(stage.ledger.now().plus_seconds(1));
        let tasks = (0..80).map(|task| {
            let stage = if task % 2 == 0 { stage.clone() } else { other.clone() };
            tokio::spawn(async move {
                stage.tick();
                let given = try_to_register(&stage, task).await;
                if task % 8 == 1 {
                    stage.ledger.seal().await.unwrap();
                }
                given
            })
        });
        let mut given = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            given.extend(task.await.unwrap());
        }
        assert_no_gaps(given);
        stage.assert_clean().await;
        other.ledger.seal().await.unwrap();
        other.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_lets_go_burns_no_number_and_leaves_no_trace() {
    on_each_engine(|stage| async move {
        let (first, _) = stage.register("protocollo").await;
        let mut tx = stage.begin("prova.registra").await;
        let id = stage.id();
        tx.insert(paper(id, "carta")).await.unwrap();
        assert_eq!(tx.number("protocollo").await.unwrap().0.2, 2);
        drop(tx);
        let (second, _) = stage.register("protocollo").await;
        assert_eq!((first.2, second.2), (1, 2));
        assert_eq!(stage.ledger.trace(id, 10).await.unwrap(), []);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_failed_write_burns_no_number() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        let mut tx = stage.begin("prova.registra").await;
        tx.number("protocollo").await.unwrap();
        tx.insert(paper(row.id, "carta")).await.unwrap();
        // New rows reach the engine together: the commit tells that it refuses one, and so does whatever is read before.
        let refused = tx.commit().await.unwrap_err();
        assert!(matches!(refused, ledger::Error::Db(db::Error::Conflict(_))), "{refused:?}");
        assert_eq!(stage.register("protocollo").await.0.2, 1);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn registers_count_apart_and_start_anew_at_italian_midnight() {
    on_each_engine(|stage| async move {
        // 31 December 2026, a second to midnight in Italy: 22:59:59 UTC.
        let eve = Instant::from_micros(1_798_757_999_000_000);
        assert_eq!(eve.to_string(), "2026-12-31T22:59:59.000000Z");
        stage.clock.set(eve);
        for expected in 1..=2 {
            assert_eq!(stage.register("protocollo").await.0, Numbered("protocollo".into(), 2026, expected));
        }
        assert_eq!(stage.register("albo").await.0, Numbered("albo".into(), 2026, 1));
        stage.clock.set(eve.plus_micros(999_999));
        let mut last = stage.begin("prova.registra").await;
        last.insert(paper(stage.id(), "carta")).await.unwrap();
        assert_eq!(last.number("protocollo").await.unwrap().0, Numbered("protocollo".into(), 2026, 3));
        last.commit().await.unwrap();
        stage.clock.set(eve.plus_seconds(1));
        let mut first = stage.begin("prova.registra").await;
        first.insert(paper(stage.id(), "carta")).await.unwrap();
        assert_eq!(first.number("protocollo").await.unwrap().0, Numbered("protocollo".into(), 2027, 1));
        first.commit().await.unwrap();
        assert_eq!(stage.register("albo").await.0, Numbered("albo".into(), 2027, 1));
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_number_whose_action_writes_no_row_still_stands_in_the_journal() {
    on_each_engine(|stage| async move {
        let mut tx = stage.begin("prova.numera").await;
        tx.number("protocollo").await.unwrap();
        tx.action("prova.scrivi");
        tx.insert(paper(stage.id(), "carta")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = stage.begin("prova.numera").await;
        tx.number("protocollo").await.unwrap();
        assert_eq!(tx.commit().await.unwrap().index, Some(2));
        assert_eq!(stage.register("protocollo").await.0.2, 3);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn one_transaction_can_take_several_numbers() {
    on_each_engine(|stage| async move {
        let mut tx = stage.begin("prova.registra").await;
        tx.insert(paper(stage.id(), "carta")).await.unwrap();
        let mut given: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for register in ["protocollo", "albo", "protocollo", "protocollo"] {
            given.entry(register).or_default().push(tx.number(register).await.unwrap().0.2);
        }
        tx.commit().await.unwrap();
        assert_eq!(given, BTreeMap::from([("protocollo", vec![1, 2, 3]), ("albo", vec![1])]));
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_commit_tells_where_its_first_record_stands() {
    on_each_engine(|stage| async move {
        assert_eq!(stage.begin("prova.niente").await.commit().await.unwrap().index, None);
        stage.write("una").await;
        let mut tx = stage.begin("prova.scrivi").await;
        for action in ["prova.seconda", "prova.terza"] {
            tx.insert(paper(stage.id(), "carta")).await.unwrap();
            tx.action(action);
        }
        tx.insert(paper(stage.id(), "carta")).await.unwrap();
        assert_eq!(tx.commit().await.unwrap().index, Some(1));
        stage.write("un'altra").await;
        assert_eq!(stage.assert_clean().await.leaves, 5);
    })
    .await;
}

// `Ledger` is handed to every page and job.
const _: fn() = || {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Ledger>();
};
