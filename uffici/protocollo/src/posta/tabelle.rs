//! The tables of the signatures of certified mail, of the mailboxes kept by people and of the scans. Each entity is one table of
//! the migrations, where the columns are told.

/// The provider's signature on a message, as it was checked.
pub mod firma {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::messaggio;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_messaggio_firma")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub messaggio_id: Id<messaggio::Entity>,
        pub esito: String,
        pub firmatario: Option<String>,
        pub autorita: Option<String>,
        pub motivo: Option<String>,
        pub contata: bool,
        pub verificata_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An authority that the ente trusts.
pub mod ancora {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_ancora")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub nome: String,
        pub pem: String,
        pub impronta: String,
        pub aggiunta_da: Option<PersonId>,
        pub aggiunta_at: Instant,
        pub tolta_da: Option<PersonId>,
        pub tolta_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// When receipts count.
pub mod regola {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_posta_regola")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub ricevute: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How to reach a mailbox that people keep here; its password stands apart.
pub mod accesso {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::tables::casella;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_casella_accesso")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub casella_id: Id<casella::Entity>,
        pub attiva: bool,
        pub imap: String,
        pub imap_porta: i64,
        pub imap_sicurezza: String,
        pub utente: String,
        pub cartella: String,
        pub cartella_presi: String,
        pub smtp: Option<String>,
        pub smtp_porta: Option<i64>,
        pub smtp_sicurezza: Option<String>,
        pub massimo_mb: Option<i64>,
        pub autorita: Option<String>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
