//! The tables of the answers between bodies. Each entity is one table of the migration, where the columns are told.

use ledger::{RecordTable, Table};

/// All of record.
pub const SEGNATURA: &dyn RecordTable = &Table::<segnatura::Entity>::NEW;
pub const SIGILLO: &dyn RecordTable = &Table::<sigillo::Entity>::NEW;
pub const ARRIVATO: &dyn RecordTable = &Table::<arrivato::Entity>::NEW;
pub const VISTO: &dyn RecordTable = &Table::<visto::Entity>::NEW;
pub const RISCONTRO: &dyn RecordTable = &Table::<riscontro::Entity>::NEW;
pub const FATTO: &dyn RecordTable = &Table::<fatto::Entity>::NEW;
pub const STATO: &dyn RecordTable = &Table::<stato::Entity>::NEW;

/// What the "segnatura" of a message says.
pub mod segnatura {
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    use crate::tables::messaggio;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_messaggio_segnatura")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<messaggio::Entity>,
        pub forma: String,
        pub amministrazione: String,
        pub denominazione: Option<String>,
        pub aoo: String,
        pub registro: Option<String>,
        pub numero: String,
        pub data: Option<Date>,
        pub conferma: bool,
        pub creduta: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What came of verifying the seal of a "segnatura" that came, or of an answer.
pub mod sigillo {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::messaggio;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_segnatura_sigillo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<messaggio::Entity>,
        pub esito: String,
        pub firmatario: Option<String>,
        pub frase: String,
        pub at: Instant,
        pub arrivato_id: Option<Id<super::arrivato::Entity>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An answer that came.
pub mod arrivato {
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::{messaggio, registrazione};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_riscontro_arrivato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<messaggio::Entity>,
        pub registrazione_id: Option<Id<registrazione::Entity>>,
        pub tipo: String,
        pub amministrazione: Option<String>,
        pub denominazione: Option<String>,
        pub aoo: Option<String>,
        pub registro: Option<String>,
        pub numero: Option<String>,
        pub data: Option<Date>,
        pub motivo: Option<String>,
        pub provvedimento: Option<String>,
        pub contato: bool,
        pub perche: Option<String>,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// That someone has seen to one.
pub mod visto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_riscontro_visto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub arrivato_id: Id<super::arrivato::Entity>,
        pub persona_id: PersonId,
        pub nota: String,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An answer of ours.
pub mod riscontro {
    use authz::{PersonId, UnitId};
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::{casella, messaggio, registrazione};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_riscontro")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<messaggio::Entity>,
        pub registrazione_id: Option<Id<registrazione::Entity>>,
        pub tipo: String,
        pub casella_id: Id<casella::Entity>,
        pub ufficio_id: UnitId,
        pub persona_id: PersonId,
        pub at: Instant,
        pub indirizzo: String,
        pub message_id: String,
        pub motivo: Option<String>,
        pub provvedimento: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of one of ours.
pub mod fatto {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::messaggio;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_riscontro_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub riscontro_id: Id<super::riscontro::Entity>,
        pub tipo: String,
        pub at: Instant,
        pub scritto_at: Instant,
        pub testo: Option<String>,
        pub messaggio_id: Option<Id<messaggio::Entity>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Where one of ours stands.
pub mod stato {
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_riscontro_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub riscontro_id: Id<super::riscontro::Entity>,
        pub stato: String,
        pub aperta: bool,
        pub attesa_fino_at: Option<Instant>,
        pub documento_id: Option<Uuid>,
        pub sigillata_id: Option<Uuid>,
        pub sigillo_nota: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
