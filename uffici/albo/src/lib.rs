//! Albo pretorio: what the municipality must make known to everybody, for the days that the law says, with the certificate that it was.
//!
//! The law: L. 69/2009, art. 32; D.Lgs. 267/2000 (TUEL), art. 124 and 134. Any office publishes through the door [`porte::albo::Pubblica`],
//! in its own transaction. See the README of this folder for invariants and tables.
//!
//! *Absent:* amministrazione trasparente (D.Lgs. 33/2013), an office of its own; the masking of words inside a PDF.

mod api;
mod bozza;
mod conto;
mod decisioni;
mod demo;
mod elenca;
mod error;
mod firme;
mod interruzioni;
mod jobs;
mod manifesto;
mod pagine;
mod parole;
mod permissions;
mod porta;
mod pubblica;
mod pubblico;
mod quadro;
mod referta;
mod regole;
mod rules;
mod tables;
mod usati;
mod vicende;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use porte::Originali;
use ui::TemplateFile;
use web::{Desk, MenuEntry, PublicEntry, PublicKind, Routes};

pub use self::jobs::{chiudi::chiudi, parole::leggi as leggi_parole};
pub use bozza::{Bozza, BozzaId, Foglio, Pezzo, Scritto, apri, comincia, pubblica_bozza};
pub use conto::Conto;
pub use elenca::{Documento, Filtro, Scheda, Vista, Voce, elenca, una};
pub use error::Error;
pub use interruzioni::{annota, interruzioni};
pub use pagine::render_samples;
pub use permissions::ALL as PERMISSIONS;
pub use porta::Albo as Porta;
pub use pubblico::{Assente, Visibile, leggi, pubbliche};
pub use quadro::{Quadro, quadro};
pub use regole::{InVigore, decidi, fissa_termine, regole, termini};
pub use rules::{Lettura, Regole};
pub use tables::{fatto, interruzione, pubblicazione, scelta, stato, termine};
pub use usati::Usati;
pub use vicende::{Vicenda, accade, ripubblica};

/// Who keeps documents that an outside body may ask to publish.
pub(crate) type Porte = &'static [&'static dyn Originali];

/// Who has the structured text of what is posted.
pub(crate) type Testi = &'static [&'static dyn porte::albo::Testi];

/// The office.
#[derive(Debug)]
pub struct AlboPretorio {
    /// The offices of whose documents a publication may be asked.
    pub originali: &'static [&'static dyn Originali],
    /// The offices that have a structured text of the acts that they post.
    pub testi: &'static [&'static dyn porte::albo::Testi],
}

static MENU: &[MenuEntry] = &[MenuEntry::new("Albo pretorio", "/albo/registro", "it-horn", &permissions::CONSULTA)];

static PUBLIC: &[PublicEntry] = &[PublicEntry {
    kind: PublicKind::Read,
    label: "Albo pretorio",
    href: "/albo",
    icon: "it-horn",
    text: "Delibere, determine, ordinanze, avvisi e bandi pubblicati in questi giorni, con i loro documenti, le firme e la prova.",
}];

#[async_trait::async_trait]
impl Office for AlboPretorio {
    fn id(&self) -> &'static str {
        "albo"
    }

    fn migrations(&self) -> Option<Migrations> {
        Some(tables::MIGRATIONS)
    }

    fn record_tables(&self) -> &'static [&'static dyn RecordTable] {
        tables::RECORD_TABLES
    }

    fn classes(&self) -> &'static str {
        include_str!("classes.tsv")
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn menu(&self) -> &'static [MenuEntry] {
        MENU
    }

    fn public(&self) -> &'static [PublicEntry] {
        PUBLIC
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[("/albo", "albo")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn papers(&self) -> &'static [&'static wording::Paper] {
        parole::CARTE
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.originali, self.testi).and(api::routes(self.originali))
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![Arc::new(jobs::referta::Affissione), Arc::new(jobs::chiudi::Chiudi), Arc::new(jobs::parole::Parole)]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![jobs::chiudi::EVERY_NIGHT, jobs::parole::EVERY_FIVE_MINUTES]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::scrivania::Scrivania))
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "albo", cause: cause.into() })
    }
}
