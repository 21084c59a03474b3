//! Every column of every table is classified: exports, logs, erasure and open data follow the class.

use std::collections::BTreeSet;

use municipio::OFFICES;
use testkit::{Engine, TownHall};

const CLASSES: [&str; 4] = ["public", "personal", "special", "secret"];

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_every_table_has_a_class_and_every_class_a_column() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let read = hall.ente.db().read().await.unwrap();
    let sql = "SELECT m.name AS t, p.name AS c FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let mut real = BTreeSet::new();
    for row in db::rows(&read, sql, []).await.unwrap() {
        let (table, column): (String, String) = (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap());
        // The full-text index keeps its own tables behind the one that it declares.
        let inside_fts = table.starts_with("search_")
            && ["_data", "_idx", "_docsize", "_config", "_content"].iter().any(|end| table.ends_with(end));
        if !inside_fts && table != "db_migration" {
            real.insert(format!("{table}\t{column}"));
        }
    }
    let text = office::classes(OFFICES);
    let mut told = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (column, class) = line.rsplit_once('\t').unwrap_or_else(|| panic!("not a line of classes: {line:?}"));
        assert!(CLASSES.contains(&class), "{line:?}");
        assert!(told.insert(column.to_owned()), "twice: {column:?}");
    }
    let missing: Vec<_> = real.difference(&told).collect();
    assert!(missing.is_empty(), "without a class: {missing:?}");
    // Tables that only PostgreSQL has are told too.
    let unknown: Vec<_> = told.difference(&real).filter(|column| !column.starts_with("search_")).collect();
    assert!(unknown.is_empty(), "classes of nothing: {unknown:?}");
}
