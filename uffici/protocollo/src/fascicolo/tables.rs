//! The tables of the fascicoli. Each entity is one table of the migration `0006_fascicolo`, where the columns are told.

use ledger::{RecordTable, Table};

/// All of them are of record.
pub(crate) const FASCICOLO: &dyn RecordTable = &Table::<fascicolo::Entity>::NEW;
pub(crate) const STATO: &dyn RecordTable = &Table::<stato::Entity>::NEW;
pub(crate) const FATTO: &dyn RecordTable = &Table::<fatto::Entity>::NEW;
pub(crate) const UFFICIO: &dyn RecordTable = &Table::<ufficio::Entity>::NEW;
pub(crate) const VOCE: &dyn RecordTable = &Table::<voce::Entity>::NEW;
pub(crate) const DEPOSITO: &dyn RecordTable = &Table::<deposito::Entity>::NEW;
pub(crate) const RICHIAMO: &dyn RecordTable = &Table::<richiamo::Entity>::NEW;

/// A fascicolo as it was opened.
pub mod fascicolo {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub classe: String,
        pub numero: i64,
        pub sotto: String,
        pub sopra_id: Option<Id<Entity>>,
        pub tipo: String,
        pub riservato: bool,
        pub soggetto_id: Option<Id<directory::subject::Entity>>,
        pub intestatario: Option<String>,
        pub codice_fiscale: Option<String>,
        pub aperto_at: Instant,
        pub aperto_da: PersonId,
        pub chiave: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What may change of a fascicolo.
pub mod stato {
    use authz::{PersonId, UnitId};
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fascicolo_id: Id<super::fascicolo::Entity>,
        pub oggetto: String,
        pub ufficio_id: UnitId,
        pub responsabile_id: Option<PersonId>,
        pub termine: Option<Date>,
        pub chiuso: bool,
        pub chiuso_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened to a fascicolo.
pub mod fatto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fascicolo_id: Id<super::fascicolo::Entity>,
        pub tipo: String,
        pub testo: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A unit with which a fascicolo is, or was, shared.
pub mod ufficio {
    use authz::UnitId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_ufficio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fascicolo_id: Id<super::fascicolo::Entity>,
        pub ufficio_id: UnitId,
        pub lavora: bool,
        pub attiva: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry in a fascicolo, or one that was.
pub mod voce {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fascicolo_id: Id<super::fascicolo::Entity>,
        pub registrazione_id: Id<crate::tables::registrazione::Entity>,
        pub ordine: i64,
        pub messa_da: PersonId,
        pub messa_at: Instant,
        pub tolta_da: Option<PersonId>,
        pub tolta_at: Option<Instant>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A record of another office in a fascicolo, or one that was. The columns are told in the migration `0023_deposito`.
pub mod deposito {
    use authz::PersonId;
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fascicolo_deposito")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fascicolo_id: Id<super::fascicolo::Entity>,
        pub ufficio: String,
        pub cosa_id: Uuid,
        pub messo_da: PersonId,
        pub messo_at: Instant,
        pub tolto_da: Option<PersonId>,
        pub tolto_at: Option<Instant>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry that answers another one.
pub mod richiamo {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_richiamo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<crate::tables::registrazione::Entity>,
        pub risponde_a: Id<crate::tables::registrazione::Entity>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
