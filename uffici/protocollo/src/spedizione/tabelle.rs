//! The tables of what is sent. Each entity is one table of the migration, where the columns are told.

/// A sending.
pub mod spedizione {
    use authz::{PersonId, UnitId};
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    use crate::tables::{casella, parte, registrazione};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_spedizione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<registrazione::Entity>,
        pub parte_id: Id<parte::Entity>,
        pub ufficio_id: UnitId,
        pub persona_id: PersonId,
        pub at: Instant,
        pub mezzo: String,
        pub casella_id: Option<Id<casella::Entity>>,
        pub indirizzo: Option<String>,
        pub message_id: Option<String>,
        pub oggetto: Option<String>,
        pub testo: Option<String>,
        pub estremi: Option<String>,
        pub consegnata_il: Option<Date>,
        pub in_luogo_di: Option<Id<Entity>>,
        pub chiave: Option<String>,
        pub segnatura_id: Option<Uuid>,
        pub segnatura_nota: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a sending.
pub mod fatto {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::messaggio;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_spedizione_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub spedizione_id: Id<super::spedizione::Entity>,
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

/// Where a sending stands.
pub mod stato {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_spedizione_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub spedizione_id: Id<super::spedizione::Entity>,
        pub stato: String,
        pub aperta: bool,
        pub attesa_fino_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
