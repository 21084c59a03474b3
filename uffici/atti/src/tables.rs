//! The tables of the office. Columns are told in the migration.

use db::{Migration, Migrations};
use kernel::Id;
use ledger::{RecordTable, Table};

/// The steps of the office's tables.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    owner: "atti",
    steps: &[
        Migration { name: "0001_atti", sql: include_str!("migrations/0001_atti.sql") },
        Migration { name: "0002_copia", sql: include_str!("migrations/0002_copia.sql") },
        Migration { name: "0003_fascicolo", sql: include_str!("migrations/0003_fascicolo.sql") },
        Migration { name: "0004_passati", sql: include_str!("migrations/0004_passati.sql") },
        Migration { name: "0005_comunicazioni", sql: include_str!("migrations/0005_comunicazioni.sql") },
        Migration { name: "0006_durata", sql: include_str!("migrations/0006_durata.sql") },
        Migration { name: "0007_ricerca", sql: include_str!("migrations/0007_ricerca.sql") },
        Migration { name: "0008_emendamenti", sql: include_str!("migrations/0008_emendamenti.sql") },
    ],
};

/// The tables of record.
pub(crate) const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<atto::Entity>::NEW,
    &Table::<stato::Entity>::NEW,
    &Table::<versione::Entity>::NEW,
    &Table::<firma::Entity>::NEW,
    &Table::<allegato::Entity>::NEW,
    &Table::<relazione::Entity>::NEW,
    &Table::<fatto::Entity>::NEW,
    &Table::<movimento::Entity>::NEW,
    &Table::<modello::Entity>::NEW,
    &Table::<copia::Entity>::NEW,
    crate::fascicolo::tabella::FASCICOLO,
    &Table::<crate::passati::passato::Entity>::NEW,
    &Table::<crate::passati::voce::Entity>::NEW,
    crate::comunicazioni::tabelle::RECAPITO,
    crate::comunicazioni::tabelle::NOTIFICA,
    crate::durevole::tabella::DURATA,
    crate::emendamenti::tabelle::EMENDAMENTO,
    crate::emendamenti::tabelle::FATTO,
];

/// The id of an act.
pub type AttoId = Id<atto::Entity>;

/// An act.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod atto {
    use authz::{PersonId, UnitId};
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_atto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub tipo: String,
        pub iter: String,
        pub unita_id: UnitId,
        pub autore_id: PersonId,
        pub creato_at: Instant,
        pub proposta_anno: i64,
        pub proposta_numero: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How an act stands.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod stato {
    use authz::{PersonId, UnitId};
    use documents::document;
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    use crate::rules::{
        righe::Riga,
        tipi::{TIPI, Tipo},
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_stato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub tipo: String,
        pub iter: String,
        pub unita_id: UnitId,
        pub autore_id: PersonId,
        pub creato_at: Instant,
        pub oggetto: String,
        pub oggetto_pubblico: Option<String>,
        pub riservato: bool,
        pub da_pubblicare: bool,
        pub scelta_dati: Option<String>,
        pub riflessi_contabili: bool,
        pub revisori: bool,
        pub del_governo: bool,
        pub durata_al: Option<Date>,
        pub destinatari: Option<String>,
        pub rup_id: Option<PersonId>,
        pub righe: String,
        pub chiuso: bool,
        pub versione: i64,
        pub voto: Option<String>,
        pub immediata: bool,
        pub registro: Option<String>,
        pub anno: Option<i64>,
        pub numero: Option<i64>,
        pub settore_numero: Option<i64>,
        pub adottato_at: Option<Instant>,
        pub documento_id: Option<Id<document::Entity>>,
        pub pubblico_id: Option<Id<document::Entity>>,
        pub pubblicazione_id: Option<Uuid>,
        pub pubblicato_fino_al: Option<Date>,
        pub efficace_dal: Option<Date>,
        pub efficace_perche: Option<String>,
        pub superato: Option<String>,
        pub cerca: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Its kind. A row is only ever written with one that is known.
        pub fn tipo(&self) -> &'static Tipo {
            Tipo::di(&self.tipo).unwrap_or(&TIPI[0])
        }

        /// Its accounting lines.
        ///
        /// # Errors
        /// When what was kept cannot be read.
        pub fn righe(&self) -> Result<Vec<Riga>, serde_json::Error> {
            serde_json::from_str(&self.righe)
        }

        /// "Determina con impegno di spesa".
        pub fn nome(&self) -> String {
            let variante = Tipo::dell_iter(&self.iter).map(|(_, variante)| variante).unwrap_or_default();
            self.tipo().nome_con(variante)
        }

        /// "Determinazione n. 195 del 17/03/2026", once it is adopted.
        pub fn estremi(&self) -> Option<String> {
            Some(self.tipo().cita(self.numero?, self.adottato_at?.date()))
        }

        /// What everybody may read of its subject.
        pub fn oggetto_per_tutti(&self) -> &str {
            self.oggetto_pubblico.as_deref().unwrap_or(&self.oggetto)
        }
    }
}

/// A text that was fixed.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod versione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_versione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub n: i64,
        pub at: Instant,
        pub persona_id: PersonId,
        pub oggetto: String,
        pub testo: String,
        pub righe: String,
        pub impronta: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A signature.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod firma {
    use authz::PersonId;
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::rules::pareri::nome_firma;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_firma")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub passo: String,
        pub chiave: String,
        pub cosa: String,
        pub versione: i64,
        pub impronta: Vec<u8>,
        pub at: Instant,
        pub persona_id: PersonId,
        pub nessun_conflitto: bool,
        pub esito: Option<String>,
        pub testo: Option<String>,
        pub porta: String,
        pub titolare: String,
        pub codice_fiscale: Option<String>,
        pub certificato: Vec<u8>,
        pub marcata: bool,
        pub segno: String,
        pub frase: String,
        pub documento_id: Id<document::Entity>,
    }

    impl Model {
        /// Who signed, by the certificate, for whoever may read the act. Where its only name holds their tax code, as
        /// the first Italian certificates had it (`ROSSI/MARIO/RSSMRA80A01H501U/…`), it is not told: that code is
        /// nobody's to read.
        pub fn firmatario(&self) -> &str {
            self.nome_certificato().unwrap_or("firmatario senza nome nel certificato")
        }

        /// The name in the certificate, where it has one that holds no tax code.
        pub(crate) fn nome_certificato(&self) -> Option<&str> {
            let name = self.titolare.trim();
            let coded = self.codice_fiscale.as_deref().is_some_and(|code| !code.is_empty() && name.contains(code));
            (!name.is_empty() && !coded).then_some(name)
        }

        /// What it is: "Firma di chi presiede", "Parere di regolarità tecnica".
        pub fn nome(&self) -> &'static str {
            nome_firma(&self.cosa)
        }

        /// Whether it was made for trial, without legal value.
        pub fn di_prova(&self) -> bool {
            self.porta == "prova"
        }
    }

    #[cfg(test)]
    impl Model {
        /// A signature of the act itself, made for trial.
        pub(crate) fn esempio(titolare: &str) -> Self {
            Self {
                id: kernel::Uuid::nil().into(),
                atto_id: kernel::Uuid::nil().into(),
                passo: "firma".into(),
                chiave: "k".into(),
                cosa: "atto".into(),
                versione: 1,
                impronta: Vec::new(),
                at: Instant::from_micros(1_795_599_727_000_000),
                persona_id: kernel::Uuid::nil().into(),
                nessun_conflitto: true,
                esito: None,
                testo: None,
                porta: "prova".into(),
                titolare: titolare.into(),
                codice_fiscale: Some("RSSMRA80A01H501U".into()),
                certificato: Vec::new(),
                marcata: false,
                segno: "green".into(),
                frase: String::new(),
                documento_id: kernel::Uuid::nil().into(),
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A file beside the act.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod allegato {
    use documents::document;
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_allegato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub posizione: i64,
        pub titolo: String,
        pub documento_id: Id<document::Entity>,
        pub parte_integrante: bool,
        pub pubblica: Option<String>,
        pub omissis_id: Option<Id<document::Entity>>,
        pub motivo: Option<String>,
        pub tolto: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What an act does to another.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod relazione {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_relazione")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub da_id: super::AttoId,
        pub a_id: super::AttoId,
        pub tipo: String,
        pub at: Instant,
        pub persona_id: PersonId,
        pub motivo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened to an act.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod fatto {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_fatto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub at: Instant,
        pub tipo: String,
        pub giorno: Option<Date>,
        pub testo: String,
        pub persona_id: Option<PersonId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What an act has in the accounting office.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod movimento {
    use kernel::{Cents, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_movimento")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub posizione: i64,
        pub genere: String,
        pub movimento_id: Option<Uuid>,
        pub anno: i64,
        pub numero: i64,
        pub importo: Cents,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A text kept by the office.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod modello {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_modello")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub genere: String,
        pub codice: String,
        pub nome: String,
        pub dove: String,
        pub testo: String,
        pub valido_dal: Date,
        pub valido_al: Option<Date>,
        pub at: Instant,
        pub persona_id: Option<PersonId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A copy that bears the number of the register.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod copia {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_copia")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub atto_id: super::AttoId,
        pub impronta: Vec<u8>,
        pub per_tutti: bool,
        pub at: Instant,
        pub persona_id: PersonId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
