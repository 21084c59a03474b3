//! What comes by mail: the mailboxes, the messages, what became of them; and what left by mail with an entry.

/// A mailbox.
pub mod casella {
    use authz::UnitId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_casella")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub nome: String,
        pub indirizzo: String,
        pub certificata: bool,
        pub ufficio_id: UnitId,
        pub simulata: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A message taken from a mailbox.
pub mod messaggio {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_messaggio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub casella_id: Id<super::casella::Entity>,
        pub documento_id: Id<documents::document::Entity>,
        pub impronta: String,
        pub tipo: String,
        pub message_id: Option<String>,
        pub riferimento: Option<String>,
        pub mittente: Option<String>,
        pub indirizzo: Option<String>,
        pub consegna: Option<String>,
        pub oggetto: Option<String>,
        pub gestore: Option<String>,
        pub certificato_at: Option<Instant>,
        pub spedito_at: Option<Instant>,
        pub preso_at: Instant,
        pub byte: i64,
        pub allegati: i64,
        pub anomalie: Option<String>,
        pub nota: Option<String>,
        pub riguarda_id: Option<Id<super::super::registrazione::Entity>>,
        pub identificativo: Option<String>,
        pub risponde_id: Option<Id<super::super::registrazione::Entity>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a message.
pub mod messaggio_stato {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_messaggio_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<super::messaggio::Entity>,
        pub stato: String,
        pub motivo: Option<String>,
        pub persona_id: Option<PersonId>,
        pub at: Instant,
        pub registrazione_id: Option<Id<super::super::registrazione::Entity>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A message that left with an entry.
pub mod invio {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_invio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::super::registrazione::Entity>,
        pub message_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
