//! Many acts signed in one go: each by its own step and in its own commit, so that what went is done and what did not
//! says why.

use pratiche::Vista;
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
    atto::passo::{DaFirmare, Passo, compi, da_firmare},
    leggi::leggi,
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

/// Signs what was chosen on the desk.
pub(super) async fn firma(ctx: Ctx, Form(fields): Form<Coppie>, atti: Atti) -> Result<Response, Error> {
    let conflict = !campo(&fields, "nessun_conflitto").is_empty();
    let mut esiti = Vec::new();
    for text in tutti(&fields, "atto").into_iter().take(INSIEME_MAX) {
        let Ok(id) = text.parse::<AttoId>() else { continue };
        // Those before are signed and numbered by now: whoever chose them reads how they went, whatever this one meets.
        let (oggetto, done) = match una(&ctx, &atti, id, (campo(&fields, "chiave"), conflict)).await {
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

/// The one step of an act that is this person's and signs the act itself.
async fn una(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    (chiave, nessun_conflitto): (&str, bool),
) -> Result<(String, Result<(), Vec<String>>), Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let oggetto = scheda.stato.oggetto.clone();
    let read = ctx.ente.db().read().await?;
    let lettura =
        pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ctx.now).await.map_err(crate::Error::from)?;
    drop(read);
    let signs = |one: &iter::PassoPossibile<'_>| {
        matches!(da_firmare(&lettura, &one.passo.codice), Some(DaFirmare::Atto(_))).then(|| one.passo.codice.clone())
    };
    let step = lettura.passi().iter().find_map(signs);
    let Some(passo) = step else { return Ok((oggetto, Err(vec!["Non aspetta la tua firma.".to_owned()]))) };
    let passo = Passo {
        chiave: format!("{chiave}-{id}"),
        visto: Some(lettura.visto()),
        passo,
        nessun_conflitto,
        ..Passo::default()
    };
    match compi(atti, &ctx.ente, who, id, &passo).await {
        Ok(()) => Ok((oggetto, Ok(()))),
        Err(crate::Error::Refused(refusal)) => {
            Ok((oggetto, Err(refusal.reasons.into_iter().map(|reason| reason.sentence).collect())))
        }
        Err(error) => Err(error.into()),
    }
}
