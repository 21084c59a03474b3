//! Many acts signed in one go: each by its own step and in its own commit, so that what went is done and what did not
//! says why.

use porte::sottoscrizione::Preparata;
use pratiche::Lettura;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Form, Response};

use super::{
    CRUMBS,
    campi::{Coppie, campo, tutti},
    href,
};
use crate::{
    Atti,
    atto::{
        passo::{DaFirmare, Passo, compi_letto, da_firmare, letti},
        remota,
    },
    leggi::Scheda,
    tables::AttoId,
};

/// Most acts in one go.
const INSIEME_MAX: usize = 100;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Esiti {
    esiti: Vec<Esito>,
    fatti: usize,
}

#[derive(Debug, Default, Serialize)]
struct Esito {
    href: String,
    oggetto: String,
    motivi: Vec<String>,
}

impl Page for Esiti {
    const TEMPLATE: &'static str = "atti/esiti.html";
    fn samples() -> Vec<Self> {
        let esito = |motivi: Vec<String>| Esito { href: "/x".into(), oggetto: "Tetto".into(), motivi };
        vec![Self { esiti: vec![esito(vec![]), esito(vec!["Manca il CIG.".into()])], fatti: 1 }, Self::default()]
    }
}

/// Signs what was chosen on the desk: here at once, or by the service of remote signatures.
pub(super) async fn firma(ctx: Ctx, Form(fields): Form<Coppie>, atti: Atti) -> Result<Response, Error> {
    let asked = (campo(&fields, "chiave"), !campo(&fields, "nessun_conflitto").is_empty());
    let chosen = tutti(&fields, "atto").into_iter().take(INSIEME_MAX);
    let chosen: Vec<AttoId> = chosen.filter_map(|text| text.parse().ok()).collect();
    if campo(&fields, "porta") == "remota" && !chosen.is_empty() {
        return remota(&ctx, &atti, &chosen, asked).await;
    }
    let mut esiti = Vec::new();
    for id in chosen {
        // Those before are signed and numbered by now: whoever chose them reads how they went, whatever this one meets.
        let (oggetto, done) = match una(&ctx, &atti, id, asked).await {
            Ok(done) => done,
            Err(error) if esiti.is_empty() => return Err(error),
            Err(error) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(ente = ctx.ente.info.slug, atto = %id, %cause, "one of many acts was not signed");
                }
                ("Atto".to_owned(), Err(vec![error.to_string()]))
            }
        };
        esiti.push(Esito { href: href(id), oggetto, motivi: done.err().unwrap_or_default() });
    }
    let fatti = esiti.iter().filter(|one| one.motivi.is_empty()).count();
    ctx.page("Firma di più atti", CRUMBS, &Esiti { esiti, fatti }).await
}

/// Prepares all of them and begins: one that cannot be signed is told by name, and the others go on.
async fn remota(ctx: &Ctx, atti: &Atti, chosen: &[AttoId], asked: (&str, bool)) -> Result<Response, Error> {
    let mut ready = Vec::new();
    for id in chosen.iter().copied() {
        ready.push(match preparata(ctx, atti, id, asked).await {
            Ok(made) => made,
            Err((oggetto, error)) => {
                Preparata { oggetto, href: href(id), impedita: perche(error)?, ..Preparata::default() }
            }
        });
    }
    atti.firma.comincia(ctx, atti, ready).await
}

/// One of them; or what it is about, as far as the person may know, and why it cannot be signed.
async fn preparata(ctx: &Ctx, atti: &Atti, id: AttoId, asked: (&str, bool)) -> Result<Preparata, (String, Error)> {
    let Letto { scheda, lettura, passo } =
        leggi(ctx, atti, id, asked).await.map_err(|error| ("Atto".to_owned(), error))?;
    let made = match (passo, ctx.who()) {
        (Some(passo), Ok(who)) => {
            remota::prepara_letto(&ctx.ente, who, (&scheda, &lettura), &passo).await.map_err(Error::from)
        }
        (None, Ok(_)) => Err(crate::Error::no(NON_ASPETTA).into()),
        (_, Err(error)) => Err(error),
    };
    made.map_err(|error| (scheda.stato.oggetto, error))
}

/// Why one stays out while the others go on; a fault of ours stops all of them.
fn perche(error: Error) -> Result<Vec<String>, Error> {
    match error {
        Error::Refused(refusal) => Ok(refusal.reasons.into_iter().map(|reason| reason.sentence).collect()),
        Error::NotFound(told) => Ok(vec![told.to_owned()]),
        Error::Unavailable(told) | Error::TooLarge(told) => Ok(vec![told]),
        other => Err(other),
    }
}

const NON_ASPETTA: &str = "Non aspetta la tua firma.";

/// An act, and the one step of it that is this person's and signs the act itself.
struct Letto {
    scheda: Scheda,
    lettura: Lettura,
    passo: Option<Passo>,
}

/// Reads it, once for all that is done with it.
async fn leggi(ctx: &Ctx, atti: &Atti, id: AttoId, (chiave, nessun_conflitto): (&str, bool)) -> Result<Letto, Error> {
    let (scheda, lettura) = letti(atti, &ctx.ente, ctx.who()?, id).await?;
    let signs = |one: &iter::PassoPossibile<'_>| {
        matches!(da_firmare(&lettura, &one.passo.codice), Some(DaFirmare::Atto(_))).then(|| one.passo.codice.clone())
    };
    let step = lettura.passi().iter().find_map(signs);
    let passo = step.map(|passo| Passo {
        chiave: format!("{chiave}-{id}"),
        visto: Some(lettura.visto()),
        passo,
        nessun_conflitto,
        ..Passo::default()
    });
    Ok(Letto { scheda, lettura, passo })
}

/// Signs one here, at once.
async fn una(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    asked: (&str, bool),
) -> Result<(String, Result<(), Vec<String>>), Error> {
    let Letto { scheda, lettura, passo } = leggi(ctx, atti, id, asked).await?;
    let oggetto = scheda.stato.oggetto.clone();
    let Some(passo) = passo else { return Ok((oggetto, Err(vec![NON_ASPETTA.to_owned()]))) };
    match compi_letto(atti, &ctx.ente, ctx.who()?, (&scheda, &lettura), &passo).await {
        Ok(()) => Ok((oggetto, Ok(()))),
        Err(crate::Error::Refused(refusal)) => {
            Ok((oggetto, Err(refusal.reasons.into_iter().map(|reason| reason.sentence).collect())))
        }
        Err(error) => Err(error.into()),
    }
}
