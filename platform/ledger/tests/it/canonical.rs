//! The canonical form is for ever: a proof made today is checked in thirty years.

use kernel::{Date, Uuid};
use ledger::{RecordTable, Table, canonical};

use crate::fixture::{Stage, on_each_engine, paper};

const ID: Uuid = Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0001);

fn full() -> paper::Model {
    paper::Model {
        id: ID,
        title: "Perché \"no\"?\\\n\u{1}\u{7f} 🏛 à".into(),
        amount: Some(-9_223_372_036_854_775_808),
        day: Date::from_ymd_opt(2026, 2, 3),
        done: true,
        body: Some(vec![0, 0x0a, 0xff]),
    }
}

fn empty() -> paper::Model {
    paper::Model { title: String::new(), amount: None, day: None, done: false, body: None, id: Uuid::from_u128(2) }
}

async fn stored(stage: &Stage, table: &dyn RecordTable, id: Uuid) -> String {
    let read = stage.ledger.db().read().await.unwrap();
    let (found, content) = table.canonical(&read, &[id]).await.unwrap().pop().unwrap();
    assert_eq!(found, id);
    String::from_utf8(content).unwrap()
}

const FULL: &str = "provv_paper\n{\"amount\":-9223372036854775808,\"body\":\"000aff\",\"day\":\"2026-02-03\",\"done\":true,\
                    \"id\":\"0198c0de-0000-7000-8000-000000000001\",\
                    \"title\":\"Perché \\\"no\\\"?\\\\\\n\\u0001\u{7f} 🏛 à\"}";
const EMPTY: &str = "provv_paper\n{\"done\":false,\"id\":\"00000000-0000-0000-0000-000000000002\",\"title\":\"\"}";

#[tokio::test]
async fn the_bytes_are_the_same_on_both_engines_before_and_after_storing() {
    on_each_engine(|stage| async move {
        let mut tx = stage.begin("prova.scrivi").await;
        tx.insert_many(vec![full(), empty()]).await.unwrap();
        tx.commit().await.unwrap();
        let table = Table::<paper::Entity>::NEW;
        for (row, golden) in [(full(), FULL), (empty(), EMPTY)] {
            assert_eq!(String::from_utf8(canonical(&row)).unwrap(), golden);
            assert_eq!(stored(&stage, &table, row.id).await, golden, "nulls are left out");
        }
        stage.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn an_empty_value_is_not_an_absent_one() {
    on_each_engine(|stage| async move {
        let row = paper::Model { body: Some(Vec::new()), amount: Some(0), ..empty() };
        let mut tx = stage.begin("prova.scrivi").await;
        tx.insert(row.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let stored = stored(&stage, &Table::<paper::Entity>::NEW, row.id).await;
        assert_eq!(stored.as_bytes(), canonical(&row));
        assert!(stored.contains("\"amount\":0,\"body\":\"\","), "{stored}");
        stage.assert_clean().await;
    })
    .await;
}

/// The same table as a later release has it.
mod later {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "provv_paper")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub title: String,
        pub amount: Option<i64>,
        pub colour: Option<String>,
        pub day: Option<Date>,
        pub done: bool,
        pub body: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test]
async fn a_column_added_later_changes_nothing_until_it_is_filled() {
    on_each_engine(|stage| async move {
        let row = stage.write("prima").await;
        stage.ledger.seal().await.unwrap();
        stage.by_hand("ALTER TABLE provv_paper ADD COLUMN colour TEXT", []).await;
        let table = Table::<later::Entity>::NEW;
        assert_eq!(stored(&stage, &table, row.id).await.as_bytes(), canonical(&row));
        let tables: [&dyn RecordTable; 1] = [&table];
        let clean = ledger::verify(&stage.ledger, &tables, |_, _| {}).await.unwrap();
        assert_eq!(clean.problems, []);
        assert!(stage.ledger.prove(&table, row.id).await.unwrap().check().is_ok());
        stage.by_hand("UPDATE provv_paper SET colour = 'rosso'", []).await;
        let report = ledger::verify(&stage.ledger, &tables, |_, _| {}).await.unwrap();
        assert_eq!(report.problems.len(), 1, "filled by hand it is seen: {:?}", report.problems);
    })
    .await;
}
