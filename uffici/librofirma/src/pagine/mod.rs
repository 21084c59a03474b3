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
mod verifica;

use axum::extract::Request;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Form, Query, Routes};

use crate::{
    Porte,
    firma::carte::Uffici,
    permissions::{CHIEDI, FIRMA, GESTISCI},
    rules::RichiestaId,
};

pub(crate) use firma::prosegui;
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
/// The page of the one code.
pub(crate) const CODICE: &str = "/librofirma/remota";

pub(crate) const CHIEDONO: Access = Access::With(&CHIEDI);
pub(crate) const FIRMANO: Access = Access::With(&FIRMA);
pub(crate) const GESTISCONO: Access = Access::With(&GESTISCI);
/// Whoever asked or signed: the query decides on which.
const CHI_C_ENTRA: Access = Access::SignedIn;

pub(crate) fn routes(porte: Porte, uffici: Uffici<'static>) -> Routes {
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
        .get("/librofirma/codici", GESTISCONO, codici::pagina)
        .post("/librofirma/codici", GESTISCONO, codici::salva)
        .get("/librofirma/{id}", CHI_C_ENTRA, scheda::pagina)
        .get("/librofirma/{id}/documento", CHI_C_ENTRA, documento::mostra)
        .get("/librofirma/{id}/documenti/{documento}", CHI_C_ENTRA, documento::scarica)
        .get("/librofirma/{id}/documenti/{documento}/firme", CHI_C_ENTRA, verifica::pagina)
        .post("/librofirma/{id}/documenti/{documento}/firme", CHI_C_ENTRA, verifica::di_nuovo)
        .post("/librofirma/{id}/rifiuta", FIRMANO, scheda::rifiuta_firma)
        .post("/librofirma/{id}/ritira", CHI_C_ENTRA, scheda::ritira_dalla_firma)
        .upload("/librofirma/{id}/riporta", FIRMANO, scheda::riporta_firmato)
        .and(insieme(uffici))
}

/// To sign many at once, by a consent that may be given elsewhere.
fn insieme(uffici: Uffici<'static>) -> Routes {
    Routes::new()
        .post("/librofirma/firma", FIRMANO, firma::insieme)
        .get(CODICE, FIRMANO, move |ctx: Ctx| remota::pagina(ctx, uffici))
        .post(CODICE, FIRMANO, move |ctx: Ctx, form: Form<remota::Coppie>| remota::conferma_codici(ctx, form, uffici))
        .post("/librofirma/remota/codice", FIRMANO, move |ctx: Ctx| remota::altro_codice(ctx, uffici))
        .post("/librofirma/remota/esci", FIRMANO, remota::lascia)
        .get(RITORNO, FIRMANO, move |ctx: Ctx, tornato: Query<remota::Tornato>| remota::ritorna(ctx, tornato, uffici))
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
