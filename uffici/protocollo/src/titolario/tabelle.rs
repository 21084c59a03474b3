//! The tables of the versions of the titolario; the columns are told in the migration.

use ledger::{RecordTable, Table};

pub(crate) const VERSIONE: &dyn RecordTable = &Table::<versione::Entity>::NEW;
pub(crate) const PASSAGGIO: &dyn RecordTable = &Table::<passaggio::Entity>::NEW;
pub(crate) const SEGUITO: &dyn RecordTable = &Table::<seguito::Entity>::NEW;

/// A version of the titolario.
pub mod versione {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_titolario_versione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub nome: String,
        pub dal: Date,
        pub atto: Option<String>,
        pub decisa_da: Option<PersonId>,
        pub decisa_at: Instant,
        pub ritirata_da: Option<PersonId>,
        pub ritirata_at: Option<Instant>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Where what is open of the version before goes.
pub mod passaggio {
    use crate::fascicolo::FascicoloId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_titolario_passaggio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub versione_id: Id<super::versione::Entity>,
        pub da_classe: Option<String>,
        pub fascicolo_id: Option<FascicoloId>,
        pub a_classe: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A fascicolo and the one that continues it.
pub mod seguito {
    use crate::fascicolo::FascicoloId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_seguito")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub versione_id: Id<super::versione::Entity>,
        pub da_id: FascicoloId,
        pub a_id: FascicoloId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
