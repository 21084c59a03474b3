//! Many acts signed in one go: each by its own step and in its own commit, so that what went is done and what did not
//! says why.

use authz::Who;
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
    let who = ctx.who()?;
    if campo(&fields, "porta") == "remota" && !chosen.is_empty() {
        return remota(&ctx, &atti, who, &chosen, asked).await;
    }
    let mut esiti = Vec::new();
    for id in chosen {
        // Those before are signed and numbered by now: whoever chose them reads how they went, whatever this one meets.
        let (oggetto, motivi) = match una(&ctx, &atti, who, id, asked).await {
            Ok(done) => done,
            Err((_, error)) if esiti.is_empty() => return Err(error),
            Err((oggetto, error)) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(ente = ctx.ente.info.slug, atto = %id, %cause, "one of many acts was not signed");
                }
                (oggetto, vec![error.to_string()])
            }
        };
        esiti.push(Esito { href: href(id), oggetto, motivi });
    }
    let fatti = esiti.iter().filter(|one| one.motivi.is_empty()).count();
    ctx.page("Firma di più atti", CRUMBS, &Esiti { esiti, fatti }).await
}

/// Prepares all of them and begins: one that cannot be signed is told by name, and the others go on.
async fn remota(ctx: &Ctx, atti: &Atti, who: &Who, chosen: &[AttoId], asked: (&str, bool)) -> Result<Response, Error> {
    let mut ready = Vec::new();
    for id in chosen.iter().copied() {
        ready.push(match preparata(ctx, atti, who, id, asked).await {
            Ok(made) => made,
            Err((oggetto, error)) => {
                Preparata { oggetto, href: href(id), impedita: perche(error)?, ..Preparata::default() }
            }
        });
    }
    atti.firma.comincia(ctx, atti, ready).await
}

/// One of them; or what it is about, as far as the person may know, and why it cannot be signed.
async fn preparata(
    ctx: &Ctx,
    atti: &Atti,
    who: &Who,
    id: AttoId,
    asked: (&str, bool),
) -> Result<Preparata, (String, Error)> {
    let Letto { scheda, lettura, passo } = leggi(ctx, atti, who, id, asked).await?;
    let made = match passo {
        Some(passo) => remota::prepara_letto(&ctx.ente, who, (&scheda, &lettura), &passo).await,
        None => Err(crate::Error::no(NON_ASPETTA)),
    };
    made.map_err(|error| (scheda.stato.oggetto, error.into()))
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

/// Reads it, once for all that is done with it. Of one that is not for the person not even the subject is told.
async fn leggi(
    ctx: &Ctx,
    atti: &Atti,
    who: &Who,
    id: AttoId,
    (chiave, nessun_conflitto): (&str, bool),
) -> Result<Letto, (String, Error)> {
    let read = letti(atti, &ctx.ente, who, id).await;
    let (scheda, lettura) = read.map_err(|error| ("Atto".to_owned(), Error::from(error)))?;
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

/// Signs one here, at once: what it is about, with all the reasons why it was not signed; or, where something else went wrong, that.
async fn una(
    ctx: &Ctx,
    atti: &Atti,
    who: &Who,
    id: AttoId,
    asked: (&str, bool),
) -> Result<(String, Vec<String>), (String, Error)> {
    let Letto { scheda, lettura, passo } = leggi(ctx, atti, who, id, asked).await?;
    let done = match passo {
        Some(passo) => compi_letto(atti, &ctx.ente, who, (&scheda, &lettura), &passo).await,
        None => Err(crate::Error::no(NON_ASPETTA)),
    };
    let oggetto = scheda.stato.oggetto;
    match done {
        Ok(()) => Ok((oggetto, Vec::new())),
        Err(crate::Error::Refused(refusal)) => {
            Ok((oggetto, refusal.reasons.into_iter().map(|reason| reason.sentence).collect()))
        }
        Err(error) => Err((oggetto, error.into())),
    }
}
