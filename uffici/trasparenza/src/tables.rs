//! The tables of the office. Columns are told in the migration.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "trasparenza",
    steps: &[
        Migration { name: "0001_trasparenza", sql: include_str!("migrations/0001_trasparenza.sql") },
        Migration { name: "0002_proposte", sql: include_str!("migrations/0002_proposte.sql") },
        Migration { name: "0003_scelte", sql: include_str!("migrations/0003_scelte.sql") },
    ],
};

/// The tables of record: all of them.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<voce::Entity>::NEW,
    &Table::<allegato::Entity>::NEW,
    &Table::<beneficiario::Entity>::NEW,
    &Table::<stato::Entity>::NEW,
    &Table::<ritiro::Entity>::NEW,
    &Table::<verifica::Entity>::NEW,
    &Table::<responsabile::Entity>::NEW,
    &Table::<lotto::Entity>::NEW,
    &Table::<proposta::Entity>::NEW,
    &Table::<proposta_documento::Entity>::NEW,
    &Table::<regola::Entity>::NEW,
    &Table::<scelta::Entity>::NEW,
];

/// What was published, a version.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod voce {
    use authz::PersonId;
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub capo_id: Uuid,
        pub versione: i64,
        pub scritta_at: Instant,
        pub sezione: String,
        pub genere: String,
        pub titolo: String,
        pub testo: String,
        pub campi: String,
        pub riferita_al: Date,
        pub effetti_fino: Option<Date>,
        pub responsabile: String,
        pub ufficio: String,
        pub origine_id: Option<Uuid>,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Names with their values.
        ///
        /// # Errors
        /// Where what was kept cannot be read.
        pub fn campi(&self) -> Result<Vec<(String, String)>, crate::Error> {
            Ok(serde_json::from_str(&self.campi)?)
        }
    }
}

/// A file of a version.
pub mod allegato {
    use documents::document;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_allegato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub voce_id: Id<super::voce::Entity>,
        pub posizione: i64,
        pub documento_id: Id<document::Entity>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Who is behind a version that names nobody.
pub mod beneficiario {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_beneficiario")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub voce_id: Id<super::voce::Entity>,
        pub nome: String,
        pub codice_fiscale: Option<String>,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How an item stands.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod stato {
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub capo_id: Uuid,
        pub voce_id: Id<super::voce::Entity>,
        pub versione: i64,
        pub sezione: String,
        pub ufficio: String,
        pub origine_id: Option<Uuid>,
        pub stato: String,
        pub fine_il: Option<Date>,
        pub pubblicata_at: Instant,
        pub aggiornata_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An item that was withdrawn.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod ritiro {
    use authz::PersonId;
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_ritiro")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub capo_id: Uuid,
        pub at: Instant,
        pub motivo: String,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How a person found a section.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod verifica {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_verifica")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub sezione: String,
        pub at: Instant,
        pub esito: String,
        pub nota: String,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Who answers for a section.
pub mod responsabile {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_responsabile")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub sezione: String,
        pub dal: Instant,
        pub responsabile_id: PersonId,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A lot of the yearly file.
pub mod lotto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_lotto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub cig: String,
        pub versione: i64,
        pub scritto_at: Instant,
        pub dati: String,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry that an office proposes.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod proposta {
    use authz::PersonId;
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_proposta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub ufficio: String,
        pub origine_id: Uuid,
        pub parte: String,
        pub pagina: String,
        pub proposta_at: Instant,
        pub sezione: String,
        pub titolo: String,
        pub campi: String,
        pub riferita_al: Date,
        pub effetti_fino: Option<Date>,
        pub responsabile: String,
        pub beneficiario: Option<String>,
        pub beneficiario_codice: Option<String>,
        pub beneficiario_motivo: Option<String>,
        pub avviso: Option<String>,
        pub proponente_id: PersonId,
        pub stato: String,
        pub capo_id: Option<Uuid>,
        pub decisa_at: Option<Instant>,
        pub decisa_da: Option<PersonId>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Names with their values; those without one are to be filled.
        ///
        /// # Errors
        /// Where what was kept cannot be read.
        pub fn campi(&self) -> Result<Vec<(String, String)>, crate::Error> {
            Ok(serde_json::from_str(&self.campi)?)
        }
    }
}

/// A document of a record of which an entry is proposed.
pub mod proposta_documento {
    use documents::document;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_proposta_documento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub proposta_id: Id<super::proposta::Entity>,
        pub posizione: i64,
        pub documento_id: Id<document::Entity>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Whether what is complete publishes itself.
pub mod regola {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_regola")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub decisa_at: Instant,
        pub da_sola: bool,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was decided of personal data in a version.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod scelta {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trasparenza_scelta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub voce_id: Id<super::voce::Entity>,
        pub genere: String,
        pub quante: i64,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
