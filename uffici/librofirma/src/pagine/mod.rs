//! The pages of the office; each calls one action.

mod campi;
mod codici;
mod da_firmare;
mod documento;
mod firma;
mod messi;
mod nuova;
mod remota;
mod riga;
mod scheda;
mod scrivania;

use axum::extract::Request;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Query, Routes};

use crate::{
    Porte,
    permissions::{CHIEDI, FIRMA, GESTISCI},
    rules::RichiestaId,
};

pub(crate) use scrivania::Scrivania;

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "librofirma/codici.html", source: include_str!("../../templates/codici.html") },
    TemplateFile { name: "librofirma/da_firmare.html", source: include_str!("../../templates/da_firmare.html") },
    TemplateFile { name: "librofirma/esiti.html", source: include_str!("../../templates/esiti.html") },
    TemplateFile { name: "librofirma/messi.html", source: include_str!("../../templates/messi.html") },
    TemplateFile { name: "librofirma/nuova.html", source: include_str!("../../templates/nuova.html") },
    TemplateFile { name: "librofirma/remota.html", source: include_str!("../../templates/remota.html") },
    TemplateFile { name: "librofirma/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "librofirma/visita.html", source: include_str!("../../templates/visita.html") },
];

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Libro firma", "/librofirma")];
/// Our page to which a service of remote signatures sends the browser back.
pub(crate) const RITORNO: &str = "/librofirma/ritorno";

pub(crate) const CHIEDONO: Access = Access::With(&CHIEDI);
pub(crate) const FIRMANO: Access = Access::With(&FIRMA);
pub(crate) const GESTISCONO: Access = Access::With(&GESTISCI);
/// Whoever asked or signed: the query decides on which.
const CHI_C_ENTRA: Access = Access::SignedIn;

pub(crate) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .get("/librofirma", FIRMANO, da_firmare::pagina)
        .get("/librofirma/firmati", FIRMANO, messi::firmati)
        .get("/librofirma/messi", CHIEDONO, messi::pagina)
        .get("/librofirma/nuova", CHIEDONO, move |ctx: Ctx, quale: Query<nuova::Quale>| {
            nuova::pagina(ctx, quale, porte)
        })
        .upload("/librofirma/nuova", CHIEDONO, move |ctx: Ctx, request: Request| {
            nuova::metti_alla_firma(ctx, request, porte)
        })
        .post("/librofirma/firma", FIRMANO, firma::insieme)
        .get("/librofirma/remota", FIRMANO, remota::pagina)
        .post("/librofirma/remota", FIRMANO, remota::conferma_codici)
        .post("/librofirma/remota/codice", FIRMANO, remota::altro_codice)
        .post("/librofirma/remota/esci", FIRMANO, remota::lascia)
        .get(RITORNO, FIRMANO, remota::ritorna)
        .get("/librofirma/codici", GESTISCONO, codici::pagina)
        .post("/librofirma/codici", GESTISCONO, codici::salva)
        .get("/librofirma/{id}", CHI_C_ENTRA, scheda::pagina)
        .get("/librofirma/{id}/documento", CHI_C_ENTRA, documento::mostra)
        .get("/librofirma/{id}/documenti/{documento}", CHI_C_ENTRA, documento::scarica)
        .post("/librofirma/{id}/rifiuta", FIRMANO, scheda::rifiuta_firma)
        .post("/librofirma/{id}/ritira", CHI_C_ENTRA, scheda::ritira_dalla_firma)
        .upload("/librofirma/{id}/riporta", FIRMANO, scheda::riporta_firmato)
}

/// The page of a request.
pub(crate) fn href(id: RichiestaId) -> String {
    format!("/librofirma/{id}")
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<codici::Codici>()?;
    templates.samples::<da_firmare::DaFirmare>()?;
    templates.samples::<firma::Esiti>()?;
    templates.samples::<messi::Messi>()?;
    templates.samples::<nuova::Modulo>()?;
    templates.samples::<remota::Remota>()?;
    templates.samples::<remota::Visita>()?;
    templates.samples::<scheda::Pagina>()
}
