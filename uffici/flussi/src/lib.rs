//! Iter: how the files of all offices go. Their definitions drawn, compared, written in forms, tried on an imaginary
//! file, put in force with a reason and put back; where files wait, for whom and how long; what waits for me; the
//! night's work on terms.
//!
//! The files are other offices', and so are the words that definitions use: both come through [`pratiche::Materia`],
//! of which the binary's list hands in one for each office that has files. The engine is `platform/iter`, what is
//! kept of it `platform/pratiche`.
//!
//! See the README of this folder.

mod api;
mod api_calendario;
mod api_definizioni;
mod azioni;
mod error;
mod jobs;
mod modulo;
mod pagine;
mod permissions;

use std::sync::Arc;

use authz::Permission;
use ente::Ente;
use office::Office;
use pratiche::Materia;
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use error::Error;
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CONSULTA, GESTISCI};

/// What the offices have files of.
pub type Materie = &'static [&'static dyn Materia];

/// The office.
pub struct Flussi {
    materie: Materie,
}

impl Flussi {
    /// With these matters.
    pub const fn new(materie: Materie) -> Self {
        Self { materie }
    }
}

static MENU: &[MenuEntry] = &[MenuEntry::new("Iter", "/flussi", "it-exchange-circle", &permissions::CONSULTA)];

#[async_trait::async_trait]
impl Office for Flussi {
    fn id(&self) -> &'static str {
        "flussi"
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn menu(&self) -> &'static [MenuEntry] {
        MENU
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[("/flussi", "iter")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.materie).and(api::routes(self.materie)).and(api_definizioni::routes(self.materie))
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![Arc::new(jobs::Scadenze { materie: self.materie }), Arc::new(jobs::Rifai { materie: self.materie })]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![jobs::OGNI_NOTTE]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::scrivania::Scrivania { materie: self.materie }))
    }
}
