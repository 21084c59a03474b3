use std::collections::BTreeSet;

use directory::{CONSULTA, Error, Kind, NewSubject, RECORD_TABLES};

use crate::fixture::{MARIO, clerk, on_each_engine, text, who};

#[tokio::test]
async fn a_corrected_subject_is_found_under_its_new_name_only() {
    on_each_engine(|stage| async move {
        let before = stage.add_named(Kind::Persona, "Rosi Mario").await;
        let mut tx = stage.begin().await;
        let changes = NewSubject { name: "Rossi Mario".into(), pec: text("M@pec.it"), ..NewSubject::from(&before) };
        let after = directory::edit(&clerk(), &mut tx, &before, changes).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            (after.id, after.created_at, after.pec.as_deref()),
            (before.id, before.created_at, Some("m@pec.it"))
        );
        assert_eq!(stage.suggested("rossi").await, ["Rossi Mario"]);
        assert!(stage.suggested("rosi").await.is_empty());
        let found = directory::view(&clerk(), &stage.read().await, before.id).await.unwrap();
        assert_eq!(found, Some(after));

        // Who had the old row before their eyes overwrites nothing.
        let mut tx = stage.begin().await;
        let late = NewSubject { email: text("m@example.it"), ..NewSubject::from(&before) };
        let refused = directory::edit(&clerk(), &mut tx, &before, late).await.unwrap_err();
        assert!(matches!(refused, Error::Ledger(ledger::Error::Changed)), "{refused:?}");
        drop(tx);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn saving_a_form_without_changes_writes_nothing() {
    on_each_engine(|stage| async move {
        let row = stage.add_named(Kind::Ente, "Comune di Montefiorito").await;
        let mut tx = stage.begin().await;
        directory::edit(&clerk(), &mut tx, &row, NewSubject::from(&row)).await.unwrap();
        assert_eq!(tx.commit().await.unwrap().index, None);
    })
    .await;
}

#[tokio::test]
async fn a_merged_subject_is_not_corrected_any_more() {
    on_each_engine(|stage| async move {
        let kept = stage.add_named(Kind::Ente, "Comune di Montefiorito").await;
        let lost = stage.add_named(Kind::Ente, "Comune Montefiorito").await;
        let lost = stage.merge(&lost, &kept).await;
        let mut tx = stage.begin().await;
        let refused = directory::edit(&clerk(), &mut tx, &lost, NewSubject::from(&lost)).await.unwrap_err();
        assert!(refused.to_string().contains("unita a un'altra"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn writing_by_hand_needs_the_permission_and_a_good_form() {
    on_each_engine(|stage| async move {
        let reader = who(&[&CONSULTA]);
        let new = NewSubject { name: "Rossi Mario".into(), tax_code: text(MARIO), ..NewSubject::default() };
        let mut tx = stage.begin().await;
        let denied = directory::create(&reader, &mut tx, new.clone()).await.unwrap_err();
        assert!(matches!(denied, Error::Denied(_)), "{denied:?}");
        let wrong = NewSubject { pec: text("pec"), ..new.clone() };
        assert!(matches!(directory::create(&clerk(), &mut tx, wrong).await, Err(Error::Refused(_))));
        let row = directory::create(&clerk(), &mut tx, new).await.unwrap();
        assert!(matches!(directory::edit(&reader, &mut tx, &row, NewSubject::from(&row)).await, Err(Error::Denied(_))));
        tx.commit().await.unwrap();
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn every_column_has_a_class() {
    on_each_engine(|stage| async move {
        let lines: Vec<Vec<&str>> = directory::CLASSES.lines().map(|line| line.split('\t').collect()).collect();
        assert!(
            lines.iter().all(|line| line.len() == 3 && ["public", "personal", "special", "secret"].contains(&line[2]))
        );
        let told: BTreeSet<(String, String)> = lines.iter().map(|line| (line[0].into(), line[1].into())).collect();
        let mut real: BTreeSet<(String, String)> = RECORD_TABLES
            .iter()
            .flat_map(|table| table.columns().into_iter().map(|column| (table.name().to_owned(), column.to_owned())))
            .collect();
        // The working tables have one row each after this, from which the engine tells their columns.
        stage.add_named(Kind::Persona, "Rossi").await;
        let tx = stage.begin().await;
        db::execute(&tx, "INSERT INTO directory_gate (clue) VALUES ('x')", []).await.unwrap();
        let none = "00000000-0000-0000-0000-000000000000".parse::<kernel::Uuid>().unwrap();
        let line =
            "INSERT INTO directory_ipa (id, copy_id, level, ipa, name) VALUES ($1, $1, 'ente', 'c_m999', 'Comune')";
        db::execute(&tx, line, [none.into()]).await.unwrap();
        let word = "INSERT INTO directory_ipa_word (copy_id, word, line_id) VALUES ($1, 'comune', $1)";
        db::execute(&tx, word, [none.into()]).await.unwrap();
        for table in ["directory_word", "directory_gate", "directory_subject", "directory_ipa", "directory_ipa_word"] {
            let row = db::one(&tx, &format!("SELECT * FROM {table}"), []).await.unwrap().unwrap();
            real.extend(row.column_names().into_iter().map(|column| (table.to_owned(), column)));
        }
        assert_eq!(told, real);
    })
    .await;
}
