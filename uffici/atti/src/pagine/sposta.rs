//! The form, on the page of an act, that moves it to the version of its iter which is in force; with what changes for it.

use pratiche::{DefinizioneId, Presa};
use serde::Serialize;
use ui::Choice;
use web::{Ctx, Error, Form, IntoResponse, Path, Response};

use super::{
    Quale,
    campi::{Coppie, campo, scelta},
    href, rifiuto,
    scheda::{Mandato, rimostra},
};
use crate::{
    Atti,
    atto::sposta::{Nominato, Spostamento, confronto, sposta},
};

/// How the fields of states begin.
const STATO: &str = "stato-";
/// The field of the reason: another form of the page has one of the usual name.
const MOTIVO: &str = "motivo_sposta";

/// What the page shows of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Modulo {
    a: String,
    cambia: Vec<String>,
    da_indicare: Vec<DaIndicare>,
    stati: Vec<Choice>,
    /// What was written where it was refused: nobody writes it again.
    motivo: String,
}

/// A state that is gone, and where it goes.
#[derive(Debug, Default, Serialize)]
struct DaIndicare {
    codice: String,
    nome: String,
    va: String,
}

impl Modulo {
    /// Nothing for who may not move it, and for an act that follows the version in force.
    /// `sent` is what was refused, where something was.
    pub(super) async fn di(ctx: &Ctx, presa: &Presa, sent: Option<&Spostamento>) -> Result<Option<Self>, Error> {
        let choice = |one: Nominato| scelta(one.codice, one.nome);
        let gone = |one: Nominato| {
            let va = sent.and_then(|sent| sent.mappa.get(&one.codice)).cloned().unwrap_or_default();
            DaIndicare { codice: one.codice, nome: one.nome, va }
        };
        let found = confronto(&ctx.ente, ctx.who()?, presa).await?;
        Ok(found.map(|found| Self {
            a: found.a.to_string(),
            cambia: found.cambia,
            da_indicare: found.da_indicare.into_iter().map(gone).collect(),
            stati: found.stati.into_iter().map(choice).collect(),
            motivo: sent.map(|sent| sent.motivo.clone()).unwrap_or_default(),
        }))
    }

    /// For the samples of the page.
    pub(super) fn esempio() -> Self {
        Self {
            a: "1".into(),
            cambia: vec!["Lo stato «Alla firma» non c'è più.".into()],
            da_indicare: vec![DaIndicare {
                codice: "alla-firma".into(),
                nome: "Alla firma".into(),
                va: "da-firmare".into(),
            }],
            stati: vec![scelta("da-firmare", "Da firmare")],
            motivo: "Il nome è cambiato.".into(),
        }
    }
}

/// Moves it.
pub(super) async fn muove(
    ctx: Ctx,
    Path(id): Quale,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let Ok(a) = campo(&fields, "a").parse::<DefinizioneId>() else {
        return Err(crate::Error::no("Il modulo non dice su quale versione: ricarica la pagina.").into());
    };
    let place = |(name, value): &(String, String)| {
        let stato = name.strip_prefix(STATO)?;
        Some((stato.to_owned(), value.clone())).filter(|_| !value.is_empty())
    };
    let asked = Spostamento {
        a,
        motivo: campo(&fields, MOTIVO).to_owned(),
        mappa: fields.iter().filter_map(place).collect(),
        chiave: campo(&fields, "chiave").to_owned(),
    };
    match sposta(&atti, &ctx.ente, ctx.who()?, id, &asked).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}?fatto=sposta", href(id))).into_response()),
        Err(error) => {
            let mut no = rifiuto(error)?;
            let reasons = no.reasons.iter_mut().filter(|reason| reason.field == Some("motivo"));
            reasons.for_each(|reason| reason.field = Some(MOTIVO));
            rimostra(&ctx, &atti, id, (None, Mandato::Spostamento(&asked)), no).await
        }
    }
}
