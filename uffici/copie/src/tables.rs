//! The tables of the office. Columns are told in the migration.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "copie",
    steps: &[
        Migration { name: "0001_copie", sql: include_str!("migrations/0001_copie.sql") },
        Migration { name: "0002_forma", sql: include_str!("migrations/0002_forma.sql") },
    ],
};

/// The tables of record.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] =
    &[&Table::<copia::Entity>::NEW, &Table::<richiesta::Entity>::NEW, &Table::<ritiro::Entity>::NEW];

/// A copy that was released.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod copia {
    use authz::PersonId;
    use documents::document;
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;
    use seal::SealId;

    use crate::rules::Forma;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "copie_copia")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub numero: i64,
        pub rilasciata_at: Instant,
        pub codice_impronta: Vec<u8>,
        pub tipo: String,
        pub forma: Option<String>,
        pub ufficio: String,
        pub originale_id: Uuid,
        pub cosa: String,
        pub segnatura: String,
        pub originale_at: Instant,
        pub documento_id: Id<document::Entity>,
        pub impronta: Vec<u8>,
        pub copiato: Option<String>,
        pub copiato_impronta: Option<Vec<u8>>,
        pub conversione_id: Option<Id<document::Entity>>,
        pub firma_id: Option<Id<document::Entity>>,
        pub riservato: bool,
        pub mostra_oggetto: bool,
        pub pagine: String,
        pub pagine_originale: i64,
        pub fogli: i64,
        pub scarico: String,
        pub copia_id: Id<document::Entity>,
        pub sigillo_id: Option<SealId>,
        pub persona_id: PersonId,
        pub attestante: String,
        pub qualifica: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// In what form it was given.
        pub fn forma(&self) -> Forma {
            self.forma.as_deref().and_then(Forma::from_code).unwrap_or_default()
        }

        /// "Copia conforme", "Estratto conforme"…
        pub fn che_cosa(&self) -> &'static str {
            self.forma().che_cosa(self.tipo == "estratto")
        }
    }
}

/// What only the office knows of a copy.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod richiesta {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "copie_richiesta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub copia_id: Id<super::copia::Entity>,
        pub lettere_impronta: Vec<u8>,
        pub richiedente: Option<String>,
        pub motivo: Option<String>,
        pub omesso: Option<String>,
        pub bollo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A withdrawal.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod ritiro {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "copie_ritiro")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub copia_id: Id<super::copia::Entity>,
        pub ritirata_at: Instant,
        pub persona_id: PersonId,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
