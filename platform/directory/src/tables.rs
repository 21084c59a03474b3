//! The tables of record. The words, the gate and the lines of the IPA index are read and written as SQL text where they are
//! used.

pub mod address;
pub mod distinct;
pub mod ipa_copy;
pub mod merge;

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "directory",
    steps: &[
        Migration { name: "0001_directory", sql: include_str!("migrations/0001_directory.sql") },
        Migration { name: "0002_rubrica", sql: include_str!("migrations/0002_rubrica.sql") },
    ],
};

/// The class of every column, one a line: table, column, and `public`, `personal`, `special` or `secret`, parted by tabs.
pub const CLASSES: &str = include_str!("classes.tsv");

/// The tables whose every change is journaled.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<subject::Entity>::NEW,
    &Table::<address::Entity>::NEW,
    &Table::<merge::Entity>::NEW,
    &Table::<distinct::Entity>::NEW,
    &Table::<ipa_copy::Entity>::NEW,
];

/// A person or body.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod subject {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    use crate::Kind;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "directory_subject")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub kind: Kind,
        pub name: String,
        pub name_folded: String,
        pub tax_code: Option<String>,
        pub vat_number: Option<String>,
        pub pec: Option<String>,
        pub email: Option<String>,
        pub address: Option<String>,
        pub ipa: Option<String>,
        pub merged_into: Option<Id<Entity>>,
        pub created_at: Instant,
        pub code_note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
