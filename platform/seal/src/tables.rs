//! The tables: seals, of record; the key of the one in use, not.

use db::{Migration, Migrations};
use kernel::Id;
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "seal",
    steps: &[Migration { name: "0001_seal", sql: include_str!("migrations/0001_seal.sql") }],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<seal::Entity>::NEW];

/// The id of a seal.
pub type SealId = Id<seal::Entity>;

/// A seal that the ente has, or had.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod seal {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "seal_seal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub holder: String,
        pub issuer: String,
        pub chain: String,
        pub sha256: Vec<u8>,
        pub not_before_at: Instant,
        pub not_after_at: Instant,
        pub trial: bool,
        pub set_at: Instant,
        pub set_by: String,
        pub retired_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
