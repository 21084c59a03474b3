//! The table: the words of the ente's papers, version by version; of record.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "wording",
    steps: &[Migration { name: "0001_version", sql: include_str!("migrations/0001_version.sql") }],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<version::Entity>::NEW];

/// The words of a paper, as they were written once.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod version {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "wording_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub paper: String,
        pub number: i64,
        pub words: Option<String>,
        pub reason: String,
        pub written_by: PersonId,
        pub written_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
