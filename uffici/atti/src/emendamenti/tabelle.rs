//! Amendments, and what became of each. The columns are told in the migration `0008_emendamenti`.

use ledger::{RecordTable, Table};

/// Both are of record.
pub(crate) const EMENDAMENTO: &dyn RecordTable = &Table::<emendamento::Entity>::NEW;
pub(crate) const FATTO: &dyn RecordTable = &Table::<fatto::Entity>::NEW;

/// An amendment as it was presented.
pub mod emendamento {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use prose::BlockId;
    use sea_orm::entity::prelude::*;

    use crate::tables::AttoId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_emendamento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: AttoId,
        pub n: i64,
        pub versione: i64,
        pub blocco_id: BlockId,
        pub modo: String,
        pub prima: String,
        pub dopo: Option<String>,
        pub motivazione: String,
        pub presentatori: String,
        pub giorno: Date,
        pub termine: Option<Date>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of one.
pub mod fatto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::AttoId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_emendamento_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: AttoId,
        pub emendamento_id: Id<super::emendamento::Entity>,
        pub n: i64,
        pub tipo: String,
        pub quale: Option<String>,
        pub esito: Option<String>,
        pub testo: Option<String>,
        pub voto: Option<String>,
        pub versione: Option<i64>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
