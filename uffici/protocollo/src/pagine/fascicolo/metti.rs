//! To put an entry in a fascicolo: from the entry, among those that are proposed, or from the fascicolo by number.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{
    BASE, errori, href_di,
    nella_scheda::{Dossier, PropostaVista, dossier, proposte},
};
use crate::{
    fascicolo::{Chiave, metti::metti, scheda::leggi as leggi_fascicolo},
    pagine::{
        href,
        modulo::{fascicolo, registrazione},
    },
    permissions::ASSEGNA,
    registrazione::{elenca::scrivi_chiave, scheda::leggi},
    rules::segnatura,
};

#[derive(Debug, Serialize)]
pub(crate) struct Metti {
    href: String,
    oggetto: String,
    dove: Vec<Dossier>,
    proposte: Vec<PropostaVista>,
    scelto: String,
    altro: String,
    /// Whether the person may give the entry the fascicolo's class with it.
    classifica: bool,
    nuovo: String,
    errors: Vec<FieldError>,
}

impl Page for Metti {
    const TEMPLATE: &'static str = "protocollo/fascicolo_metti.html";
    fn samples() -> Vec<Self> {
        let page = |dove, proposte, errors| Self {
            href: "/protocollo/2026/12".into(),
            oggetto: "Richiesta".into(),
            dove,
            proposte,
            scelto: String::new(),
            altro: String::new(),
            classifica: true,
            nuovo: "/x".into(),
            errors,
        };
        let wrong = vec![FieldError { field: "scelto".into(), message: "Scegli un fascicolo.".into() }];
        vec![
            page(Dossier::samples(), PropostaVista::samples(), vec![]),
            Self { classifica: false, ..page(vec![], vec![], wrong) },
        ]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Modulo {
    /// One of those that are proposed.
    #[serde(default)]
    scelto: String,
    /// Another one: its number, and what comes behind it.
    #[serde(default)]
    altro_testo: String,
    #[serde(default)]
    classifica: String,
}

impl Modulo {
    /// Another one that was written counts more than one that was proposed.
    fn read(&self) -> Result<Chiave, Refusal> {
        let written = fascicolo(&self.altro_testo, "altro")?;
        written.map_or_else(|| fascicolo(&self.scelto, "scelto"), |written| Ok(Some(written)))?.ok_or_else(|| {
            Refusal::beside("altro", "Scegli un fascicolo fra quelli proposti, oppure scrivine un altro.")
        })
    }
}

/// The proposals.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), Modulo::default(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    modulo: Modulo,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, anno, numero).await?;
    let proposte = proposte(ctx, &scheda).await?;
    let dove = dossier(ctx, &scheda).await?;
    // The likeliest is chosen already, unless the entry lies somewhere or another one was written.
    let chosen = proposte.first().filter(|_| dove.is_empty() && modulo.altro_testo.is_empty());
    let chosen = chosen.map(|first| first.chiave.clone());
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let failed = !errors.is_empty();
    let page = Metti {
        oggetto: scheda.riga.oggetto.clone(),
        dove,
        scelto: Some(modulo.scelto).filter(|text| !text.is_empty()).or(chosen).unwrap_or_default(),
        proposte,
        altro: modulo.altro_testo,
        classifica: who.may(&ASSEGNA),
        nuovo: format!("{BASE}/nuovo?da={}", scrivi_chiave((anno, numero))),
        href: back.clone(),
        errors,
    };
    let crumbs = [("Protocollo", "/protocollo"), (name.as_str(), back.as_str())];
    let mut response = ctx.page("Metti in un fascicolo", &crumbs, &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Puts it where the form says.
pub(super) async fn dalla_registrazione(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Modulo>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let done = match sent.read() {
        Ok(chiave) => metti(&ctx.ente, who, &chiave, (anno, numero), !sent.classifica.is_empty()).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{}#fascicoli", href(anno, numero))).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, (anno, numero), sent, errori(&refusal, "altro")).await,
        Err(error @ crate::Error::FascicoloAssente) => {
            let errors = vec![FieldError { field: "altro".into(), message: error.to_string() }];
            mostra(&ctx, (anno, numero), sent, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Numero {
    #[serde(default)]
    registrazione: String,
}

/// Puts the entry with this number in the fascicolo on whose page it was written.
pub(super) async fn dal_fascicolo(
    ctx: Ctx,
    Path(chiave): Path<Chiave>,
    Form(sent): Form<Numero>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    leggi_fascicolo(&ctx.ente, who, &chiave).await?;
    let written = sent.registrazione.trim();
    let Some(place) = registrazione(written) else {
        let sentence = format!("\"{written}\" non è il numero di una registrazione: scrivilo come 12/2026.");
        return Err(Refusal::because(sentence).into());
    };
    // Classes that do not agree stand beside the entry on the page.
    metti(&ctx.ente, who, &chiave, place, false).await?;
    Ok(Redirect::to(&format!("{}?fatto=messa", href_di(&chiave))).into_response())
}
