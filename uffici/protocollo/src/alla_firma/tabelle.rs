//! The tables of what is put up for signature, of the migrations `0020_alla_firma`,
//! `0021_firma_ufficio` and `0022_firma_conservata`, where their columns are told.

use ledger::{RecordTable, Table};

/// Both are of record.
pub(crate) const ALLA_FIRMA: &dyn RecordTable = &Table::<messo::Entity>::NEW;
pub(crate) const FINE: &dyn RecordTable = &Table::<fine::Entity>::NEW;

/// A document that was put up.
pub mod messo {
    use authz::{PersonId, UnitId};
    use documents::document;
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    use crate::{bozza::Bozza, rules::RegistrazioneId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_alla_firma")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Uuid,
        pub registrazione_id: Option<RegistrazioneId>,
        pub bozza_id: Option<Id<Bozza>>,
        pub documento_id: Id<document::Entity>,
        pub persona_id: PersonId,
        pub at: Instant,
        pub unita_id: Option<UnitId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How that ended.
pub mod fine {
    use authz::PersonId;
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::rules::RegistrazioneId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_firma_fine")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub alla_firma_id: Id<super::messo::Entity>,
        pub tipo: String,
        pub documento_id: Option<Id<document::Entity>>,
        pub persona_id: Option<PersonId>,
        pub motivo: Option<String>,
        pub at: Instant,
        pub notato_at: Option<Instant>,
        pub registrazione_id: Option<RegistrazioneId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
