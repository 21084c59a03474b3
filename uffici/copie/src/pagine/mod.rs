//! The pages of the office, one a file; each calls one action.

mod elenco;
mod nuova;
mod pubblica;
mod scheda;

use axum::extract::Request;
use kernel::Refusal;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Error, Form, Path, Query, Routes};

use crate::{
    Porte,
    permissions::{CONSULTA, RILASCIA, RITIRA},
};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "copie/codice.html", source: include_str!("../../templates/codice.html") },
    TemplateFile { name: "copie/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "copie/nuova.html", source: include_str!("../../templates/nuova.html") },
    TemplateFile { name: "copie/pubblica.html", source: include_str!("../../templates/pubblica.html") },
    TemplateFile { name: "copie/scheda.html", source: include_str!("../../templates/scheda.html") },
];

/// The way to the staff's pages.
const CRUMBS: &[(&str, &str)] = &[("Copie conformi", "/copie/registro")];

pub(super) const GUARDANO: Access = Access::With(&CONSULTA);
pub(super) const RILASCIANO: Access = Access::With(&RILASCIA);
pub(super) const RITIRANO: Access = Access::With(&RITIRA);

pub(crate) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .get("/copie", Access::Public, pubblica::chiede)
        .get("/copie/{codice}", Access::Public, move |ctx: Ctx, codice: Path<String>| {
            pubblica::pagina(ctx, codice, porte)
        })
        .get("/copie/{codice}/prova", Access::Public, move |ctx: Ctx, codice: Path<String>| {
            pubblica::prova(ctx, codice, porte)
        })
        .post(
            "/copie/{codice}/originale",
            Access::Public,
            move |ctx: Ctx, codice: Path<String>, form: Form<pubblica::Stampate>| {
                pubblica::originale(ctx, codice, form, porte)
            },
        )
        .get("/copie/registro", GUARDANO, elenco::pagina)
        .get("/copie/registro/nuova", RILASCIANO, move |ctx: Ctx, quale: Query<nuova::Quale>| {
            nuova::pagina(ctx, quale, porte)
        })
        .post("/copie/registro/nuova", RILASCIANO, move |ctx: Ctx, form: Form<nuova::Modulo>| {
            nuova::rilascia_copia(ctx, form, porte)
        })
        .upload("/copie/registro/nuova/convertito", RILASCIANO, move |ctx: Ctx, request: Request| {
            nuova::rilascia_convertita(ctx, request, porte)
        })
        .get(
            "/copie/registro/{id}",
            Access::SignedIn,
            move |ctx: Ctx, id: scheda::Quale, fatto: Query<scheda::Fatto>| scheda::pagina(ctx, id, fatto, porte),
        )
        .get("/copie/registro/{id}/copia.pdf", RILASCIANO, move |ctx: Ctx, id: scheda::Quale| {
            scheda::scarica(ctx, id, porte)
        })
        .post(
            "/copie/registro/{id}/ritira",
            RITIRANO,
            move |ctx: Ctx, id: scheda::Quale, form: Form<scheda::Motivo>| scheda::ritira_copia(ctx, id, form, porte),
        )
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<nuova::Nuova>()?;
    templates.samples::<pubblica::Chiede>()?;
    templates.samples::<pubblica::Pubblica>()?;
    templates.samples::<scheda::Pagina>()
}
