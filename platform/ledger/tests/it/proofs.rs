//! What a citizen takes home holds by itself, and only as it was made.

use ledger::{Error, Proof, ProofError, Table};

use crate::fixture::{Stage, on_each_engine, paper};

const PAPERS: Table<paper::Entity> = Table::NEW;

async fn some_papers(stage: &Stage, count: usize) -> Vec<paper::Model> {
    let mut rows = Vec::new();
    for n in 0..count {
        rows.push(stage.write(&format!("carta {n}")).await);
    }
    rows
}

#[tokio::test]
async fn a_proof_says_what_stands_where() {
    on_each_engine(|stage| async move {
        let rows = some_papers(&stage, 5).await;
        for (n, row) in rows.iter().enumerate() {
            let proof = stage.ledger.prove(&PAPERS, row.id).await.unwrap();
            let file = serde_json::to_vec_pretty(&proof).unwrap();
            let proven = Proof::from_bytes(&file).unwrap().check().unwrap();
            assert_eq!(proven.leaf.n, n as u64);
            assert_eq!(proven.content.as_bytes(), ledger::canonical(row));
            assert_eq!(proven.checkpoint.size, 5);
            assert_eq!(proven.checkpoint.origin, "comune.example.it/registro");
        }
        // Proofs already handed out go on holding while the journal grows.
        let old = stage.ledger.prove(&PAPERS, rows[1].id).await.unwrap();
        some_papers(&stage, 300).await;
        stage.ledger.seal().await.unwrap();
        assert!(old.check().is_ok());
        assert!(stage.ledger.prove(&PAPERS, rows[1].id).await.unwrap().check().is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_of_the_row_as_it_is_now() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        let before = stage.ledger.prove(&PAPERS, row.id).await.unwrap();
        stage.rewrite(&row, "seconda").await;
        let after = stage.ledger.prove(&PAPERS, row.id).await.unwrap();
        assert_eq!((before.indice, after.indice), (0, 1));
        assert!(before.check().unwrap().content.contains("prima"));
        assert!(after.check().unwrap().content.contains("seconda"));
    })
    .await;
}

#[tokio::test]
async fn what_the_journal_does_not_know_cannot_be_proved() {
    on_each_engine(|stage| async move {
        let nowhere = stage.ledger.prove(&PAPERS, stage.id()).await.unwrap_err();
        assert!(matches!(nowhere, Error::Absent(_)), "the journal is empty: {nowhere:?}");
        let row = stage.write("una").await;
        let unknown = stage.ledger.prove(&PAPERS, stage.id()).await.unwrap_err();
        assert!(matches!(unknown, Error::Absent(_)), "{unknown:?}");
        let other = stage.ledger.prove(&Table::<crate::fixture::cover::Entity>::NEW, row.id).await.unwrap_err();
        assert!(matches!(other, Error::Absent(_)), "the id is that of another table's row: {other:?}");
        let none = stage.ledger.checkpoint_note_at(77).await.unwrap_err();
        assert!(matches!(none, Error::Absent(_)), "{none:?}");
        stage.by_hand("UPDATE provv_paper SET amount = 9", []).await;
        let changed = stage.ledger.prove(&PAPERS, row.id).await.unwrap_err();
        assert!(matches!(changed, Error::Damaged { index: 0, .. }), "{changed:?}");
        stage.by_hand("UPDATE provv_paper SET amount = 1234", []).await;
        stage.by_hand("UPDATE ledger_journal SET salt = NULL", []).await;
        let erased = stage.ledger.prove(&PAPERS, row.id).await.unwrap_err();
        assert!(matches!(erased, Error::Damaged { index: 0, .. }), "{erased:?}");
        stage.by_hand("DELETE FROM provv_paper", []).await;
        assert!(stage.ledger.prove(&PAPERS, row.id).await.is_err());
    })
    .await;
}

/// Whatever bit of a proof file is turned, either the file says the same thing as before or it is refused.
#[tokio::test]
async fn a_proof_broken_anywhere_is_refused() {
    on_each_engine(|stage| async move {
        let rows = some_papers(&stage, 6).await;
        let proof = stage.ledger.prove(&PAPERS, rows[3].id).await.unwrap();
        let file = serde_json::to_vec(&proof).unwrap();
        let (mut unreadable, mut broken, mut same) = (0, 0, 0);
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut bad = file.clone();
                bad[at] ^= 1 << bit;
                match Proof::from_bytes(&bad) {
                    Err(_) => unreadable += 1,
                    Ok(read) if read == proof => same += 1,
                    Ok(read) => {
                        let accepted = read.check();
                        assert!(
                            accepted.is_err(),
                            "byte {at}, bit {bit}: {:?} became {:?}",
                            file[at] as char,
                            bad[at] as char
                        );
                        broken += 1;
                    }
                }
            }
        }
        assert!(broken > 10 * same && unreadable > 0, "{unreadable} unreadable, {broken} broken, {same} the same");
    })
    .await;
}

#[tokio::test]
async fn each_part_exchanged_for_another_proofs_is_refused() {
    on_each_engine(|stage| async move {
        let rows = some_papers(&stage, 6).await;
        let good = stage.ledger.prove(&PAPERS, rows[3].id).await.unwrap();
        let neighbour = stage.ledger.prove(&PAPERS, rows[2].id).await.unwrap();
        some_papers(&stage, 1).await;
        let later = stage.ledger.prove(&PAPERS, rows[3].id).await.unwrap();
        assert!(good.check().is_ok() && neighbour.check().is_ok() && later.check().is_ok());
        type Exchange = fn(&mut Proof, &Proof);
        let one_part: [(&str, Exchange); 6] = [
            ("contenuto", |proof, other| proof.contenuto.clone_from(&other.contenuto)),
            ("sale", |proof, other| proof.sale.clone_from(&other.sale)),
            ("voce", |proof, other| proof.voce.clone_from(&other.voce)),
            ("indice", |proof, other| proof.indice = other.indice),
            ("percorso", |proof, other| proof.percorso.clone_from(&other.percorso)),
            ("sigillo", |proof, other| proof.sigillo.clone_from(&other.sigillo)),
        ];
        for (part, exchange) in one_part {
            let mut mixed = good.clone();
            exchange(&mut mixed, if part == "sigillo" { &later } else { &neighbour });
            assert_ne!(mixed, good, "{part} must differ for the test to say anything");
            assert!(matches!(mixed.check(), Err(ProofError::Broken(_))), "{part}");
        }
        type Reword = fn(&mut Proof);
        let reworded: [(&str, Reword); 7] = [
            ("an upper-case salt", |proof| proof.sale = proof.sale.to_uppercase()),
            ("a longer path", |proof| proof.percorso.push(proof.percorso[0].clone())),
            ("a shorter path", |proof| drop(proof.percorso.pop())),
            ("an endless path", |proof| proof.percorso = vec![proof.percorso[0].clone(); 1_000_000]),
            ("another place", |proof| proof.indice = u64::MAX),
            ("another format", |proof| proof.formato = "municipio-prova/2".into()),
            ("no seal", |proof| proof.sigillo = String::new()),
        ];
        for (what, reword) in reworded {
            let mut bad = good.clone();
            reword(&mut bad);
            assert!(matches!(bad.check(), Err(ProofError::Broken(_))), "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_entes_key_does_not_open_our_seal() {
    on_each_engine(|stage| async move {
        let row = stage.write("una").await;
        let mut proof = stage.ledger.prove(&PAPERS, row.id).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let db = db::Db::sqlite(&folder.path().join("altro.db")).await.unwrap();
        let other = Stage::open(db, stage.clock.clone(), 99).await;
        assert_ne!(other.ledger.verifier_key(), stage.ledger.verifier_key());
        proof.chiave = other.ledger.verifier_key();
        assert!(matches!(proof.check(), Err(ProofError::Broken(_))));
    })
    .await;
}

#[tokio::test]
async fn rubbish_is_no_proof() {
    for bytes in [b"".as_slice(), b"{}", b"[]", b"\xff\xfe", b"{\"formato\":\"municipio-prova/1\"}", &[b'['; 100_000]] {
        assert!(matches!(Proof::from_bytes(bytes), Err(ProofError::Unreadable(_))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_can_be_proved_while_others_write_it_again() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        let writer = {
            let stage = stage.clone();
            tokio::spawn(async move {
                let mut row = row;
                for n in 0..40 {
                    row = stage.rewrite(&row, &n.to_string()).await;
                }
                row.id
            })
        };
        let mut made = 0;
        while !writer.is_finished() {
            let id = stage.last_paper().await;
            match stage.ledger.prove(&PAPERS, id).await {
                Ok(proof) => {
                    proof.check().unwrap();
                    made += 1;
                }
                // Too quick for us, eight times in a row: allowed, but never called damage.
                Err(Error::Changed) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        let id = writer.await.unwrap();
        stage.ledger.prove(&PAPERS, id).await.unwrap().check().unwrap();
        assert!(made > 0);
    })
    .await;
}
