//! Contabilità: the ledger of chapters ("libro dei capitoli"), the first room of the office of accounting and so far its only one: what the
//! budget allocates to each chapter of spending, what is booked, committed, given back and liquidated on it, and what is left.
//!
//! Other offices come through the door [`porte::ragioneria::Ragioneria`], which [`Libro`] opens: in their own transaction, so that no act is
//! without its commitment nor the reverse.
//!
//! See the README of this folder for the law, the invariants, the tables, and for what is not here yet.

mod api;
mod decadi;
mod demo;
mod elenca;
mod error;
mod esercizio;
mod importa;
mod jobs;
mod libera;
mod libro;
mod pagine;
mod permissions;
mod riservato;
pub mod rules;
mod tables;
mod varia;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use ui::TemplateFile;
use web::{MenuEntry, Routes};

pub use decadi::decadi;
pub use elenca::{Mosso, Scheda, Variata, elenca, scheda, variazioni};
pub use error::Error;
pub use esercizio::{approva, bilanci, conteggio, scegli_conteggio};
pub use importa::{Bilancio, Importati, importa};
pub use libera::{libera, uno};
pub use libro::Libro;
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CONSULTA, IMPEGNA, LIQUIDA, PRENOTA, VARIA};
pub use tables::{bilancio, capitolo, gara, liquidazione, movimento, riduzione, scelta, stanziamento, variazione};
pub use varia::{Nuova, Parte, varia};

/// The office.
#[derive(Debug)]
pub struct Contabilita;

static MENU: &[MenuEntry] = &[MenuEntry::new("Capitoli", "/contabilita", "it-chart-line", &CONSULTA)];

#[async_trait::async_trait]
impl Office for Contabilita {
    fn id(&self) -> &'static str {
        "contabilita"
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

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[("/contabilita", "contabilita")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes().and(api::routes())
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![Arc::new(jobs::decadi::Decadi)]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![jobs::decadi::EVERY_NIGHT]
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "contabilita", cause: cause.into() })
    }
}
