//! The tables of documents.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "documents",
    steps: &[
        Migration { name: "0001_documents", sql: include_str!("migrations/0001_documents.sql") },
        Migration { name: "0002_disposal", sql: include_str!("migrations/0002_disposal.sql") },
        Migration { name: "0003_unscanned", sql: include_str!("migrations/0003_unscanned.sql") },
    ],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<document::Entity>::NEW, &Table::<disposal::Entity>::NEW];

/// A file under the name with which it came.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod document {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "documents_document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub sha256: Vec<u8>,
        pub size: i64,
        pub name: String,
        pub format: String,
        pub detail: Option<String>,
        pub mismatch: bool,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The name of its bytes in the store.
        pub fn hash(&self) -> crate::store::Sha256Hash {
            // The column is only ever written from a hash; another length answers to no object.
            crate::store::Sha256Hash(self.sha256.as_slice().try_into().unwrap_or_default())
        }

        /// What the file was recognised to be.
        pub fn format(&self) -> crate::format::Format {
            let id = crate::format::FormatId::from_code(&self.format);
            crate::format::Format { id, detail: self.detail.clone(), mismatch: self.mismatch }
        }
    }
}

/// That a document was discarded, and who authorised it.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod disposal {
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "documents_disposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub document_id: Id<super::document::Entity>,
        pub sha256: Vec<u8>,
        pub matter_id: Uuid,
        pub authority: String,
        pub decided_at: Instant,
        pub state: String,
        pub ended_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The name that its bytes have, or had, in the store.
        pub fn hash(&self) -> crate::store::Sha256Hash {
            crate::store::Sha256Hash(self.sha256.as_slice().try_into().unwrap_or_default())
        }
    }
}
