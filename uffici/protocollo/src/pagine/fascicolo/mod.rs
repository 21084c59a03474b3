//! The pages of the fascicoli, one a file; each calls one action of [`crate::fascicolo`].

mod apri;
mod azione;
mod ciclo;
mod condividi;
mod continuita;
mod correggi;
mod depositi;
mod elenco;
mod esporta;
mod indice;
mod metti;
mod nella_scheda;
mod scheda;
mod togli;
mod trasferisci;

pub(super) use nella_scheda::{Fascicolazione, richiami};

use kernel::Refusal;
use porte::fascicoli::Depositano;
use ui::{Page, TemplateFile, Templates};
use web::{Access, Ctx, Error, Path, Query, Response, Routes, StatusCode};

use super::modulo::errors_or as errori;
use crate::{
    fascicolo::{Chiave, scheda::Scheda},
    permissions::{CONSULTA, FASCICOLA},
};

/// The list of fascicoli.
pub(super) const BASE: &str = "/protocollo/fascicoli";

pub(super) const ELENCO: TemplateFile =
    TemplateFile { name: "protocollo/fascicoli.html", source: include_str!("../../../templates/fascicoli.html") };
pub(super) const SCHEDA: TemplateFile =
    TemplateFile { name: "protocollo/fascicolo.html", source: include_str!("../../../templates/fascicolo.html") };
pub(super) const APRI: TemplateFile = TemplateFile {
    name: "protocollo/fascicolo_apri.html",
    source: include_str!("../../../templates/fascicolo_apri.html"),
};
pub(super) const AZIONE: TemplateFile = TemplateFile {
    name: "protocollo/fascicolo_azione.html",
    source: include_str!("../../../templates/fascicolo_azione.html"),
};
pub(super) const CONDIVIDI: TemplateFile = TemplateFile {
    name: "protocollo/fascicolo_condividi.html",
    source: include_str!("../../../templates/fascicolo_condividi.html"),
};
pub(super) const CORREGGI: TemplateFile = TemplateFile {
    name: "protocollo/fascicolo_correggi.html",
    source: include_str!("../../../templates/fascicolo_correggi.html"),
};
pub(super) const METTI: TemplateFile = TemplateFile {
    name: "protocollo/fascicolo_metti.html",
    source: include_str!("../../../templates/fascicolo_metti.html"),
};
pub(super) const NELLA_SCHEDA: TemplateFile = TemplateFile {
    name: "protocollo/scheda_fascicoli.html",
    source: include_str!("../../../templates/scheda_fascicoli.html"),
};

pub(super) fn routes(depositi: Depositano) -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const FASCICOLANO: Access = Access::With(&FASCICOLA);
    Routes::new()
        .get(BASE, CONSULTANO, elenco::pagina)
        .get("/protocollo/fascicoli/esporta.csv", CONSULTANO, esporta::come_csv)
        .get("/protocollo/fascicoli/suggerisci", FASCICOLANO, elenco::suggerisci)
        .get("/protocollo/fascicoli/nuovo", FASCICOLANO, apri::pagina)
        .post("/protocollo/fascicoli/nuovo", FASCICOLANO, apri::invia)
        .get(
            "/protocollo/fascicoli/{fascicolo}",
            CONSULTANO,
            move |ctx: Ctx, chiave: Path<Chiave>, posto: Query<scheda::Posto>| {
                scheda::pagina(ctx, chiave, posto, depositi)
            },
        )
        .get("/protocollo/fascicoli/{fascicolo}/indice.pdf", CONSULTANO, move |ctx: Ctx, chiave: Path<Chiave>| {
            indice::pdf(ctx, chiave, depositi)
        })
        .post("/protocollo/fascicoli/{fascicolo}/metti", FASCICOLANO, metti::dal_fascicolo)
        .get("/protocollo/fascicoli/{fascicolo}/togli/{voce}", FASCICOLANO, togli::pagina)
        .post("/protocollo/fascicoli/{fascicolo}/togli/{voce}", FASCICOLANO, togli::invia)
        .get("/protocollo/fascicoli/{fascicolo}/chiudi", FASCICOLANO, ciclo::chiudi_pagina)
        .post("/protocollo/fascicoli/{fascicolo}/chiudi", FASCICOLANO, ciclo::chiudi_invia)
        .get("/protocollo/fascicoli/{fascicolo}/riapri", FASCICOLANO, ciclo::riapri_pagina)
        .post("/protocollo/fascicoli/{fascicolo}/riapri", FASCICOLANO, ciclo::riapri_invia)
        .get("/protocollo/fascicoli/{fascicolo}/trasferisci", FASCICOLANO, trasferisci::pagina)
        .post("/protocollo/fascicoli/{fascicolo}/trasferisci", FASCICOLANO, trasferisci::invia)
        .get("/protocollo/fascicoli/{fascicolo}/correggi", FASCICOLANO, correggi::pagina)
        .post("/protocollo/fascicoli/{fascicolo}/correggi", FASCICOLANO, correggi::invia)
        .get("/protocollo/fascicoli/{fascicolo}/condividi", FASCICOLANO, condividi::pagina)
        .post("/protocollo/fascicoli/{fascicolo}/condividi", FASCICOLANO, condividi::invia)
        .post("/protocollo/fascicoli/{fascicolo}/condividi/togli", FASCICOLANO, condividi::togli)
        .get("/protocollo/{anno}/{numero}/fascicolo", FASCICOLANO, metti::pagina)
        .post("/protocollo/{anno}/{numero}/fascicolo", FASCICOLANO, metti::dalla_registrazione)
}

/// The address of a fascicolo.
pub(crate) fn href_di(chiave: &Chiave) -> String {
    format!("{BASE}/{}", chiave.in_address())
}

/// A page under a fascicolo; one that comes back with errors says so by its status.
async fn mostra<P: Page>(ctx: &Ctx, title: &str, chiave: &Chiave, page: &P, failed: bool) -> Result<Response, Error> {
    let name = format!("Fascicolo {chiave}");
    let mut response = ctx.page(title, &[("Fascicoli", BASE), (&name, &href_di(chiave))], page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Refuses a page about what only they may do who look after the fascicolo.
fn solo_chi_cura(scheda: &Scheda) -> Result<(), Error> {
    if scheda.cura {
        return Ok(());
    }
    let sentence = "Di questo fascicolo risponde un altro ufficio: chiedi a chi lo cura, lo trovi nella sua pagina.";
    Err(Refusal::because(sentence).into())
}

/// Renders the pages with their samples.
///
/// # Errors
/// The first that does not render.
pub(super) fn render_samples(templates: &Templates) -> Result<(), ui::Error> {
    templates.samples::<apri::Apri>()?;
    templates.samples::<azione::Azione>()?;
    templates.samples::<condividi::Condividi>()?;
    templates.samples::<correggi::Correggi>()?;
    templates.samples::<elenco::Fascicoli>()?;
    templates.samples::<metti::Metti>()?;
    templates.samples::<scheda::Vista>()
}
