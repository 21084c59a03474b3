//! The pages of the office; each calls one action.

mod campi;
mod doppioni;
mod elenco;
mod indice;
mod indirizzi;
mod modulo;
mod scheda;
mod scrivania;
mod separa;
mod unisci;

use directory::{CONSULTA, MODIFICA, UNISCI};
use ui::{TemplateFile, Templates};
use web::{Access, Routes};

pub(crate) use scrivania::Scrivania;

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "rubrica/doppioni.html", source: include_str!("../../templates/doppioni.html") },
    TemplateFile { name: "rubrica/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "rubrica/indice.html", source: include_str!("../../templates/indice.html") },
    TemplateFile { name: "rubrica/indirizzo.html", source: include_str!("../../templates/indirizzo.html") },
    TemplateFile { name: "rubrica/modulo.html", source: include_str!("../../templates/modulo.html") },
    TemplateFile { name: "rubrica/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "rubrica/separa.html", source: include_str!("../../templates/separa.html") },
    TemplateFile { name: "rubrica/unisci.html", source: include_str!("../../templates/unisci.html") },
];

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Rubrica", "/rubrica")];

pub(super) const GUARDANO: Access = Access::With(&CONSULTA);
pub(super) const MODIFICANO: Access = Access::With(&MODIFICA);
pub(super) const UNISCONO: Access = Access::With(&UNISCI);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/rubrica", GUARDANO, elenco::pagina)
        .get("/rubrica/suggerisci", GUARDANO, elenco::suggerisci)
        .get("/rubrica/indice", GUARDANO, indice::pagina)
        .get("/rubrica/doppioni", UNISCONO, doppioni::pagina)
        .post("/rubrica/doppioni/diverse", UNISCONO, doppioni::segna_diverse)
        .get("/rubrica/nuova", MODIFICANO, modulo::nuova)
        .post("/rubrica/nuova", MODIFICANO, modulo::aggiungi)
        .get("/rubrica/unioni/{id}/separa", UNISCONO, separa::pagina)
        .post("/rubrica/unioni/{id}/separa", UNISCONO, separa::separa_schede)
        .get("/rubrica/{id}", GUARDANO, scheda::pagina)
        .get("/rubrica/{id}/modifica", MODIFICANO, modulo::modifica)
        .post("/rubrica/{id}/modifica", MODIFICANO, modulo::salva)
        .get("/rubrica/{id}/indirizzi", MODIFICANO, indirizzi::nuovo)
        .post("/rubrica/{id}/indirizzi", MODIFICANO, indirizzi::aggiungi)
        .get("/rubrica/{id}/indirizzi/ritira", MODIFICANO, indirizzi::fine)
        .post("/rubrica/{id}/indirizzi/ritira", MODIFICANO, indirizzi::ritira)
        .get("/rubrica/{id}/unisci", UNISCONO, unisci::pagina)
        .post("/rubrica/{id}/unisci", UNISCONO, unisci::unisci_schede)
}

/// The page of a subject.
pub(crate) fn href(id: directory::SubjectId) -> String {
    format!("/rubrica/{id}")
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<doppioni::Doppioni>()?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<indice::Indice>()?;
    templates.samples::<indirizzi::Indirizzo>()?;
    templates.samples::<modulo::Modulo>()?;
    templates.samples::<scheda::Pagina>()?;
    templates.samples::<separa::Separa>()?;
    templates.samples::<unisci::Unisci>()
}
