//! The tables of the terms. Each entity is one table of the migration `0012_sportello`, where the columns are told.

use ledger::{RecordTable, Table};

/// All of them are of record.
pub(crate) const TERMINE: &dyn RecordTable = &Table::<termine::Entity>::NEW;
pub(crate) const FATTO: &dyn RecordTable = &Table::<fatto::Entity>::NEW;

/// A term.
pub mod termine {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::{assegnazione, registrazione};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_termine")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<registrazione::Entity>,
        pub assegnazione_id: Id<assegnazione::Entity>,
        pub decorre_dal: Date,
        pub giorni: i64,
        pub posto_da: PersonId,
        pub posto_at: Instant,
        pub scadenza: Date,
        pub aperto: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened to a term.
pub mod fatto {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_termine_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub termine_id: Id<super::termine::Entity>,
        pub tipo: String,
        pub dal: Date,
        pub al: Option<Date>,
        pub motivo: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
