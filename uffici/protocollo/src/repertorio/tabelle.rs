//! The tables of the repertories; the columns are told in the migration.

use ledger::{RecordTable, Table};

pub(crate) const REPERTORIO: &dyn RecordTable = &Table::<repertorio::Entity>::NEW;
pub(crate) const VOCE: &dyn RecordTable = &Table::<voce::Entity>::NEW;

/// A repertory.
pub mod repertorio {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_repertorio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub codice: String,
        pub nome: String,
        pub registro: String,
        pub dal_anno: i64,
        pub aperto_da: PersonId,
        pub aperto_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The number of an entry in a repertory.
pub mod voce {
    use crate::rules::RegistrazioneId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_repertorio_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub repertorio_id: Id<super::repertorio::Entity>,
        pub registrazione_id: RegistrazioneId,
        pub anno: i64,
        pub numero: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
