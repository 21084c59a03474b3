//! The tables of deferred registration. Each entity is one table of the migration `0012_sportello`, where the columns are told.

use ledger::{RecordTable, Table};

/// Both are of record.
pub(crate) const DIFFERIMENTO: &dyn RecordTable = &Table::<differimento::Entity>::NEW;
pub(crate) const DIFFERITA: &dyn RecordTable = &Table::<differita::Entity>::NEW;

/// An act that lets documents be registered later.
pub mod differimento {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_differimento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub motivo: String,
        pub provvedimento: String,
        pub documenti: String,
        pub dal: Date,
        pub al: Date,
        pub giorni: i64,
        pub autorizzato_da: PersonId,
        pub autorizzato_at: Instant,
        pub revocato_da: Option<PersonId>,
        pub revocato_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry made under such an act.
pub mod differita {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    use crate::tables::registrazione;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_differita")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<registrazione::Entity>,
        pub differimento_id: Id<super::differimento::Entity>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
