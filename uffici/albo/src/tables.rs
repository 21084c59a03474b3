//! The tables of the office. Columns are told in the migration.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "albo",
    steps: &[
        Migration { name: "0001_albo", sql: include_str!("migrations/0001_albo.sql") },
        Migration { name: "0002_ricerca", sql: include_str!("migrations/0002_ricerca.sql") },
    ],
};

/// The tables of record.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<pubblicazione::Entity>::NEW,
    &Table::<documento::Entity>::NEW,
    &Table::<integrale::Entity>::NEW,
    &Table::<scelta::Entity>::NEW,
    &Table::<fatto::Entity>::NEW,
    &Table::<stato::Entity>::NEW,
    &Table::<referta::Entity>::NEW,
    &Table::<manifesto::Entity>::NEW,
    &Table::<interruzione::Entity>::NEW,
    &Table::<termine::Entity>::NEW,
    &Table::<regola::Entity>::NEW,
];

/// A publication, as it was posted.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod pubblicazione {
    use authz::PersonId;
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_pubblicazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub numero: i64,
        pub pubblicata_at: Instant,
        pub tipo: String,
        pub oggetto: String,
        pub ufficio: String,
        pub origine_id: Option<Uuid>,
        pub origine: Option<String>,
        pub richiedente: String,
        pub esterno: bool,
        pub protocollo: Option<String>,
        pub adottato_il: Option<Date>,
        pub immediata: bool,
        pub giorni: i64,
        pub fino_al: bool,
        pub conta_primo: bool,
        pub lettura: String,
        pub soglia_ore: i64,
        pub fine_il: Date,
        pub fonte: String,
        pub impronte: String,
        pub ripubblica_id: Option<Id<Entity>>,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What everybody may read.
pub mod documento {
    use documents::document;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_documento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub posizione: i64,
        pub documento_id: Id<document::Entity>,
        pub versione: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The whole document behind a version with omissis.
pub mod integrale {
    use documents::document;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_integrale")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub albo_documento_id: Id<super::documento::Entity>,
        pub documento_id: Id<document::Entity>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was decided of personal data.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod scelta {
    use authz::PersonId;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_scelta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub genere: String,
        pub quante: i64,
        pub motivo: String,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened to a publication.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod fatto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub tipo: String,
        pub at: Instant,
        pub persona_id: PersonId,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How a publication stands.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod stato {
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub anno: i64,
        pub numero: i64,
        pub tipo: String,
        pub cerca: String,
        pub stato: String,
        pub fine_il: Date,
        pub termina_at: Instant,
        pub referta: bool,
        pub da_restituire: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The words of what is published. Not of record.
pub(crate) mod parole {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_parole")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub parole: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A certificate.
pub mod referta {
    use documents::document;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;
    use seal::SealId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_referta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pubblicazione_id: Id<super::pubblicazione::Entity>,
        pub tipo: String,
        pub emessa_at: Instant,
        pub fine_il: Date,
        pub documento_id: Id<document::Entity>,
        pub sigillo_id: SealId,
        pub marcata: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was being published on a day, sealed.
pub mod manifesto {
    use documents::document;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;
    use seal::SealId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_manifesto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub giorno: Date,
        pub fatto_at: Instant,
        pub quante: i64,
        pub documento_id: Id<document::Entity>,
        pub sigillo_id: SealId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// When nobody could read the albo.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod interruzione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_interruzione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub inizio_at: Instant,
        pub fine_at: Instant,
        pub causa: String,
        pub registrata_at: Instant,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The term of a kind.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod termine {
    use authz::PersonId;
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_termine")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub tipo: String,
        pub valido_dal: Date,
        pub giorni: Option<i64>,
        pub fonte: String,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What the ente decided.
pub mod regola {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "albo_regola")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub decisa_at: Instant,
        pub conta_primo: bool,
        pub lettura: String,
        pub soglia_ore: i64,
        pub storico: bool,
        pub allarme_giorni: i64,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
