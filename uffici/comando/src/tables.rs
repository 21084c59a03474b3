//! The table of the office. Units, roles, incarichi and absences are `authz`'s, people `accounts`'s.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "comando",
    steps: &[Migration { name: "0001_fatti", sql: include_str!("migrations/0001_fatti.sql") }],
};

/// The tables of record.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<fatto::Entity>::NEW];

/// What was done, in words.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod fatto {
    use authz::{PersonId, UnitId};
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comando_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub at: Instant,
        pub da: PersonId,
        pub tipo: String,
        pub persona_id: Option<PersonId>,
        pub unita_id: Option<UnitId>,
        pub ruolo_id: Option<Id<authz::role::Entity>>,
        pub testo: String,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
