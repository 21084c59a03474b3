//! The pages of the office; each calls one action.

mod bozza;
mod calendario;
mod elenco;
mod misure;
mod nuovo;
mod parte;
mod prova;
mod scheda;
pub(crate) mod scrivania;

use kernel::Refusal;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Error, Form, Path, Query, Routes};

use crate::{
    Materie,
    modulo::Campi,
    permissions::{CONSULTA, GESTISCI},
};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "flussi/chi.html", source: include_str!("../../templates/chi.html") },
    TemplateFile { name: "flussi/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "flussi/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "flussi/misure.html", source: include_str!("../../templates/misure.html") },
    TemplateFile { name: "flussi/nuovo.html", source: include_str!("../../templates/nuovo.html") },
    TemplateFile { name: "flussi/bozza.html", source: include_str!("../../templates/bozza.html") },
    TemplateFile { name: "flussi/parte.html", source: include_str!("../../templates/parte.html") },
    TemplateFile { name: "flussi/prova.html", source: include_str!("../../templates/prova.html") },
    TemplateFile { name: "flussi/calendario.html", source: include_str!("../../templates/calendario.html") },
];

const BASE: &str = "/flussi";
const CRUMBS: &[(&str, &str)] = &[("Iter", BASE)];
pub(crate) const GUARDANO: Access = Access::With(&CONSULTA);
pub(crate) const GESTISCONO: Access = Access::With(&GESTISCI);

pub(crate) fn routes(materie: Materie) -> Routes {
    di_lettura(materie).and(di_bozza(materie))
}

fn di_lettura(materie: Materie) -> Routes {
    Routes::new()
        .get("/flussi", GUARDANO, move |ctx: Ctx| elenco::pagina(ctx, materie))
        .get("/flussi/nuovo", GESTISCONO, move |ctx: Ctx| nuovo::pagina(ctx, materie))
        .post("/flussi/nuovo", GESTISCONO, move |ctx: Ctx, form: Form<nuovo::Modulo>| nuovo::crea(ctx, form, materie))
        .get("/flussi/calendario", GUARDANO, calendario::pagina)
        .post("/flussi/calendario", GESTISCONO, calendario::salva)
        .get("/flussi/{codice}", GUARDANO, move |ctx: Ctx, codice: Path<String>, scelte: Query<scheda::Scelte>| {
            scheda::pagina(ctx, codice, scelte, materie)
        })
        .post(
            "/flussi/{codice}/rimetti",
            GESTISCONO,
            move |ctx: Ctx, codice: Path<String>, form: Form<scheda::Rimetti>| {
                scheda::rimetti(ctx, codice, form, materie)
            },
        )
        .get(
            "/flussi/{codice}/misure",
            GUARDANO,
            move |ctx: Ctx, codice: Path<String>, scelte: Query<misure::Scelte>| {
                misure::pagina(ctx, codice, scelte, materie)
            },
        )
}

fn di_bozza(materie: Materie) -> Routes {
    Routes::new()
        .get("/flussi/{codice}/bozza", GESTISCONO, move |ctx: Ctx, codice: Path<String>| {
            bozza::pagina(ctx, codice, materie)
        })
        .post("/flussi/{codice}/bozza", GESTISCONO, move |ctx: Ctx, codice: Path<String>, form: Form<Campi>| {
            bozza::salva(ctx, codice, form, materie)
        })
        .post("/flussi/{codice}/bozza/apri", GESTISCONO, move |ctx: Ctx, codice: Path<String>| {
            bozza::apri(ctx, codice, materie)
        })
        .post("/flussi/{codice}/bozza/butta", GESTISCONO, bozza::butta)
        .post(
            "/flussi/{codice}/bozza/vigore",
            GESTISCONO,
            move |ctx: Ctx, codice: Path<String>, form: Form<bozza::Vigore>| bozza::metti(ctx, codice, form, materie),
        )
        .get("/flussi/{codice}/bozza/prova", GESTISCONO, move |ctx: Ctx, codice: Path<String>, scelte: Query<Campi>| {
            prova::pagina(ctx, codice, scelte, materie)
        })
        .get("/flussi/{codice}/bozza/{parte}/{quale}", GESTISCONO, move |ctx: Ctx, quale: parte::Quale| {
            parte::pagina(ctx, quale, materie)
        })
        .post(
            "/flussi/{codice}/bozza/{parte}/{quale}",
            GESTISCONO,
            move |ctx: Ctx, quale: parte::Quale, form: Form<Campi>| parte::salva(ctx, quale, form, materie),
        )
}

/// The page of a definition.
fn href(codice: &str) -> String {
    format!("{BASE}/{}", web::encode(codice))
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// All reasons of a refusal, as sentences with their articles.
fn frasi(refusal: &Refusal) -> Vec<String> {
    refusal.reasons.iter().map(ToString::to_string).collect()
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let files: Vec<TemplateFile> = pratiche::TEMPLATES.iter().chain(TEMPLATES).copied().collect();
    let templates = Templates::new(&files)?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<scheda::Pagina>()?;
    templates.samples::<misure::Pagina>()?;
    templates.samples::<nuovo::Pagina>()?;
    templates.samples::<bozza::Pagina>()?;
    templates.samples::<parte::Pagina>()?;
    templates.samples::<prova::Pagina>()?;
    templates.samples::<calendario::Pagina>()
}
