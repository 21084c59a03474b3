//! The tables of record. The working rows are written and read by their SQL where they are used.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "pratiche",
    steps: &[
        Migration { name: "0001_iter", sql: include_str!("migrations/0001_iter.sql") },
        Migration { name: "0002_vicina", sql: include_str!("migrations/0002_vicina.sql") },
    ],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<definizione::Entity>::NEW,
    &Table::<vigore::Entity>::NEW,
    &Table::<calendario::Entity>::NEW,
    &Table::<pratica::Entity>::NEW,
    &Table::<fatto::Entity>::NEW,
];

/// Of ids that point at a file.
pub type PraticaId = kernel::Id<pratica::Entity>;
/// Of ids that point at a version of a definition.
pub type DefinizioneId = kernel::Id<definizione::Entity>;

/// A version of a definition.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod definizione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "iter_definizione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub codice: String,
        pub materia: String,
        pub impronta: String,
        pub nome: String,
        pub testo: String,
        pub autore_id: Option<PersonId>,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Since when a version is in force.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod vigore {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "iter_vigore")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub codice: String,
        pub definizione_id: Id<super::definizione::Entity>,
        pub ordine: i64,
        pub dal: Instant,
        pub autore_id: Option<PersonId>,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The days of the ente.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod calendario {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "iter_calendario")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub ordine: i64,
        pub testo: String,
        pub autore_id: Option<PersonId>,
        pub motivo: String,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A file.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod pratica {
    use authz::{PersonId, UnitId};
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "iter_pratica")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub codice: String,
        pub materia: String,
        pub oggetto_id: Uuid,
        pub chiave: String,
        pub definizione_id: Id<super::definizione::Entity>,
        pub ufficio_id: UnitId,
        pub autore_id: PersonId,
        pub avviata_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A fact of a file.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod fatto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "iter_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pratica_id: Id<super::pratica::Entity>,
        pub n: i64,
        pub at: Instant,
        pub persona_id: Option<PersonId>,
        pub chiave: String,
        pub cosa: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
