//! To close a fascicolo and to reopen it.

use serde::Deserialize;
use ui::Blocked;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{azione::Azione, errori, href_di, mostra, solo_chi_cura};
use crate::{
    fascicolo::{Chiave, chiudi::chiudi, riapri::riapri, scheda::leggi},
    pagine::modulo::told,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Asks whether to close; what stands in the way is told before.
pub(super) async fn chiudi_pagina(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, &chiave).await?;
    solo_chi_cura(&scheda)?;
    let blocked = scheda.pendenze.iter().map(|each| Blocked { reason: each.sentence(), ..Blocked::default() });
    let page = chiusura(&chiave, scheda.fascicolo.stato.oggetto.clone(), blocked.collect(), String::new());
    mostra(&ctx, "Chiudi il fascicolo", &chiave, &page, false).await
}

fn chiusura(chiave: &Chiave, oggetto: String, blocchi: Vec<Blocked>, motivo: String) -> Azione {
    let base = href_di(chiave);
    Azione {
        azione: format!("{base}/chiudi"),
        oggetto,
        testo: "Dopo la chiusura non ci si mette e non si toglie più niente. Se serve si può riaprire, con un motivo."
            .into(),
        blocchi,
        motivo,
        domanda: "Come è finito",
        invia: "Chiudi il fascicolo",
        href: base,
        ..Azione::default()
    }
}

/// Closes.
pub(super) async fn chiudi_invia(
    ctx: Ctx,
    Path(chiave): Path<Chiave>,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    match chiudi(&ctx.ente, who, &chiave, &sent.motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=chiuso", href_di(&chiave))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let scheda = leggi(&ctx.ente, who, &chiave).await?;
            let general = refusal.reasons.iter().filter(|reason| reason.field.is_none());
            let blocked = general.map(|reason| Blocked { reason: told(reason), ..Blocked::default() }).collect();
            let mut page = chiusura(&chiave, scheda.fascicolo.stato.oggetto, blocked, sent.motivo);
            page.errors = errori(&refusal, "").into_iter().filter(|error| !error.field.is_empty()).collect();
            mostra(&ctx, "Chiudi il fascicolo", &chiave, &page, true).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Asks why it is reopened.
pub(super) async fn riapri_pagina(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, &chiave).await?;
    solo_chi_cura(&scheda)?;
    let page = riapertura(&chiave, scheda.fascicolo.stato.oggetto);
    mostra(&ctx, "Riapri il fascicolo", &chiave, &page, false).await
}

fn riapertura(chiave: &Chiave, oggetto: String) -> Azione {
    let base = href_di(chiave);
    Azione {
        azione: format!("{base}/riapri"),
        oggetto,
        testo: "Il motivo resta nella storia del fascicolo, con il tuo nome.".into(),
        domanda: "Perché lo riapri",
        obbligatorio: true,
        invia: "Riapri il fascicolo",
        href: base,
        ..Azione::default()
    }
}

/// Reopens.
pub(super) async fn riapri_invia(
    ctx: Ctx,
    Path(chiave): Path<Chiave>,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    match riapri(&ctx.ente, who, &chiave, &sent.motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=riaperto", href_di(&chiave))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let scheda = leggi(&ctx.ente, who, &chiave).await?;
            let page = Azione {
                motivo: sent.motivo,
                errors: errori(&refusal, "motivo"),
                ..riapertura(&chiave, scheda.fascicolo.stato.oggetto)
            };
            mostra(&ctx, "Riapri il fascicolo", &chiave, &page, true).await
        }
        Err(error) => Err(error.into()),
    }
}
