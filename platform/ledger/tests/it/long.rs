//! A history longer than what `verify` holds at once: more leaves than a block and a window of tiles, more entries in the
//! index than a stretch, rows that come back after many blocks.

use std::collections::BTreeSet;

use crate::fixture::{Stage, on_each_engine, paper};

async fn places(stage: &Stage) -> BTreeSet<String> {
    stage.verify().await.problems.into_iter().map(|problem| problem.place).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_history_is_clean_and_what_is_changed_in_it_is_named() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        let other = stage.write("mai più toccata").await;
        stage.fill(2_600).await;
        stage.ledger.seal().await.unwrap();
        stage.fill(2_000).await;
        let many: Vec<paper::Model> = (0..5_000).map(|n| crate::fixture::paper(stage.id(), &n.to_string())).collect();
        let mut tx = stage.begin("prova.importa").await;
        tx.insert_many(many.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let row = stage.rewrite(&row, "ultima").await;
        stage.ledger.seal().await.unwrap();
        let report = stage.assert_clean().await;
        assert_eq!((report.leaves, report.rows, report.checkpoints), (4_604, 9_602, 2));

        // The row as it was 4,600 leaves ago; one that nobody came back to; one of the many.
        for (id, back) in [(row.id, row.title), (other.id, other.title), (many[4_321].id, "4321".to_owned())] {
            let set = "UPDATE provv_paper SET title = $1 WHERE id = $2";
            stage.by_hand(set, ["prima".into(), id.into()]).await;
            assert_eq!(places(&stage).await, [format!("provv_paper {id}")].into());
            stage.by_hand(set, [back.into(), id.into()]).await;
        }
        let place = "SELECT row_id FROM ledger_subject WHERE idx = 4500";
        let id: kernel::Uuid = stage.rows(place).await[0].try_get("", "row_id").unwrap();
        stage.by_hand("UPDATE ledger_subject SET idx = 100 WHERE idx = 4500", []).await;
        assert_eq!(places(&stage).await, [format!("indice {id}")].into());
        stage.by_hand("UPDATE ledger_subject SET idx = 4500 WHERE row_id = $1", [id.into()]).await;
        stage.by_hand("UPDATE ledger_journal SET salt = leaf WHERE idx = 4500", []).await;
        assert_eq!(places(&stage).await, ["giornale 4500".into(), format!("provv_paper {id}")].into());
        stage.by_hand("DELETE FROM ledger_journal WHERE idx BETWEEN 1500 AND 3999", []).await;
        let report = stage.verify().await;
        assert_eq!(report.problems[0].what, "Le voci da 1500 a 3999 mancano.");
        assert_eq!(report.checkpoints, 2, "tiles go on where leaves are missing");
        assert!(
            report.problems.iter().all(|problem| !problem.place.starts_with("sigillo")),
            "{:?}",
            report.problems[1]
        );
    })
    .await;
}
