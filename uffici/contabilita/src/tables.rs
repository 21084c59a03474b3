//! The tables of the office. Columns are told in the migration.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "contabilita",
    steps: &[
        Migration { name: "0001_contabilita", sql: include_str!("migrations/0001_contabilita.sql") },
        Migration { name: "0002_riservato", sql: include_str!("migrations/0002_riservato.sql") },
    ],
};

/// The tables of record: all of them.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<bilancio::Entity>::NEW,
    &Table::<scelta::Entity>::NEW,
    &Table::<capitolo::Entity>::NEW,
    &Table::<variazione::Entity>::NEW,
    &Table::<stanziamento::Entity>::NEW,
    &Table::<movimento::Entity>::NEW,
    &Table::<riduzione::Entity>::NEW,
    &Table::<liquidazione::Entity>::NEW,
    &Table::<gara::Entity>::NEW,
];

/// The approval of a year's budget.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod bilancio {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_bilancio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub atto: String,
        pub atto_il: Date,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How the ente counts the twelfths.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod scelta {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_scelta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub conteggio: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A chapter in one year.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod capitolo {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    use crate::rules::{Codice, Livello, Piano};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_capitolo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub ordine: i64,
        pub descrizione: String,
        pub missione: String,
        pub programma: String,
        pub piano: String,
        pub vincolo: Option<String>,
        pub responsabile: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Its code.
        pub fn codice(&self) -> Codice {
            Codice::di_ordine(self.ordine)
        }

        /// Whether the allocation is a limit.
        pub fn limite(&self) -> bool {
            Piano::leggi(&self.piano, Livello::QuartoOQuinto).is_ok_and(|piano| piano.limite())
        }
    }
}

/// An act by which amounts are allocated.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod variazione {
    use authz::PersonId;
    use documents::document;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_variazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub tipo: String,
        pub numero_anno: Option<i64>,
        pub numero: Option<i64>,
        pub atto: String,
        pub atto_il: Date,
        pub motivo: String,
        pub copertura: Option<String>,
        pub documento_id: Option<Id<document::Entity>>,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What such an act gives to one chapter.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod stanziamento {
    use kernel::{Cents, Id};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_stanziamento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub variazione_id: Id<super::variazione::Entity>,
        pub capitolo_id: Id<super::capitolo::Entity>,
        pub cents: Cents,
        pub fpv_cents: Cents,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A booking or a commitment.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod movimento {
    use authz::PersonId;
    use kernel::{Cents, Date, Id, Instant, Uuid};
    use porte::ragioneria::Genere;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_movimento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub genere: String,
        pub capitolo_id: Id<super::capitolo::Entity>,
        pub numero_anno: i64,
        pub numero: i64,
        pub atto_ufficio: String,
        pub atto_id: Uuid,
        pub atto: String,
        pub cents: Cents,
        pub piano: String,
        pub descrizione: String,
        pub creditore: Option<String>,
        pub creditore_cf: Option<String>,
        pub creditore_piva: Option<String>,
        pub cig: Option<String>,
        pub cup: Option<String>,
        pub scadenza: Option<Date>,
        pub dodicesimi: String,
        pub prenotazione_id: Option<Id<Entity>>,
        pub persona_id: PersonId,
        pub at: Instant,
        pub riservato: Option<bool>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Whether it is a booking or a commitment.
        pub fn genere(&self) -> Genere {
            Genere::from_code(&self.genere).unwrap_or(Genere::Impegno)
        }

        /// "impegno n. 12/2026".
        pub fn nome(&self) -> String {
            format!("{} n. {}/{}", self.genere, self.numero, self.numero_anno)
        }
    }
}

/// What is no longer booked or committed.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod riduzione {
    use authz::PersonId;
    use kernel::{Cents, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_riduzione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub movimento_id: Id<super::movimento::Entity>,
        pub tipo: String,
        pub cents: Cents,
        pub motivo: String,
        pub persona_id: Option<PersonId>,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A debt that became certain.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod liquidazione {
    use authz::PersonId;
    use kernel::{Cents, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_liquidazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub movimento_id: Id<super::movimento::Entity>,
        pub numero_anno: i64,
        pub numero: i64,
        pub cents: Cents,
        pub documento: String,
        pub atto_ufficio: String,
        pub atto_id: Uuid,
        pub atto: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The tender of a booking.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod gara {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contabilita_gara")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub movimento_id: Id<super::movimento::Entity>,
        pub giorno: Date,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
