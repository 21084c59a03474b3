//! Seals: signed heads of the tree, one after the other, none ever taken back.

use ledger::Checkpoint;

use crate::fixture::{on_each_engine, paper};

#[tokio::test]
async fn an_empty_journal_has_no_seal() {
    on_each_engine(|stage| async move {
        assert_eq!(stage.ledger.seal().await.unwrap(), None);
        assert_eq!(stage.ledger.checkpoint_note().await.unwrap(), None);
        assert_eq!(stage.ledger.tile(0, 0, 1).await.unwrap(), None);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn sealing_again_with_nothing_new_signs_nothing() {
    on_each_engine(|stage| async move {
        stage.write("una").await;
        let first = stage.ledger.seal().await.unwrap().unwrap();
        let note = stage.ledger.checkpoint_note().await.unwrap();
        assert_eq!(stage.ledger.seal().await.unwrap(), Some(first.clone()));
        assert_eq!(stage.ledger.checkpoint_note().await.unwrap(), note);
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM ledger_checkpoint").await, 1);
        assert_eq!(first.size, 1);
        assert_eq!(Checkpoint::open(&note.unwrap(), &stage.ledger.verifier_key()).unwrap(), first);
        assert_eq!(stage.assert_clean().await.checkpoints, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_seal_at_once_make_one_line_of_seals() {
    on_each_engine(|stage| async move {
        let other = match stage.another_node(9).await {
            Some(node) => node,
            None => stage.clone(),
        };
        for round in 0..4 {
            for n in 0..30 {
                stage.write(&format!("{round}.{n}")).await;
            }
            let tasks = (0..8).map(|n| {
                let ledger = if n % 2 == 0 { stage.ledger.clone() } else { other.ledger.clone() };
                tokio::spawn(async move { ledger.seal().await })
            });
            for task in tasks.collect::<Vec<_>>() {
                assert_eq!(task.await.unwrap().unwrap().unwrap().size, (round + 1) * 30);
            }
        }
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM ledger_checkpoint").await, 4);
        assert_eq!(stage.assert_clean().await.checkpoints, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sealing_while_others_write_leaves_nothing_out() {
    on_each_engine(|stage| async move {
        let writer = {
            let stage = stage.clone();
            tokio::spawn(async move {
                for n in 0..60 {
                    stage.write(&n.to_string()).await;
                }
            })
        };
        while !writer.is_finished() {
            stage.ledger.seal().await.unwrap();
        }
        writer.await.unwrap();
        assert_eq!(stage.ledger.seal().await.unwrap().unwrap().size, 60);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn every_seal_is_a_continuation_of_every_earlier_one() {
    on_each_engine(|stage| async move {
        let mut seals = Vec::new();
        // Around the edges of tiles, and one leaf after another.
        for size in [1_u64, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700] {
            let have = seals.last().map_or(0, |seal: &Checkpoint| seal.size);
            let mut tx = stage.begin("prova.scrivi").await;
            for n in have..size {
                if n > have {
                    tx.action("prova.scrivi");
                }
                tx.insert(crate::fixture::paper(stage.id(), &n.to_string())).await.unwrap();
            }
            tx.commit().await.unwrap();
            seals.push(stage.ledger.seal().await.unwrap().unwrap());
            assert_eq!(seals.last().unwrap().size, size);
        }
        for (i, older) in seals.iter().enumerate() {
            for (j, newer) in seals.iter().enumerate().skip(i) {
                let path = stage.ledger.prove_consistency(older.size, newer).await.unwrap();
                assert!(older.extends_to(newer, &path), "{} to {}", older.size, newer.size);
                assert_eq!(newer.extends_to(older, &path), i == j, "not the other way round");
                let forged = Checkpoint { root: [7; 32], ..older.clone() };
                assert!(!forged.extends_to(newer, &path));
                for at in 0..path.len() {
                    let mut bad = path.clone();
                    bad[at][3] ^= 1;
                    assert!(
                        !older.extends_to(newer, &bad),
                        "hash {at} of the path from {} to {}",
                        older.size,
                        newer.size
                    );
                }
            }
        }
        let last = seals.last().unwrap();
        for impossible in [0, last.size + 1, u64::MAX] {
            let refused = stage.ledger.prove_consistency(impossible, last).await.unwrap_err();
            assert!(matches!(refused, ledger::Error::Absent(_)), "{refused:?}");
        }
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn tiles_are_given_at_every_width_that_was_ever_published() {
    on_each_engine(|stage| async move {
        for n in 0..3 {
            stage.write(&n.to_string()).await;
        }
        stage.ledger.seal().await.unwrap();
        let whole = stage.ledger.tile(0, 0, 3).await.unwrap().unwrap();
        assert_eq!(whole.len(), 96);
        assert_eq!(stage.ledger.tile(0, 0, 1).await.unwrap().unwrap(), whole[..32]);
        for (level, n, width) in
            [(0, 0, 4), (0, 0, 256), (0, 1, 1), (1, 0, 1), (0, u64::MAX, 1), (255, 0, 1), (0, 0, u32::MAX)]
        {
            assert_eq!(stage.ledger.tile(level, n, width).await.unwrap(), None, "{level}/{n} {width}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_past_that_was_changed_is_not_signed_over() {
    on_each_engine(|stage| async move {
        for n in 0..3 {
            stage.write(&n.to_string()).await;
        }
        stage.ledger.seal().await.unwrap();
        let tile = stage.ledger.tile(0, 0, 3).await.unwrap().unwrap();
        let mut bad = tile.clone();
        bad[40] ^= 1;
        stage.by_hand("UPDATE ledger_tile SET data = $1", [bad.into()]).await;
        stage.write("dopo").await;
        let refused = stage.ledger.seal().await.unwrap_err();
        assert!(matches!(refused, ledger::Error::Damaged { index: 3, .. }), "{refused:?}");
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM ledger_checkpoint").await, 1, "nothing was signed");
        stage.by_hand("UPDATE ledger_tile SET data = $1", [tile.into()]).await;
        assert_eq!(stage.ledger.seal().await.unwrap().unwrap().size, 4);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn verifying_signs_nothing() {
    on_each_engine(|stage| async move {
        stage.write("una").await;
        stage.ledger.seal().await.unwrap();
        stage.write("due").await;
        let mut heard = Vec::new();
        let report =
            ledger::verify(&stage.ledger, &crate::fixture::TABLES, |done, of| heard.push((done, of))).await.unwrap();
        assert_eq!((report.leaves, report.checkpoints, report.problems), (2, 1, vec![]));
        assert_eq!(heard, [(2, 2)]);
        assert_eq!(stage.ledger.checkpoint().await.unwrap().unwrap().size, 1);
        let table = ledger::Table::<paper::Entity>::NEW;
        stage.ledger.prove(&table, stage.last_paper().await).await.unwrap().check().unwrap();
        assert_eq!(stage.ledger.checkpoint().await.unwrap().unwrap().size, 2, "a proof asks for a seal");
    })
    .await;
}
