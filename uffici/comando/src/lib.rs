//! Comando: where the people who look after the town hall run it from the browser. People and their way in, units, roles,
//! incarichi with dates and deputies, background work that waits for someone, the health of the system.
//!
//! See the README of this folder for permissions, invariants and events.

mod api;
pub mod autorita;
mod collegamenti;
mod custodia;
mod demo;
mod error;
mod fatti;
mod incarichi;
mod lavori;
mod modelli;
mod organigramma;
mod pagine;
mod permissions;
mod persone;
mod rules;
mod ruoli;
mod stato;
mod tables;

use authz::Permission;
use db::Migrations;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use error::Error;
pub use fatti::Passo;
pub use incarichi::{assenza, dai, elenca as incarichi_in, termina};
pub use organigramma::{apri, cambia, chiudi};
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CONSULTA, GESTISCI, SISTEMA};
pub use persone::{aggiungi, aiuta, correggi, stato as stato_di};
pub use ruoli::salva;
pub use tables::fatto;

/// The office.
#[derive(Debug)]
pub struct Comando;

static MENU: &[MenuEntry] = &[
    MenuEntry::new("Comando", "/comando", "it-settings", &permissions::CONSULTA),
    // Whoever sees Comando finds it there.
    MenuEntry::new("Collegamenti", "/comando/collegamenti", "it-link", &webhooks::COLLEGA)
        .unless(&permissions::CONSULTA),
    MenuEntry::new("Liste e autorità", "/comando/fiducia", "it-key", &validation::AUTORITA)
        .unless(&permissions::CONSULTA),
    MenuEntry::new("Testi dei documenti", "/comando/modelli", "it-file", &wording::TESTI)
        .unless(&permissions::CONSULTA),
];

#[async_trait::async_trait]
impl Office for Comando {
    fn id(&self) -> &'static str {
        "comando"
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
        pagine::GUIDA
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes().and(api::routes())
    }

    fn desk(&self) -> Option<std::sync::Arc<dyn Desk>> {
        Some(std::sync::Arc::new(pagine::collegamenti::Scrivania))
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "comando", cause: cause.into() })
    }
}
