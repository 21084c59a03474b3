//! The pages that belong to no office.

mod account;
mod api;
mod guide;
mod home;
mod login;
mod provider;
mod public_log;
mod scrivania;
mod search;
mod second_factor;
mod statics;

pub(crate) use guide::HELP;
use ui::TemplateFile;

use crate::{Access, Routes};

/// The templates of these pages.
pub const PAGES: &[TemplateFile] = &[
    TemplateFile { name: "web/accedi.html", source: include_str!("../../templates/accedi.html") },
    TemplateFile { name: "web/accedi_codice.html", source: include_str!("../../templates/accedi_codice.html") },
    TemplateFile { name: "web/account/index.html", source: include_str!("../../templates/account/index.html") },
    TemplateFile { name: "web/account/chiavi.html", source: include_str!("../../templates/account/chiavi.html") },
    TemplateFile {
        name: "web/account/chiave_fatta.html",
        source: include_str!("../../templates/account/chiave_fatta.html"),
    },
    TemplateFile {
        name: "web/account/chiave_nuova.html",
        source: include_str!("../../templates/account/chiave_nuova.html"),
    },
    TemplateFile { name: "web/account/codice.html", source: include_str!("../../templates/account/codice.html") },
    TemplateFile { name: "web/account/conferma.html", source: include_str!("../../templates/account/conferma.html") },
    TemplateFile { name: "web/account/passkey.html", source: include_str!("../../templates/account/passkey.html") },
    TemplateFile {
        name: "web/account/passkey_nuova.html",
        source: include_str!("../../templates/account/passkey_nuova.html"),
    },
    TemplateFile { name: "web/account/password.html", source: include_str!("../../templates/account/password.html") },
    TemplateFile { name: "web/account/recupero.html", source: include_str!("../../templates/account/recupero.html") },
    TemplateFile { name: "web/account/sessioni.html", source: include_str!("../../templates/account/sessioni.html") },
    TemplateFile { name: "web/api.html", source: include_str!("../../templates/api.html") },
    TemplateFile { name: "web/cerca.html", source: include_str!("../../templates/cerca.html") },
    TemplateFile { name: "web/guida.html", source: include_str!("../../templates/guida.html") },
    TemplateFile { name: "web/ingresso.html", source: include_str!("../../templates/ingresso.html") },
    TemplateFile { name: "web/registro.html", source: include_str!("../../templates/registro.html") },
    TemplateFile { name: "web/scrivania.html", source: include_str!("../../templates/scrivania.html") },
];

impl Routes {
    /// The routes of the pages that belong to no office.
    #[must_use]
    pub fn shell() -> Self {
        Self::new()
            .get("/", Access::Public, home::home)
            .get("/salute", Access::Public, home::health)
            .get(crate::metrics::PATH, Access::Operator, crate::metrics::page)
            .get("/static/{hash}/{*path}", Access::Public, statics::file)
            .get("/accedi", Access::Public, login::form)
            .post("/accedi", Access::Public, login::submit)
            .get("/accedi/codice", Access::Public, second_factor::restart)
            .post("/accedi/codice", Access::Public, second_factor::code)
            .get("/accedi/passkey", Access::Public, second_factor::restart)
            .post("/accedi/passkey", Access::Public, second_factor::passkey)
            .get("/accedi/ente", Access::Public, provider::go)
            .get(crate::PROVIDER_RETURN, Access::Public, provider::back)
            .post("/esci", Access::Public, login::leave)
            .get("/scrivania", Access::SignedIn, scrivania::page)
            .get("/cerca", Access::SignedIn, search::page)
            .get("/cerca/suggerimenti", Access::SignedIn, search::suggestions)
            .get("/guida", Access::Public, guide::contents)
            .get("/guida/{nome}", Access::Public, guide::page)
            .get("/guida/immagini/{nome}", Access::Public, guide::picture)
            .get("/registro", Access::Public, public_log::page)
            .upload("/registro", Access::Public, public_log::check)
            .get("/registro/chiave", Access::Public, public_log::key)
            .get("/registro/checkpoint", Access::Public, public_log::checkpoint)
            .get("/registro/tile/{*path}", Access::Public, public_log::tile)
            .get("/api", Access::Public, api::page)
            .get("/api/v1/openapi.json", Access::Public, api::document)
            .and(account::routes())
    }
}

#[cfg(test)]
mod tests;
