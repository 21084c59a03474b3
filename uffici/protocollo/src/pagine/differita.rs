//! The acts of deferred registration: to authorise one, to see what was registered under each, to revoke.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, StatusCode};

use super::modulo::{date, errors};
use crate::differita::{
    DifferimentoId,
    autorizza::{Nuovo, autorizza},
    elenca::{Vista, elenca},
    revoca::revoca as revoca_atto,
};

const BASE: &str = "/protocollo/differita";
/// Acts shown.
const MOST: usize = 100;

#[derive(Debug, Serialize)]
pub(crate) struct Differita {
    errors: Vec<FieldError>,
    modulo: Modulo,
    colonne: Vec<Column>,
    atti: Vec<Atto>,
}

/// The form as it was sent: nothing is lost when it comes back with errors.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    motivo: String,
    provvedimento: String,
    documenti: String,
    dal: String,
    al: String,
    giorni: String,
}

#[derive(Debug, Serialize)]
struct Atto {
    provvedimento: String,
    motivo: String,
    documenti: String,
    dal: String,
    al: String,
    giorni: i64,
    registrate: i64,
    stato: &'static str,
    tono: &'static str,
    revoca: Option<String>,
}

impl Page for Differita {
    const TEMPLATE: &'static str = "protocollo/differita.html";
    fn samples() -> Vec<Self> {
        let atto = |revoca: Option<&str>| Atto {
            provvedimento: "decreto n. 5 del 20/11/2026".into(),
            motivo: "Oltre mille domande nello stesso giorno".into(),
            documenti: "domande per il bando mensa".into(),
            dal: "2026-11-20".into(),
            al: "2026-11-23".into(),
            giorni: 5,
            registrate: 12,
            stato: "in vigore",
            tono: "success",
            revoca: revoca.map(str::to_owned),
        };
        let page = |errors, atti| Self { errors, modulo: Modulo::default(), colonne: colonne(), atti };
        let wrong = FieldError { field: "motivo".into(), message: "Scrivi il motivo.".into() };
        vec![page(vec![], vec![]), page(vec![wrong], vec![atto(Some("/x")), atto(None)])]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str, number| Column { label: label.into(), number, ..Column::default() };
    vec![
        column("Provvedimento", false),
        column("Documenti arrivati", false),
        column("Si registrano entro", false),
        column("Registrate", true),
        column("Stato", false),
    ]
}

fn atto(vista: Vista) -> Atto {
    let (stato, tono) = match (&vista.atto.revocato_at, vista.in_forza) {
        (Some(_), _) => ("revocato", "neutral"),
        (None, true) => ("in vigore", "success"),
        (None, false) => ("non in vigore oggi", "neutral"),
    };
    let open = vista.atto.revocato_at.is_none();
    Atto {
        revoca: open.then(|| format!("{BASE}/{}/revoca", vista.atto.id)),
        provvedimento: vista.atto.provvedimento,
        motivo: vista.atto.motivo,
        documenti: vista.atto.documenti,
        dal: vista.atto.dal.to_string(),
        al: vista.atto.al.to_string(),
        giorni: vista.atto.giorni,
        registrate: vista.registrate,
        stato,
        tono,
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Detto {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(detto): Query<Detto>) -> Result<Response, Error> {
    let text = match detto.fatto.as_str() {
        "autorizzata" => Some("Autorizzata: chi registra la trova nel modulo di registrazione."),
        "revocata" => Some("Revocata: non si registra più niente con questo provvedimento."),
        _ => None,
    };
    let flash = text.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    mostra(&ctx, Modulo { giorni: "5".into(), ..Modulo::default() }, Vec::new(), flash).await
}

async fn mostra(ctx: &Ctx, modulo: Modulo, errors: Vec<FieldError>, flash: Vec<Flash>) -> Result<Response, Error> {
    let acts = elenca(&ctx.ente, ctx.who()?, MOST).await?;
    let failed = !errors.is_empty();
    let page = Differita { errors, modulo, colonne: colonne(), atti: acts.into_iter().map(atto).collect() };
    let crumbs = [("Protocollo", "/protocollo")];
    let mut response = ctx.page_with("Registrazione differita", &crumbs, flash, &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Authorises.
pub(super) async fn invia(ctx: Ctx, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let done = match leggi(&sent) {
        Ok(nuovo) => autorizza(&ctx.ente, ctx.who()?, &nuovo).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}?fatto=autorizzata")).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, sent, errors(&refusal), Vec::new()).await,
        Err(error) => Err(error.into()),
    }
}

fn leggi(sent: &Modulo) -> Result<Nuovo, Refusal> {
    let mut refusal = Refusal::default();
    let (dal, al) = (date(&sent.dal, "dal", &mut refusal), date(&sent.al, "al", &mut refusal));
    for (day, text, field) in [(dal, &sent.dal, "dal"), (al, &sent.al, "al")] {
        if day.is_none() && text.trim().is_empty() {
            refusal.add(Some(field), "Scrivi il giorno.");
        }
    }
    let giorni = sent.giorni.trim().parse().ok();
    if giorni.is_none() {
        refusal.add(Some("giorni"), "Scrivi entro quanti giorni dall'arrivo si registra.");
    }
    let (Some(dal), Some(al), Some(giorni)) = (dal, al, giorni) else { return Err(refusal) };
    refusal.unless_empty(Nuovo {
        motivo: sent.motivo.clone(),
        provvedimento: sent.provvedimento.clone(),
        documenti: sent.documenti.clone(),
        dal,
        al,
        giorni,
    })
}

/// Revokes.
pub(super) async fn revoca(ctx: Ctx, Path(id): Path<DifferimentoId>) -> Result<Response, Error> {
    revoca_atto(&ctx.ente, ctx.who()?, id).await?;
    Ok(Redirect::to(&format!("{BASE}?fatto=revocata")).into_response())
}
