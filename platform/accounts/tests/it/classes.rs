use std::collections::BTreeSet;

use crate::fixture::MIGRATIONS;
use accounts::{CLASSES, RECORD_TABLES};

/// Table and column of every line of the data file.
fn classed() -> Vec<(&'static str, &'static str, &'static str)> {
    let line = |line: &'static str| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [table, column, class] = parts[..] else { panic!("not three parts: {line}") };
        (table, column, class)
    };
    CLASSES.lines().map(line).collect()
}

/// Table and column of every `CREATE TABLE` of this crate's migrations.
fn migrated() -> BTreeSet<(&'static str, &'static str)> {
    let steps =
        MIGRATIONS.iter().filter(|migrations| migrations.owner == "accounts").flat_map(|migrations| migrations.steps);
    let mut columns = BTreeSet::new();
    for step in steps {
        let mut table = None;
        for line in step.sql.lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split_whitespace().next();
            } else if line.starts_with(')') {
                table = None;
            } else if let (Some(table), Some(word)) = (table, line.split_whitespace().next())
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            {
                columns.insert((table, word));
            }
        }
    }
    columns
}

#[test]
fn every_column_has_one_class_and_no_class_has_no_column() {
    let classed = classed();
    let listed: BTreeSet<(&str, &str)> = classed.iter().map(|(table, column, _)| (*table, *column)).collect();
    assert_eq!(listed.len(), classed.len(), "a column stands twice");
    assert_eq!(listed, migrated());
    for (table, column, class) in classed {
        assert!(["public", "personal", "special", "secret"].contains(&class), "{table}.{column}: {class}");
    }
}

#[test]
fn the_entities_are_the_tables() {
    let migrated = migrated();
    for table in RECORD_TABLES {
        let entity: BTreeSet<&str> = table.columns().into_iter().collect();
        let made: BTreeSet<&str> =
            migrated.iter().filter(|(name, _)| *name == table.name()).map(|(_, column)| *column).collect();
        assert_eq!(entity, made, "{}", table.name());
    }
}
