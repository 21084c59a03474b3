//! The tables of the office. Each entity is one table of the migrations, where the columns are told.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

pub(crate) use crate::scarto::tabelle::{piano, piano_conferma, piano_voce, scarto, scarto_voce, vincolo};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "conservazione",
    steps: &[
        Migration { name: "0001_conservazione", sql: include_str!("migrations/0001_conservazione.sql") },
        Migration { name: "0002_esibizione", sql: include_str!("migrations/0002_esibizione.sql") },
        Migration { name: "0003_giorno", sql: include_str!("migrations/0003_giorno.sql") },
        Migration { name: "0004_versione", sql: include_str!("migrations/0004_versione.sql") },
        Migration { name: "0005_evidenza", sql: include_str!("migrations/0005_evidenza.sql") },
        Migration { name: "0006_rinnovo", sql: include_str!("migrations/0006_rinnovo.sql") },
        Migration { name: "0007_scarto", sql: include_str!("migrations/0007_scarto.sql") },
    ],
};

/// The tables of record: all but how far offices were asked, and the sealed password.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<cosa::Entity>::NEW,
    &Table::<stato::Entity>::NEW,
    &Table::<pacchetto::Entity>::NEW,
    &Table::<file::Entity>::NEW,
    &Table::<versamento::Entity>::NEW,
    &Table::<esito::Entity>::NEW,
    &Table::<conservatore::Entity>::NEW,
    &Table::<rilettura::Entity>::NEW,
    &Table::<esibizione::Entity>::NEW,
    &Table::<marca::Entity>::NEW,
    &Table::<evidenza::Entity>::NEW,
    &Table::<rinnovo::Entity>::NEW,
    &Table::<piano::Entity>::NEW,
    &Table::<piano_voce::Entity>::NEW,
    &Table::<piano_conferma::Entity>::NEW,
    &Table::<vincolo::Entity>::NEW,
    &Table::<scarto::Entity>::NEW,
    &Table::<scarto_voce::Entity>::NEW,
];

/// A thing to be kept.
pub mod cosa {
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_cosa")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fonte: String,
        pub tipo: String,
        pub cosa_id: Uuid,
        pub versione: i64,
        pub nome: String,
        pub nata_at: Instant,
        pub termine: Date,
        pub presa_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How it stands.
pub mod stato {
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub cosa_id: Id<super::cosa::Entity>,
        pub tipo: String,
        pub stato: String,
        pub dal: Instant,
        pub termine: Date,
        pub pronta_dal: Date,
        pub causa: Option<String>,
        pub pacchetto_id: Option<Id<super::pacchetto::Entity>>,
        pub tentativi: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A package.
pub mod pacchetto {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_pacchetto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub cosa_id: Id<super::cosa::Entity>,
        pub anno: i64,
        pub numero: i64,
        pub documento_id: Id<documents::document::Entity>,
        pub metadati_id: Id<documents::document::Entity>,
        pub impronta: String,
        pub impronta_indice: String,
        pub file: i64,
        pub byte: i64,
        pub sigillo_id: seal::SealId,
        pub marcato: bool,
        pub fatto_at: Instant,
        pub versione: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A file of a package.
pub mod file {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pacchetto_id: Id<super::pacchetto::Entity>,
        pub ordine: i64,
        pub nome: String,
        pub percorso: String,
        pub documento_id: Id<documents::document::Entity>,
        pub impronta: String,
        pub byte: i64,
        pub formato: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A deposit that was begun.
pub mod versamento {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_versamento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pacchetto_id: Id<super::pacchetto::Entity>,
        pub come: String,
        pub verso: String,
        pub versato_id: Option<Id<documents::document::Entity>>,
        pub persona_id: Option<PersonId>,
        pub iniziato_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a deposit.
pub mod esito {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_esito")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub versamento_id: Id<super::versamento::Entity>,
        pub esito: String,
        pub causa: Option<String>,
        pub urn: Option<String>,
        pub ricevuta_id: Option<Id<documents::document::Entity>>,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// To whom deposits go.
pub mod conservatore {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_conservatore")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub attivo: bool,
        pub nome: String,
        pub indirizzo: String,
        pub ambiente: String,
        pub ente: String,
        pub struttura: String,
        pub utente: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A reading of what was packed.
pub mod rilettura {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_rilettura")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub iniziata_at: Instant,
        pub finita_at: Instant,
        pub letti: i64,
        pub byte: i64,
        pub guasti: i64,
        pub quali: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A package that was shown to somebody.
pub mod esibizione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_esibizione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pacchetto_id: Id<super::pacchetto::Entity>,
        pub richiedente: String,
        pub motivo: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A time stamp of the archive, over many packages.
pub mod marca {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_marca")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub algoritmo: String,
        pub token: Vec<u8>,
        pub autorita: Option<String>,
        pub marcata_at: Instant,
        pub fino: Instant,
        pub pacchetti: i64,
        pub fatta_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a package keeps of such a stamp.
pub mod evidenza {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_evidenza")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub pacchetto_id: Id<super::pacchetto::Entity>,
        pub marca_id: Id<super::marca::Entity>,
        pub catena: i64,
        pub posto: i64,
        pub albero: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a night's stamping did.
pub mod rinnovo {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_rinnovo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fatto_at: Instant,
        pub nuovi: i64,
        pub rinnovati: i64,
        pub guasti: i64,
        pub quali: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
