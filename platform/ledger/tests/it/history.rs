//! Rows that are written again, and the history that the journal tells of them.

use std::time::Duration;

use ledger::{Error, Op, Table};

use crate::fixture::{cover, on_each_engine, paper};

#[tokio::test]
async fn whoever_read_an_older_row_cannot_write_over_a_newer_one() {
    on_each_engine(|stage| async move {
        let read = stage.write("prima").await;
        let newer = stage.rewrite(&read, "seconda").await;
        let mut tx = stage.begin("prova.correggi").await;
        let refused = tx.update(&read, paper::Model { title: "terza".into(), ..read.clone() }).await.unwrap_err();
        assert!(matches!(refused, Error::Changed), "{refused:?}");
        drop(tx);
        let tx = stage.begin("prova.leggi").await;
        assert_eq!(tx.find::<paper::Entity>(read.id).await.unwrap().as_ref(), Some(&newer));
        drop(tx);
        assert_eq!(stage.assert_clean().await.leaves, 2);
    })
    .await;
}

#[tokio::test]
async fn many_read_a_row_as_it_stands_at_once_and_whoever_changes_it_waits_for_them() {
    on_each_engine(|stage| async move {
        let row = stage.write("atto").await;
        if !stage.is_postgres() {
            // One writes at a time anyway.
            let tx = stage.begin("prova.leggi").await;
            assert_eq!(tx.find_as_it_stands::<paper::Entity>(row.id).await.unwrap(), Some(row));
            return;
        }
        let (one, two) = (stage.begin("prova.leggi").await, stage.begin("prova.leggi").await);
        for tx in [&one, &two] {
            let read = tx.find_as_it_stands::<paper::Entity>(row.id);
            let read = tokio::time::timeout(Duration::from_secs(20), read).await.expect("nobody waits");
            assert_eq!(read.unwrap().as_ref(), Some(&row));
        }
        let change = tokio::spawn({
            let (stage, row) = (stage.clone(), row.clone());
            async move { stage.rewrite(&row, "revocato").await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!change.is_finished(), "it stands until both are done");
        drop(one);
        drop(two);
        assert_eq!(change.await.unwrap().title, "revocato");
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_not_there_cannot_be_written_again() {
    on_each_engine(|stage| async move {
        let never = crate::fixture::paper(stage.id(), "mai scritta");
        let mut tx = stage.begin("prova.correggi").await;
        assert!(matches!(tx.update(&never, never.clone()).await, Err(Error::Changed)));
    })
    .await;
}

#[tokio::test]
async fn a_row_is_never_written_over_another() {
    on_each_engine(|stage| async move {
        let (one, two) = (stage.write("una").await, stage.write("due").await);
        let mut tx = stage.begin("prova.correggi").await;
        let refused = tx.update(&one, paper::Model { title: "sopra la due".into(), ..two.clone() }).await.unwrap_err();
        assert!(matches!(refused, Error::Changed), "{refused:?}");
        drop(tx);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_write_that_failed_is_not_in_the_journal_even_if_nobody_minds() {
    on_each_engine(|stage| async move {
        let row = stage.write("una").await;
        let mut tx = stage.begin("prova.scrivi").await;
        tx.insert_many(vec![crate::fixture::paper(stage.id(), "nuova"), row.clone()]).await.unwrap();
        let heard = tx.find::<paper::Entity>(row.id).await;
        assert!(heard.is_err(), "the first reading tells that a row put off before was refused");
        let _ = tx.insert(crate::fixture::paper(stage.id(), "un'altra")).await;
        assert!(tx.commit().await.is_err(), "and nobody is told that it went well");
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM provv_paper").await, 1, "nothing was written");
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn every_column_can_be_emptied_and_filled_again() {
    on_each_engine(|stage| async move {
        let row = stage.write("piena").await;
        let empty = paper::Model { amount: None, day: None, body: None, done: true, ..row.clone() };
        let mut tx = stage.begin("prova.svuota").await;
        tx.update(&row, empty.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = stage.begin("prova.riempi").await;
        assert_eq!(tx.find::<paper::Entity>(row.id).await.unwrap(), Some(empty.clone()));
        tx.update(&empty, row.clone()).await.unwrap();
        tx.commit().await.unwrap();
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_correct_the_same_row_at_once_one_succeeds() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        let tasks = (0..16).map(|n| {
            let (stage, row) = (stage.clone(), row.clone());
            tokio::spawn(async move {
                let mut tx = stage.begin("prova.correggi").await;
                let after = paper::Model { title: format!("di {n}"), ..row.clone() };
                match tx.update(&row, after).await {
                    Ok(_) => tx.commit().await.map(|_| true),
                    Err(Error::Changed) => Ok(false),
                    Err(error) => Err(error),
                }
            })
        });
        let mut written = 0;
        for task in tasks.collect::<Vec<_>>() {
            written += u32::from(task.await.unwrap().unwrap());
        }
        assert_eq!(written, 1);
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn the_history_of_a_row_is_told_oldest_first_and_never_longer_than_asked() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        stage.write("un'altra").await;
        let second = stage.rewrite(&row, "seconda").await;
        stage.rewrite(&second, "terza").await;
        let steps = stage.ledger.trace(row.id, 10).await.unwrap();
        assert_eq!(steps.iter().map(|step| step.index).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(
            steps.iter().map(|step| (step.leaf.action.as_str(), step.leaf.rows[0].2)).collect::<Vec<_>>(),
            [("prova.scrivi", Op::Insert), ("prova.correggi", Op::Update), ("prova.correggi", Op::Update)]
        );
        assert!(steps.iter().all(|step| step.leaf.n == step.index && step.leaf.by == "system:prova"));
        assert!(steps.is_sorted_by(|a, b| a.leaf.at < b.leaf.at));
        assert_eq!(stage.ledger.trace(row.id, 2).await.unwrap(), steps[..2]);
        assert_eq!(stage.ledger.trace(stage.id(), 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_row_written_twice_in_one_action_counts_as_it_was_last() {
    on_each_engine(|stage| async move {
        let row = crate::fixture::paper(stage.id(), "prima");
        let mut tx = stage.begin("prova.scrivi").await;
        let first = tx.insert(row).await.unwrap();
        let second = tx.update(&first, paper::Model { title: "seconda".into(), ..first.clone() }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stage.ledger.trace(second.id, 10).await.unwrap().len(), 1);
        stage.assert_clean().await;
        let table = Table::<paper::Entity>::NEW;
        let proven = stage.ledger.prove(&table, second.id).await.unwrap().check().unwrap();
        assert!(proven.content.contains("seconda"));
    })
    .await;
}

#[tokio::test]
async fn rows_of_two_tables_may_have_the_same_id() {
    on_each_engine(|stage| async move {
        let row = stage.write("carta").await;
        stage.tick();
        let mut tx = stage.begin("prova.copertina").await;
        tx.insert(cover::Model { id: row.id, colour: "blu".into() }).await.unwrap();
        tx.commit().await.unwrap();
        let papers = stage.ledger.prove(&Table::<paper::Entity>::NEW, row.id).await.unwrap().check().unwrap();
        let covers = stage.ledger.prove(&Table::<cover::Entity>::NEW, row.id).await.unwrap().check().unwrap();
        assert!(papers.content.starts_with("provv_paper\n") && covers.content.starts_with("provv_cover\n"));
        assert_eq!((papers.leaf.n, covers.leaf.n), (0, 1));
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_thousand_rows_at_once_make_one_record() {
    on_each_engine(|stage| async move {
        let rows: Vec<paper::Model> =
            (0..1_003).map(|n| crate::fixture::paper(stage.id(), &format!("carta {n}"))).collect();
        let mut tx = stage.begin("prova.importa").await;
        tx.insert_many(rows.clone()).await.unwrap();
        tx.insert_many(Vec::<paper::Model>::new()).await.unwrap();
        assert_eq!(tx.commit().await.unwrap().index, Some(0));
        let report = stage.assert_clean().await;
        assert_eq!((report.leaves, report.rows), (1, 1_003));
        let proof = stage.ledger.prove(&Table::<paper::Entity>::NEW, rows[777].id).await.unwrap();
        assert!(proof.check().unwrap().content.contains("carta 777"));
    })
    .await;
}
