//! The tables of the office. Each entity is one table of the migrations, where the columns are told.
#![expect(missing_docs, reason = "the columns are told in the migrations")]

pub mod annotazione;
pub mod emergenza;
pub mod emergenza_giorno;
pub mod emergenza_periodo;
pub mod emergenza_voce;
pub mod inoltro;
mod posta;
pub mod ricevuta_ritorno;

pub use posta::{casella, invio, messaggio, messaggio_stato};

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

use crate::fascicolo::tables as fascicolo;
use crate::spedizione::tabelle;

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "protocollo",
    steps: &[
        Migration { name: "0001_registro", sql: include_str!("migrations/0001_registro.sql") },
        Migration { name: "0002_esportazione", sql: include_str!("migrations/0002_esportazione.sql") },
        Migration { name: "0003_attesa", sql: include_str!("migrations/0003_attesa.sql") },
        Migration { name: "0004_posta", sql: include_str!("migrations/0004_posta.sql") },
        Migration { name: "0005_spedizione", sql: include_str!("migrations/0005_spedizione.sql") },
        Migration { name: "0006_fascicolo", sql: include_str!("migrations/0006_fascicolo.sql") },
        Migration { name: "0007_giornaliero", sql: include_str!("migrations/0007_giornaliero.sql") },
        Migration { name: "0008_emergenza", sql: include_str!("migrations/0008_emergenza.sql") },
        Migration { name: "0009_fascicolo_termine", sql: include_str!("migrations/0009_fascicolo_termine.sql") },
        Migration { name: "0010_titolario", sql: include_str!("migrations/0010_titolario.sql") },
        Migration { name: "0011_proposte", sql: include_str!("migrations/0011_proposte.sql") },
        Migration { name: "0012_sportello", sql: include_str!("migrations/0012_sportello.sql") },
        Migration { name: "0013_ricerche", sql: include_str!("migrations/0013_ricerche.sql") },
        Migration { name: "0015_firma", sql: include_str!("migrations/0015_firma.sql") },
        Migration { name: "0016_caselle", sql: include_str!("migrations/0016_caselle.sql") },
        Migration { name: "0017_sigillo", sql: include_str!("migrations/0017_sigillo.sql") },
        Migration { name: "0018_riscontri", sql: include_str!("migrations/0018_riscontri.sql") },
        Migration { name: "0019_sigilli", sql: include_str!("migrations/0019_sigilli.sql") },
        Migration { name: "0020_alla_firma", sql: include_str!("migrations/0020_alla_firma.sql") },
        Migration { name: "0021_firma_ufficio", sql: include_str!("migrations/0021_firma_ufficio.sql") },
        Migration { name: "0022_firma_conservata", sql: include_str!("migrations/0022_firma_conservata.sql") },
        Migration { name: "0023_deposito", sql: include_str!("migrations/0023_deposito.sql") },
        Migration { name: "0024_comunicazione", sql: include_str!("migrations/0024_comunicazione.sql") },
        Migration { name: "0025_annotazione", sql: include_str!("migrations/0025_annotazione.sql") },
        Migration { name: "0026_collegamento", sql: include_str!("migrations/0026_collegamento.sql") },
        Migration { name: "0027_sigillo_risposta", sql: include_str!("migrations/0027_sigillo_risposta.sql") },
    ],
};

/// The tables of record: all but the drafts, how the reading of mailboxes went, and where in them messages lay.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<registrazione::Entity>::NEW,
    &Table::<stato::Entity>::NEW,
    &Table::<parte::Entity>::NEW,
    &Table::<allegato::Entity>::NEW,
    &Table::<assegnazione::Entity>::NEW,
    &Table::<fatto::Entity>::NEW,
    &Table::<titolario::Entity>::NEW,
    crate::titolario::tabelle::VERSIONE,
    crate::titolario::tabelle::PASSAGGIO,
    crate::titolario::tabelle::SEGUITO,
    crate::repertorio::tabelle::REPERTORIO,
    crate::repertorio::tabelle::VOCE,
    &Table::<esportazione::Entity>::NEW,
    &Table::<casella::Entity>::NEW,
    &Table::<messaggio::Entity>::NEW,
    &Table::<messaggio_stato::Entity>::NEW,
    &Table::<crate::posta::tabelle::firma::Entity>::NEW,
    &Table::<crate::posta::tabelle::ancora::Entity>::NEW,
    &Table::<crate::posta::tabelle::regola::Entity>::NEW,
    &Table::<crate::posta::tabelle::accesso::Entity>::NEW,
    &Table::<invio::Entity>::NEW,
    &Table::<giornaliero::Entity>::NEW,
    &Table::<crate::stampa::tabella::Entity>::NEW,
    &Table::<tabelle::spedizione::Entity>::NEW,
    &Table::<tabelle::fatto::Entity>::NEW,
    &Table::<tabelle::stato::Entity>::NEW,
    crate::riscontro::tabelle::SEGNATURA,
    crate::riscontro::tabelle::SIGILLO,
    crate::riscontro::tabelle::ARRIVATO,
    crate::riscontro::tabelle::VISTO,
    crate::riscontro::tabelle::RISCONTRO,
    crate::riscontro::tabelle::FATTO,
    crate::riscontro::tabelle::STATO,
    &Table::<emergenza::Entity>::NEW,
    &Table::<emergenza_periodo::Entity>::NEW,
    &Table::<emergenza_voce::Entity>::NEW,
    &Table::<emergenza_giorno::Entity>::NEW,
    crate::differita::tables::DIFFERIMENTO,
    crate::differita::tables::DIFFERITA,
    crate::correzione::tables::CORREZIONE,
    crate::termine::tables::TERMINE,
    crate::termine::tables::FATTO,
    crate::alla_firma::tabelle::ALLA_FIRMA,
    crate::alla_firma::tabelle::FINE,
    crate::comunicazione::tabella::COMUNICAZIONE,
    &Table::<inoltro::Entity>::NEW,
    &Table::<annotazione::Entity>::NEW,
    crate::collegamento::tabella::COLLEGAMENTO,
    &Table::<ricevuta_ritorno::Entity>::NEW,
    fascicolo::FASCICOLO,
    fascicolo::STATO,
    fascicolo::FATTO,
    fascicolo::UFFICIO,
    fascicolo::VOCE,
    fascicolo::DEPOSITO,
    fascicolo::RICHIAMO,
];

/// An entry of the register.
pub mod registrazione {
    use authz::{PersonId, UnitId};
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_registrazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub numero: i64,
        pub verso: String,
        pub registrata_at: Instant,
        pub registrata_da: PersonId,
        pub ufficio_id: UnitId,
        pub oggetto: String,
        pub mezzo: String,
        pub arrivata_il: Option<Date>,
        pub protocollo_mittente: Option<String>,
        pub data_mittente: Option<Date>,
        pub riservata: bool,
        pub impronta: Option<String>,
        pub note: Option<String>,
        pub chiave: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What may change around an entry.
pub mod stato {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::registrazione::Entity>,
        pub classe: Option<String>,
        pub annullata: bool,
        pub da_assegnare: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A sender or addressee.
pub mod parte {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_parte")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::registrazione::Entity>,
        pub ruolo: String,
        pub ordine: i64,
        pub soggetto_id: Option<Id<directory::subject::Entity>>,
        pub nome: String,
        pub codice_fiscale: Option<String>,
        pub indirizzo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A document of an entry.
pub mod allegato {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_allegato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::registrazione::Entity>,
        pub documento_id: Id<documents::document::Entity>,
        pub principale: bool,
        pub ordine: i64,
        pub impronta: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// To whom an entry is given.
pub mod assegnazione {
    use authz::{PersonId, UnitId};
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_assegnazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::registrazione::Entity>,
        pub ufficio_id: UnitId,
        pub persona_id: Option<PersonId>,
        pub tipo: String,
        pub stato: String,
        pub assegnata_da: PersonId,
        pub assegnata_at: Instant,
        pub nota: Option<String>,
        pub risposta_da: Option<PersonId>,
        pub risposta_at: Option<Instant>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A later fact about an entry.
pub mod fatto {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub registrazione_id: Id<super::registrazione::Entity>,
        pub tipo: String,
        pub testo: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A class of the classification plan.
pub mod titolario {
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_titolario")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub codice: String,
        pub titolo: String,
        pub nome: String,
        pub valida_dal: Date,
        pub valida_al: Option<Date>,
        pub versione_id: Option<Id<crate::titolario::tabelle::versione::Entity>>,
        pub descrizione: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The register of a day.
pub mod giornaliero {
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_giornaliero")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub numero: i64,
        pub giorno: Date,
        pub dopo_anno: i64,
        pub dopo_numero: i64,
        pub fino_anno: i64,
        pub fino_numero: i64,
        pub quante: i64,
        pub fatti: i64,
        pub documento_id: Id<documents::document::Entity>,
        pub metadati_id: Id<documents::document::Entity>,
        pub impronta: String,
        pub fatto_at: Instant,
        pub sigillo_id: Option<seal::SealId>,
        pub marcato: Option<bool>,
        pub sigillo_nota: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A copy of the list that somebody took away.
pub mod esportazione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "protocollo_esportazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub persona_id: PersonId,
        pub at: Instant,
        pub formato: String,
        pub filtro: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
