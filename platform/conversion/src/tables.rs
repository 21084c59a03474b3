//! The table: what was made of which document; of record.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "conversion",
    steps: &[Migration { name: "0001_conversion", sql: include_str!("migrations/0001_conversion.sql") }],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<derivation::Entity>::NEW];

/// A PDF made of a document, or that it could not be made.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod derivation {
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conversion_derivation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub document_id: Id<document::Entity>,
        pub origin: Vec<u8>,
        pub derived_id: Option<Id<document::Entity>>,
        pub archivable: bool,
        pub program: String,
        pub version: String,
        pub failure: Option<String>,
        pub made_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
