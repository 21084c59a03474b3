//! The pages of the office, one a file; each calls one action.

mod capitoli;
mod esercizi;
mod importa;
mod libera;
mod nuova_variazione;
mod scheda;
mod variazioni;

use kernel::{Date, Refusal};
use serde::Deserialize;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Error, Routes};

use crate::permissions::{CONSULTA, IMPEGNA, VARIA};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "contabilita/capitoli.html", source: include_str!("../../templates/capitoli.html") },
    TemplateFile { name: "contabilita/esercizi.html", source: include_str!("../../templates/esercizi.html") },
    TemplateFile { name: "contabilita/importa.html", source: include_str!("../../templates/importa.html") },
    TemplateFile { name: "contabilita/libera.html", source: include_str!("../../templates/libera.html") },
    TemplateFile { name: "contabilita/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "contabilita/variazione.html", source: include_str!("../../templates/variazione.html") },
    TemplateFile { name: "contabilita/variazioni.html", source: include_str!("../../templates/variazioni.html") },
];

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Capitoli", "/contabilita")];

pub(crate) const GUARDANO: Access = Access::With(&CONSULTA);
pub(crate) const IMPEGNANO: Access = Access::With(&IMPEGNA);
pub(crate) const VARIANO: Access = Access::With(&VARIA);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/contabilita", GUARDANO, capitoli::pagina)
        .get("/contabilita/capitoli/{id}", GUARDANO, scheda::pagina)
        .get("/contabilita/movimenti/{id}/svincola", IMPEGNANO, libera::pagina)
        .post("/contabilita/movimenti/{id}/svincola", IMPEGNANO, libera::svincola)
        .get("/contabilita/importa", VARIANO, importa::pagina)
        .upload("/contabilita/importa", VARIANO, importa::carica)
        .get("/contabilita/variazioni", GUARDANO, variazioni::pagina)
        .get("/contabilita/variazioni/nuova", VARIANO, nuova_variazione::pagina)
        .post("/contabilita/variazioni/nuova", VARIANO, nuova_variazione::scrivi)
        .get("/contabilita/esercizi", GUARDANO, esercizi::pagina)
        .post("/contabilita/esercizi", VARIANO, esercizi::approva_bilancio)
        .post("/contabilita/esercizi/conteggio", VARIANO, esercizi::scegli)
}

/// Of which year, as an address asks.
#[derive(Debug, Default, Deserialize)]
struct Quale {
    anno: Option<i64>,
}

/// The present year, where none is asked for.
pub(crate) fn anno_o_oggi(ctx: &Ctx, anno: Option<i64>) -> i64 {
    anno.unwrap_or_else(|| i64::from(ctx.now.year()))
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// A day as a form sends it; nothing where there is none, a reason where it cannot be read.
fn giorno(text: &str, field: &'static str, refusal: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        refusal.add(Some(field), "La data non si legge: scrivila come 2026-11-27.");
    }
    read
}

/// A year as a form sends it, or a reason.
fn anno(text: &str, refusal: &mut Refusal) -> i64 {
    text.trim().parse().unwrap_or_else(|_| {
        refusal.add(Some("anno"), "L'anno si scrive con quattro cifre, come 2026.");
        0
    })
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<capitoli::Capitoli>()?;
    templates.samples::<esercizi::Esercizi>()?;
    templates.samples::<importa::Modulo>()?;
    templates.samples::<libera::Modulo>()?;
    templates.samples::<nuova_variazione::Modulo>()?;
    templates.samples::<scheda::Pagina>()?;
    templates.samples::<variazioni::Variazioni>()
}
