//! The pages of the repertories: which there are, and one of them with the form that registers in it.

mod elenco;
mod uno;

use serde::Serialize;
use ui::{Row, TemplateFile, Templates};
use web::{Access, Ctx, Error, Routes};

use crate::{
    permissions::{CONSULTA, REGISTRA, TITOLARIO},
    registrazione::scheda::Scheda,
    repertorio::{RepertorioId, elenca::della_registrazione},
};

const BASE: &str = "/protocollo/repertori";

pub(super) const ELENCO: TemplateFile =
    TemplateFile { name: "protocollo/repertori.html", source: include_str!("../../../templates/repertori.html") };
pub(super) const UNO: TemplateFile =
    TemplateFile { name: "protocollo/repertorio.html", source: include_str!("../../../templates/repertorio.html") };

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(BASE, Access::With(&CONSULTA), elenco::pagina)
        .post(BASE, Access::With(&TITOLARIO), elenco::apri)
        .get("/protocollo/repertori/{id}", Access::With(&CONSULTA), uno::pagina)
        .upload("/protocollo/repertori/{id}/registra", Access::With(&REGISTRA), uno::registra)
}

fn href_di(id: RepertorioId) -> String {
    format!("{BASE}/{id}")
}

/// What the page of an entry tells of its repertory.
pub(super) async fn righe(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Row>, Error> {
    let found = della_registrazione(&ctx.ente, scheda.riga.id).await?;
    let told = found.map(|(repertorio, voce)| Row {
        label: "A repertorio".into(),
        value: format!("{} n. {}/{}", repertorio.nome, voce.numero, voce.anno),
        href: Some(format!("{}?anno={}", href_di(repertorio.id), voce.anno)),
        code: false,
    });
    Ok(told.into_iter().collect())
}

/// An entry of a repertory.
#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    at: i64,
    protocollo: String,
    href: String,
    oggetto: String,
    annullata: bool,
}

/// Renders the pages with their samples.
///
/// # Errors
/// The first that does not render.
pub(super) fn render_samples(templates: &Templates) -> Result<(), ui::Error> {
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<uno::Uno>()
}
