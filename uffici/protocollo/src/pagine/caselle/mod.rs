//! The pages for whoever looks after the mailboxes: which there are, how each is reached, whose signatures are trusted.

mod atti;
mod elenco;
mod scheda;

use ui::{TemplateFile, Templates};
use web::{Access, Routes};

use crate::permissions::CASELLE;

/// Where the list is.
const BASE: &str = "/protocollo/caselle";

pub(super) const ELENCO: TemplateFile =
    TemplateFile { name: "protocollo/caselle.html", source: include_str!("../../../templates/caselle.html") };
pub(super) const SCHEDA: TemplateFile =
    TemplateFile { name: "protocollo/casella.html", source: include_str!("../../../templates/casella.html") };

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&CASELLE);
    Routes::new()
        .get("/protocollo/caselle", PUO, elenco::pagina)
        .get("/protocollo/caselle/nuova", PUO, scheda::nuova)
        .post("/protocollo/caselle/nuova", PUO, atti::aggiungi)
        .post("/protocollo/caselle/ricevute", PUO, atti::regola)
        .post("/protocollo/caselle/autorita", PUO, atti::aggiungi_autorita)
        .post("/protocollo/caselle/autorita/{id}/togli", PUO, atti::togli_autorita)
        .get("/protocollo/caselle/{id}", PUO, scheda::pagina)
        .post("/protocollo/caselle/{id}", PUO, atti::cambia)
        .post("/protocollo/caselle/{id}/prova", PUO, atti::prova)
        .post("/protocollo/caselle/{id}/stato", PUO, atti::accendi)
}

pub(super) fn render_samples(templates: &Templates) -> Result<(), ui::Error> {
    templates.samples::<elenco::Caselle>()?;
    templates.samples::<scheda::Scheda>()
}
