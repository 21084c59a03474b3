//! To whom acts are communicated by law, and what was delivered without the protocol. The columns are told in the migration
//! `0005_comunicazioni`.

use ledger::{RecordTable, Table};

/// Both are of record.
pub(crate) const RECAPITO: &dyn RecordTable = &Table::<recapito::Entity>::NEW;
pub(crate) const NOTIFICA: &dyn RecordTable = &Table::<notifica::Entity>::NEW;

/// Whom the office communicates acts to by law.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod recapito {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_recapito")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub genere: String,
        pub nome: String,
        pub gruppo: Option<String>,
        pub codice: Option<String>,
        pub indirizzo: Option<String>,
        pub valido_dal: Date,
        pub valido_al: Option<Date>,
        pub at: Instant,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Whether they are that on this day.
        pub fn vale(&self, giorno: Date) -> bool {
            self.valido_dal <= giorno && self.valido_al.is_none_or(|last| last >= giorno)
        }
    }
}

/// A delivery without the protocol, with its proof.
pub mod notifica {
    use authz::PersonId;
    use documents::document;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::AttoId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_notifica")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: AttoId,
        pub nome: String,
        pub giorno: Date,
        pub come: String,
        pub documento_id: Id<document::Entity>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
