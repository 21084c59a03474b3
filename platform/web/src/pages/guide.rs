//! The manual (`docs/`), as it was when the program was made: its contents, its pages, its pictures.

use axum::http::header;
use serde::Serialize;
use ui::Page;

use crate::{Ctx, Error, IntoResponse, Path, Response};

const MISSING: Error = Error::NotFound("Questa pagina della guida non c'è: parti dall'indice della guida.");

/// Of which pages of the program without an office each page of the manual is about.
pub(crate) const HELP: &[(&str, &str)] = &[
    ("/account", "accesso"),
    ("/account/chiavi", "collegamenti"),
    ("/api", "collegamenti"),
    ("/cerca", "ricerche"),
    ("/registro", "ispezione"),
    ("/scrivania", "protocollo#che-cosa-ti-aspetta"),
];

#[derive(Debug, Serialize)]
pub(crate) struct Guide {
    /// Made of the manual by `manual`, which lets no markup through but its own.
    html: String,
    sections: Vec<(String, String)>,
}

impl Page for Guide {
    const TEMPLATE: &'static str = "web/guida.html";
    fn samples() -> Vec<Self> {
        let html = || "<p>Apri <strong>Protocollo</strong>.</p>".to_owned();
        let sections = vec![("registrare".into(), "Registrare".into()), ("cercare".into(), "Cercare".into())];
        vec![Self { html: html(), sections }, Self { html: html(), sections: vec![] }]
    }
}

fn shown(page: &manual::Page) -> Guide {
    let sections = page.sections.iter().map(|section| (section.anchor.clone(), section.title.clone())).collect();
    Guide { html: page.html.clone(), sections }
}

/// What there is.
pub(super) async fn contents(ctx: Ctx) -> Result<Response, Error> {
    ctx.page("Guida", &[], &Guide { sections: Vec::new(), ..shown(manual::contents()) }).await
}

/// One page.
pub(super) async fn page(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Error> {
    let page = manual::page(&name).ok_or(MISSING)?;
    ctx.page(page.title.clone(), &[("Guida", manual::BASE)], &shown(page)).await
}

/// A picture. Another release may bring another under the same name.
pub(super) async fn picture(Path(name): Path<String>) -> Result<Response, Error> {
    let bytes = name.strip_suffix(".png").and_then(manual::picture).ok_or(MISSING)?;
    let head = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((head, bytes).into_response())
}
