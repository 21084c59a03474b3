//! The tables: checks, authorities, what checks rest upon; all of record.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "validation",
    steps: &[
        Migration { name: "0001_validation", sql: include_str!("migrations/0001_validation.sql") },
        Migration { name: "0002_evidence", sql: include_str!("migrations/0002_evidence.sql") },
    ],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] =
    &[&Table::<check::Entity>::NEW, &Table::<anchor::Entity>::NEW, &Table::<evidence::Entity>::NEW];

/// What was found of the signatures of a document.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod check {
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "validation_check")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub document_id: Id<document::Entity>,
        pub asked_at: Instant,
        pub checked_at: Instant,
        pub checked_by: String,
        pub mark: String,
        pub indication: String,
        pub sentence: String,
        pub report: Option<String>,
        pub lists: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An authority that the ente trusts.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod anchor {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "validation_anchor")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub name: String,
        pub pem: String,
        pub sha256: Vec<u8>,
        pub reason: String,
        pub purposes: String,
        pub added_by: PersonId,
        pub added_at: Instant,
        pub removed_by: Option<PersonId>,
        pub removed_at: Option<Instant>,
        pub removed_reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Something from outside that a check rests upon.
pub mod evidence {
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "validation_evidence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub kind: String,
        pub source: Vec<u8>,
        pub address: String,
        pub document_id: Id<document::Entity>,
        pub this_update: Option<Instant>,
        pub next_update: Option<Instant>,
        pub fetched_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
