//! The tables of the office. What has begun at a service of remote signatures (`librofirma_sessione`) is no record: see `firma::sessione`.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "librofirma",
    steps: &[
        Migration { name: "0001_librofirma", sql: include_str!("migrations/0001_librofirma.sql") },
        Migration { name: "0002_segno", sql: include_str!("migrations/0002_segno.sql") },
        Migration { name: "0003_durata", sql: include_str!("migrations/0003_durata.sql") },
        Migration { name: "0004_ufficio", sql: include_str!("migrations/0004_ufficio.sql") },
    ],
};

/// The tables of record.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<richiesta::Entity>::NEW,
    &Table::<passo::Entity>::NEW,
    &Table::<apertura::Entity>::NEW,
    &Table::<firma::Entity>::NEW,
    &Table::<chiusura::Entity>::NEW,
    &Table::<codice::Entity>::NEW,
    &Table::<durata::Entity>::NEW,
];

/// A document that was put up for signature.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod richiesta {
    use authz::{PersonId, UnitId};
    use documents::document;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_richiesta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub documento_id: Id<document::Entity>,
        pub attuale_id: Id<document::Entity>,
        pub oggetto: String,
        pub nota: Option<String>,
        pub formato: String,
        pub segno: bool,
        pub unita_id: UnitId,
        pub chiesta_da: PersonId,
        pub chiesta_at: Instant,
        pub entro: Option<Date>,
        pub origine: Option<String>,
        pub stato: String,
        pub turno: i64,
        pub chiusa_at: Option<Instant>,
        pub segno_pagina: Option<i64>,
        pub segno_posto: Option<String>,
        pub ufficio: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Who must sign, and at which place.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod passo {
    use authz::{PersonId, UnitId};
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_passo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Id<super::richiesta::Entity>,
        pub ordine: i64,
        pub persona_id: PersonId,
        pub unita_id: UnitId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// That a document was shown to somebody.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod apertura {
    use authz::PersonId;
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_apertura")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Id<super::richiesta::Entity>,
        pub documento_id: Id<document::Entity>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A signature that was made.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod firma {
    use authz::PersonId;
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_firma")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Id<super::richiesta::Entity>,
        pub passo_id: Id<super::passo::Entity>,
        pub persona_id: PersonId,
        pub al_posto_di: Option<PersonId>,
        pub porta: String,
        pub at: Instant,
        pub titolare: String,
        pub codice_fiscale: Option<String>,
        pub certificato: Vec<u8>,
        pub prima_id: Id<document::Entity>,
        pub documento_id: Id<document::Entity>,
        pub marcata: bool,
        pub esito: String,
        pub frase: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Why a request ended without all its signatures.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod chiusura {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_chiusura")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Id<super::richiesta::Entity>,
        pub tipo: String,
        pub persona_id: PersonId,
        pub al_posto_di: Option<PersonId>,
        pub motivo: String,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was added to a signed document so that it can be verified when nobody can be asked any more.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod durata {
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_durata")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub richiesta_id: Id<super::richiesta::Entity>,
        pub prima_id: Id<document::Entity>,
        pub documento_id: Id<document::Entity>,
        pub certificati: i64,
        pub liste: i64,
        pub risposte: i64,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The tax code of a person who signs.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod codice {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "librofirma_codice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub persona_id: PersonId,
        pub codice_fiscale: String,
        pub scritto_da: PersonId,
        pub scritto_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
