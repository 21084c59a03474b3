//! The pages of the office; each calls one action.

pub(crate) mod atti;
mod conservatore;
mod elenco;
mod piani;
mod piano;
mod quadro;
mod scarti;
mod scarto;
mod scheda;
pub(crate) mod scrivania;
mod vincoli;

use axum::extract::Request;
use kernel::Refusal;
use porte::conservazione::Tipo;
use ui::{FieldError, TemplateFile, Templates};
use web::{Access, Ctx, Form, Path, Routes};

use crate::{
    CosaId, Porte, ScartoId,
    permissions::{CONFIGURA, CONSULTA, PIANO, SCARTA, VERSA, VINCOLA},
    rules::Stato,
    scarto::Autorizzazione,
};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "conservazione/quadro.html", source: include_str!("../../templates/quadro.html") },
    TemplateFile { name: "conservazione/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "conservazione/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "conservazione/conservatore.html", source: include_str!("../../templates/conservatore.html") },
    TemplateFile { name: "conservazione/piani.html", source: include_str!("../../templates/piani.html") },
    TemplateFile { name: "conservazione/piano.html", source: include_str!("../../templates/piano.html") },
    TemplateFile { name: "conservazione/scarti.html", source: include_str!("../../templates/scarti.html") },
    TemplateFile { name: "conservazione/scarto.html", source: include_str!("../../templates/scarto.html") },
];

const BASE: &str = "/conservazione";
const CRUMBS: &[(&str, &str)] = &[("Conservazione", BASE)];
pub(crate) const GUARDANO: Access = Access::With(&CONSULTA);
pub(crate) const VERSANO: Access = Access::With(&VERSA);
pub(crate) const CONFIGURANO: Access = Access::With(&CONFIGURA);

pub(crate) const PIANIFICANO: Access = Access::With(&PIANO);
pub(crate) const VINCOLANO: Access = Access::With(&VINCOLA);
pub(crate) const SCARTANO: Access = Access::With(&SCARTA);

pub(crate) fn routes(porte: Porte) -> Routes {
    di_conservazione().and(di_scarto(porte))
}

/// A list, in an address.
type Elenchi = Path<ScartoId>;
/// A fascicolo of a list, in an address.
type Voci = Path<(ScartoId, scarto::VoceId)>;

/// Plans, lists and holds.
fn di_scarto(porte: Porte) -> Routes {
    Routes::new()
        .get("/conservazione/piani", GUARDANO, piani::pagina)
        .upload("/conservazione/piani", PIANIFICANO, move |ctx: Ctx, request: Request| {
            piani::importa(ctx, request, porte)
        })
        .post("/conservazione/piani/proposta", PIANIFICANO, move |ctx: Ctx| piani::proposta(ctx, porte))
        .get("/conservazione/piani/{id}", GUARDANO, piano::pagina)
        .get("/conservazione/piani/{id}/piano.csv", GUARDANO, piano::csv)
        .post("/conservazione/piani/{id}/voce", PIANIFICANO, piano::voce)
        .post("/conservazione/piani/{id}/conferma", PIANIFICANO, piano::conferma)
        .get("/conservazione/scarti", GUARDANO, scarti::pagina)
        .post("/conservazione/scarti", SCARTANO, move |ctx: Ctx| scarti::prepara(ctx, porte))
        .get("/conservazione/scarti/{id}", GUARDANO, scarto::pagina)
        .get("/conservazione/scarti/{id}/elenco.pdf", SCARTANO, scarto::elenco)
        .post("/conservazione/scarti/{id}/voci/{voce}/escludi", SCARTANO, scarto::fuori)
        .post("/conservazione/scarti/{id}/voci/{voce}/riammetti", SCARTANO, move |ctx: Ctx, path: Voci| {
            scarto::dentro(ctx, path, porte)
        })
        .post("/conservazione/scarti/{id}/proponi", SCARTANO, scarto::stampa)
        .post("/conservazione/scarti/{id}/ritira", SCARTANO, scarto::via)
        .post(
            "/conservazione/scarti/{id}/autorizza",
            SCARTANO,
            move |ctx: Ctx, path: Elenchi, form: Form<Autorizzazione>| scarto::autorizzato(ctx, path, form, porte),
        )
        .post("/conservazione/scarti/{id}/avvia", SCARTANO, scarto::esegui)
        .post("/conservazione/scarti/{id}/ripeti", SCARTANO, scarto::ancora)
        .post("/conservazione/{id}/vincoli", VINCOLANO, vincoli::metti)
        .post("/conservazione/{id}/vincoli/{vincolo}/togli", VINCOLANO, vincoli::togli)
}

/// What is kept.
fn di_conservazione() -> Routes {
    Routes::new()
        .get("/conservazione", GUARDANO, quadro::pagina)
        .get("/conservazione/elenco", GUARDANO, elenco::pagina)
        .get("/conservazione/conservatore", CONFIGURANO, conservatore::pagina)
        .post("/conservazione/conservatore", CONFIGURANO, conservatore::salva)
        .get("/conservazione/{id}", GUARDANO, scheda::pagina)
        .get("/conservazione/{id}/pacchetto.zip", VERSANO, atti::pacchetto)
        .get("/conservazione/{id}/evidenza.ers", VERSANO, atti::evidenza)
        .get("/conservazione/{id}/ricevute/{ricevuta}", VERSANO, atti::ricevuta)
        .get("/conservazione/{id}/esibizioni/{esibizione}", VERSANO, atti::esibizione)
        .post("/conservazione/{id}/esibizioni", VERSANO, atti::esibisci)
        .post("/conservazione/{id}/versa", VERSANO, atti::versa)
        .post("/conservazione/{id}/rifiuto", VERSANO, atti::rifiuto)
        .upload("/conservazione/{id}/ricevuta", VERSANO, atti::carica)
}

/// The page of a thing.
pub(crate) fn href(id: CosaId) -> String {
    format!("{BASE}/{id}")
}

/// What a kind is called: one, and many.
const fn detto(tipo: Tipo) -> (&'static str, &'static str) {
    match tipo {
        Tipo::Giornaliero => ("Registro giornaliero", "Registri giornalieri"),
        Tipo::Documento => ("Documento registrato", "Documenti registrati"),
        Tipo::Fascicolo => ("Fascicolo chiuso", "Fascicoli chiusi"),
    }
}

/// The colour of a state, beside its word.
const fn tono(stato: Stato) -> &'static str {
    match stato {
        Stato::DaVersare | Stato::Pronta => "neutral",
        Stato::InInvio => "info",
        Stato::Bloccata | Stato::DaConsegnare | Stato::DaChiarire => "warning",
        Stato::Rifiutata => "danger",
        Stato::Conservata => "success",
    }
}

/// A refusal's reasons beside their fields; those without one stand at `other`.
fn errors(refusal: &Refusal, other: &str) -> Vec<FieldError> {
    let at = |reason: &kernel::Reason| FieldError {
        field: reason.field.unwrap_or(other).to_owned(),
        message: reason.sentence.clone(),
    };
    refusal.reasons.iter().map(at).collect()
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<conservatore::Pagina>()?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<piani::Pagina>()?;
    templates.samples::<piano::Pagina>()?;
    templates.samples::<scarti::Pagina>()?;
    templates.samples::<scarto::Pagina>()?;
    templates.samples::<quadro::Cruscotto>()?;
    templates.samples::<scheda::Pagina>()
}
