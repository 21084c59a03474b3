//! Libro firma: what waits for one's signature, read before it is signed, signed many at once, refused with a reason; and what one has put
//! up for others to sign.
//!
//! Signatures are made through the doors of `signing::sign`: a provider of remote signatures, the person's own tools (the document is taken
//! away and brought back), and in trial installations an authority without legal value. **Only hashes leave the house.**
//!
//! See the README of this folder for what it lets one do, its tables and its invariants.

mod api;
pub mod codice;
mod demo;
mod error;
pub mod firma;
mod jobs;
mod pagine;
mod permissions;
mod porta;
pub mod richiesta;
pub mod rules;
mod tables;
mod usati;
pub mod visibilita;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use porte::{firma::Firmabili, sottoscrizione::Sottoscrivibili};
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use error::Error;
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CHIEDI, FIRMA, GESTISCI};
pub use porta::Sottoscrive;
pub use rules::RichiestaId;
pub use tables::{
    apertura, chiusura, codice as tabella_codici, durata, firma as tabella_firme, passo, richiesta as tabella_richieste,
};
pub use usati::Usati;

/// Who has documents to be signed.
pub(crate) type Porte = &'static [&'static dyn Firmabili];

/// The office.
#[derive(Debug)]
pub struct LibroFirma {
    /// The offices of which documents are put up.
    pub firmabili: &'static [&'static dyn Firmabili],
    /// The offices whose papers are signed many at once by a consent given to a service of remote signatures.
    pub sottoscrivibili: &'static [&'static dyn Sottoscrivibili],
}

static MENU: &[MenuEntry] = &[
    MenuEntry::new("Libro firma", "/librofirma", "it-pencil", &FIRMA),
    MenuEntry::new("Messi alla firma", "/librofirma/messi", "it-pencil", &CHIEDI).unless(&FIRMA),
    MenuEntry::new("Chi firma", "/librofirma/codici", "it-key", &GESTISCI).unless(&FIRMA),
];

#[async_trait::async_trait]
impl Office for LibroFirma {
    fn id(&self) -> &'static str {
        "librofirma"
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
        &[("/librofirma", "libro-firma")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.firmabili, self.sottoscrivibili).and(api::routes(self.firmabili))
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![
            Arc::new(jobs::avvisa::Avvisa { porte: self.firmabili }),
            Arc::new(jobs::controlla::Controlla),
            Arc::new(jobs::rendi_durevole::RendiDurevole { uffici: self.sottoscrivibili }),
        ]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::Scrivania))
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "librofirma", cause: cause.into() })
    }
}
