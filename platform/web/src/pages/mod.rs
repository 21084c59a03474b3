//! The pages that belong to no office.

mod home;
mod login;
mod public_log;
mod scrivania;
mod search;
mod second_factor;
mod statics;

pub(crate) use search::Suggestions;
use ui::TemplateFile;

use crate::{Access, Routes};

/// The templates of these pages.
pub const PAGES: &[TemplateFile] = &[
    TemplateFile { name: "web/accedi.html", source: include_str!("../../templates/accedi.html") },
    TemplateFile { name: "web/cerca.html", source: include_str!("../../templates/cerca.html") },
    TemplateFile { name: "web/registro.html", source: include_str!("../../templates/registro.html") },
    TemplateFile { name: "web/suggerimenti.html", source: include_str!("../../templates/suggerimenti.html") },
    TemplateFile { name: "web/scrivania.html", source: include_str!("../../templates/scrivania.html") },
];

impl Routes {
    /// The routes of the pages that belong to no office.
    #[must_use]
    pub fn shell() -> Self {
        Self::new()
            .get("/", Access::Public, home::home)
            .get("/salute", Access::Public, home::health)
            .get("/static/{hash}/{*path}", Access::Public, statics::file)
            .get("/accedi", Access::Public, login::form)
            .post("/accedi", Access::Public, login::submit)
            .post("/esci", Access::Public, login::leave)
            .get("/scrivania", Access::SignedIn, scrivania::page)
            .get("/cerca", Access::SignedIn, search::page)
            .get("/cerca/suggerimenti", Access::SignedIn, search::suggestions)
            .get("/registro", Access::Public, public_log::page)
            .get("/registro/chiave", Access::Public, public_log::key)
            .get("/registro/checkpoint", Access::Public, public_log::checkpoint)
            .get("/registro/tile/{*path}", Access::Public, public_log::tile)
    }
}
