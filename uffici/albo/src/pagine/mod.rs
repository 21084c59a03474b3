//! The pages of the office, one a file; each calls one action.

mod akn;
mod aperti;
mod bozza;
mod elenco;
mod filtri;
mod interruzioni;
mod nuova;
mod pubblica;
mod quadro;
mod regole;
mod scheda;
pub(crate) mod scrivania;

use axum::extract::Request;
use kernel::Refusal;
use ui::{Choice, TemplateFile, Templates};
use web::{Access, Ctx, Error, Form, Path, Query, Routes};

use crate::{
    Porte, Testi,
    elenca::Filtro,
    permissions::{ANNULLA, CONFIGURA, CONSULTA, PUBBLICA},
};

pub(crate) use self::pubblica::href;

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "albo/assente.html", source: include_str!("../../templates/assente.html") },
    TemplateFile { name: "albo/bozza.html", source: include_str!("../../templates/bozza.html") },
    TemplateFile { name: "albo/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "albo/interruzioni.html", source: include_str!("../../templates/interruzioni.html") },
    TemplateFile { name: "albo/nuova.html", source: include_str!("../../templates/nuova.html") },
    TemplateFile { name: "albo/pubblica.html", source: include_str!("../../templates/pubblica.html") },
    TemplateFile { name: "albo/pubbliche.html", source: include_str!("../../templates/pubbliche.html") },
    TemplateFile { name: "albo/quadro.html", source: include_str!("../../templates/quadro.html") },
    TemplateFile { name: "albo/regole.html", source: include_str!("../../templates/regole.html") },
    TemplateFile { name: "albo/scheda.html", source: include_str!("../../templates/scheda.html") },
];

/// The way to the staff's pages.
const CRUMBS: &[(&str, &str)] = &[("Albo pretorio", "/albo/registro")];

pub(super) const GUARDANO: Access = Access::With(&CONSULTA);
pub(super) const PUBBLICANO: Access = Access::With(&PUBBLICA);
pub(super) const ANNULLANO: Access = Access::With(&ANNULLA);
pub(super) const CONFIGURANO: Access = Access::With(&CONFIGURA);

pub(crate) fn routes(porte: Porte, testi: Testi) -> Routes {
    Routes::new()
        .get("/albo", Access::Public, pubblica::elenco)
        .get("/albo/feed.xml", Access::Public, aperti::feed)
        .get("/albo/dati.csv", Access::Public, aperti::csv)
        .get("/albo/dati.json", Access::Public, aperti::json)
        .get("/albo/schema.json", Access::Public, aperti::schema)
        .get("/albo/manifesto", Access::Public, aperti::manifesto)
        .get("/albo/{anno}/{numero}", Access::Public, move |ctx: Ctx, numero: Numero| {
            pubblica::pagina(ctx, numero, testi)
        })
        .get("/albo/{anno}/{numero}/akn", Access::Public, move |ctx: Ctx, numero: Numero| {
            akn::scarica(ctx, numero, testi)
        })
        .get("/albo/{anno}/{numero}/documenti/{posizione}", Access::Public, pubblica::documento)
        .get("/albo/{anno}/{numero}/prova", Access::Public, pubblica::prova)
        .get("/albo/registro", GUARDANO, elenco::pagina)
        .get("/albo/registro/nuova", PUBBLICANO, move |ctx: Ctx, quale: Query<nuova::Quale>| {
            nuova::pagina(ctx, quale, porte)
        })
        .upload("/albo/registro/nuova", PUBBLICANO, move |ctx: Ctx, request: Request| {
            nuova::comincia_bozza(ctx, request, porte)
        })
        .get("/albo/registro/bozze/{id}", PUBBLICANO, bozza::pagina)
        .post(
            "/albo/registro/bozze/{id}",
            PUBBLICANO,
            move |ctx: Ctx, id: bozza::Quale, form: Form<Vec<(String, String)>>| bozza::pubblica(ctx, id, form, porte),
        )
        .get("/albo/registro/quadro", GUARDANO, quadro::pagina)
        .get("/albo/registro/regole", GUARDANO, regole::pagina)
        .post("/albo/registro/regole", CONFIGURANO, regole::salva)
        .post("/albo/registro/termini", CONFIGURANO, regole::salva_termine)
        .get("/albo/registro/interruzioni", GUARDANO, interruzioni::pagina)
        .post("/albo/registro/interruzioni", CONFIGURANO, interruzioni::salva)
        .get("/albo/registro/{id}", GUARDANO, scheda::pagina)
        .get("/albo/registro/{id}/documenti/{posizione}/{versione}", GUARDANO, scheda::documento)
        .get("/albo/registro/{id}/referte/{tipo}", GUARDANO, scheda::referta)
        .post("/albo/registro/{id}/vicende/{vicenda}", ANNULLANO, scheda::vicenda)
        .post("/albo/registro/{id}/annotazioni/{vicenda}", PUBBLICANO, scheda::vicenda)
        .post("/albo/registro/{id}/ripubblica", PUBBLICANO, scheda::di_nuovo)
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// The kinds, for a select.
fn tipi() -> Vec<Choice> {
    let choice = |tipo: &porte::albo::Tipo| Choice { value: tipo.codice.into(), label: tipo.nome.into(), hint: None };
    porte::albo::TIPI.iter().map(choice).collect()
}

/// The (year, number) after which a list goes on: "2026-12".
pub(crate) fn dopo(text: Option<&str>) -> Option<(i64, i64)> {
    let (anno, numero) = text?.split_once('-')?;
    Some((anno.parse().ok()?, numero.parse().ok()?))
}

/// The filters as an address carries them, with the row after which the list goes on.
fn indirizzo(base: &str, filtro: &Filtro, dopo: Option<(i64, i64)>) -> String {
    let mut fields = Vec::new();
    if !filtro.q.is_empty() {
        fields.push(format!("q={}", web::encode(&filtro.q)));
    }
    fields.extend(filtro.tipo.map(|tipo| format!("tipo={}", tipo.codice)));
    fields.extend(filtro.anno.map(|anno| format!("anno={anno}")));
    fields.extend(filtro.numero.map(|numero| format!("numero={numero}")));
    fields.extend(filtro.richiedente.as_ref().map(|asker| format!("richiedente={}", web::encode(asker))));
    fields.extend(filtro.dal.map(|day| format!("dal={day}")));
    fields.extend(filtro.al.map(|day| format!("al={day}")));
    if !filtro.testo.is_empty() {
        fields.push(format!("testo={}", web::encode(&filtro.testo)));
    }
    let vista = filtro.vista.and_then(|vista| crate::Vista::TUTTE.iter().find(|(one, ..)| *one == vista));
    fields.extend(vista.map(|(_, code, _)| format!("vista={code}")));
    fields.extend(dopo.map(|(anno, numero)| format!("dopo={anno}-{numero}")));
    if fields.is_empty() { base.to_owned() } else { format!("{base}?{}", fields.join("&")) }
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<bozza::Pagina>()?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<interruzioni::Pagina>()?;
    templates.samples::<nuova::Nuova>()?;
    templates.samples::<pubblica::Assente>()?;
    templates.samples::<pubblica::Elenco>()?;
    templates.samples::<pubblica::Pubblica>()?;
    templates.samples::<quadro::Quadro>()?;
    templates.samples::<regole::Pagina>()?;
    templates.samples::<scheda::Pagina>()
}

/// Year and number of a publication, in its address.
type Numero = Path<(i64, i64)>;
