//! When nobody could read the albo.

use kernel::{Instant, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Query, Response, form_page, reasons};

use super::{CRUMBS, rifiuto};
use crate::{
    interruzioni::{annota, interruzioni},
    permissions::CONFIGURA,
    regole::regole,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    soglia: u16,
    scritta: Scritta,
    configura: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    da: String,
    a: String,
    causa: String,
    annotata: String,
}

/// An interruption, as the form writes it: `2026-02-10T06:00`, by the Italian clock.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Scritta {
    da: String,
    a: String,
    causa: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "albo/interruzioni.html";
    fn samples() -> Vec<Self> {
        let row = Riga {
            da: "10/02/2026 alle 06:00".into(),
            a: "10/02/2026 alle 19:00".into(),
            causa: "Guasto della linea".into(),
            annotata: "11/02/2026 alle 08:00".into(),
        };
        let full = Self {
            colonne: colonne(),
            voci: vec![row],
            soglia: 12,
            configura: true,
            errors: vec![FieldError { field: "causa".into(), message: "Scrivi che cosa è successo.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Dal", "Al", "Che cosa è successo", "Annotata"])
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fatto {
    spostate: Option<u64>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(fatto): Query<Fatto>) -> Result<Response, Error> {
    let done = fatto.spostate.map(|count| match count {
        0 => "Annotata: nessuna pubblicazione cambia il suo ultimo giorno.".to_owned(),
        1 => "Annotata: una pubblicazione dura di più.".to_owned(),
        count => format!("Annotata: {count} pubblicazioni durano di più."),
    });
    mostra(&ctx, Scritta::default(), (done, Refusal::default())).await
}

async fn mostra(ctx: &Ctx, scritta: Scritta, (done, refusal): (Option<String>, Refusal)) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let who = ctx.who()?;
    let rows = interruzioni(&ctx.ente, who).await?.into_iter().map(|row| Riga {
        da: row.inizio_at.told(),
        a: row.fine_at.told(),
        causa: row.causa,
        annotata: row.registrata_at.told(),
    });
    let voci = rows.collect();
    let soglia = {
        let read = ctx.ente.db().read().await?;
        regole(&read).await?.soglia_ore
    };
    let page = Pagina { colonne: colonne(), voci, soglia, scritta, configura: who.may(&CONFIGURA), errors, rifiuti };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text }).into_iter().collect();
    Ok(form_page(ctx.page_with("Interruzioni del servizio", CRUMBS, flash, &page).await?, failed))
}

/// Records one.
pub(super) async fn salva(ctx: Ctx, Form(scritta): Form<Scritta>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let mut instant = |field: &'static str, text: &str| {
        // A browser leaves the seconds out where they are nought.
        let text = text.trim();
        let whole = if text.matches(':').count() == 1 { format!("{text}:00") } else { text.to_owned() };
        let read = whole.parse().ok().and_then(Instant::in_rome);
        read.unwrap_or_else(|| {
            refusal.add(Some(field), "Scrivi giorno e ora.");
            Instant::default()
        })
    };
    let (da, a) = (instant("da", &scritta.da), instant("a", &scritta.a));
    let done = match refusal.unless_empty(()) {
        Ok(()) => annota(&ctx.ente, ctx.who()?, da, a, &scritta.causa).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(moved) => {
            let to = format!("/albo/registro/interruzioni?spostate={moved}");
            Ok(web::Redirect::to(&to).into_response())
        }
        Err(error) => mostra(&ctx, scritta, (None, rifiuto(error)?)).await,
    }
}
