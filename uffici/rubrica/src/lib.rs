//! Rubrica: the people and bodies that the comune deals with, for whoever keeps them in order. The records themselves are
//! `platform/directory`'s, shared by all offices; here are their pages, the merging of doubles, and the index of public
//! administrations.
//!
//! It is an office and not a page of the shell because it has work of its own to do, with permissions, a place in the menu and a
//! part of the manual; and because `platform` draws only what every installation has. It has no table: what it writes is the
//! directory's.
//!
//! See the README of this folder for what it lets one do and its invariants.

mod api;
mod azioni;
mod demo;
mod error;
mod pagine;
mod scheda;
mod storia;

use std::sync::Arc;

use office::{Furnish, FurnishError, Office};
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use azioni::{aggiungi_indirizzo, correggi, crea, diverse, ritira_indirizzo, separa, unisci};
pub use error::Error;
pub use pagine::render_samples;

/// The office.
#[derive(Debug)]
pub struct Rubrica;

static MENU: &[MenuEntry] = &[MenuEntry::new("Rubrica", "/rubrica", "it-user", &directory::CONSULTA)];

#[async_trait::async_trait]
impl Office for Rubrica {
    fn id(&self) -> &'static str {
        "rubrica"
    }

    fn menu(&self) -> &'static [MenuEntry] {
        MENU
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[("/rubrica", "rubrica")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes().and(api::routes())
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::Scrivania))
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "rubrica", cause: cause.into() })
    }
}
