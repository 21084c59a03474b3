//! What the forms of the page do.

use axum::extract::Request;
use kernel::{Date, Instant, Refusal};
use serde::Deserialize;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    BASE, errors,
    registro::{Inviato, con_errori},
};
use crate::{
    emergenza::{
        EmergenzaId,
        apri::{Apertura, apri as apri_atto},
        chiudi::{Chiusura, chiudi as chiudi_atto},
        prolunga::prolunga as prolunga_atto,
        recupera::{Recuperata, recupera},
        rules::{check_parole, check_proroga, leggi_istante},
    },
    pagine::Modulo,
    registrazione::registra::FileRicevuto,
};

/// The prefix of the fields with the totals of the days.
const TOTALE: &str = "totale_";
/// Days that a form may carry.
const MOST_DAYS: usize = 1_000;

/// An instant that was written; what cannot be read is told at its field.
fn istante(text: &str, field: &'static str, refusal: &mut Refusal) -> Option<Instant> {
    let read = leggi_istante(text);
    if read.is_none() {
        let sentence = if text.trim().is_empty() {
            "Scrivi giorno e ora.".to_owned()
        } else {
            format!("Giorno e ora \"{text}\" non si leggono. Scrivili come 25/11/2026 10:30.")
        };
        refusal.add(Some(field), sentence);
    }
    read
}

fn fatto(what: &str) -> Response {
    Redirect::to(&format!("{BASE}?fatto={what}")).into_response()
}

/// What was done, or the page again with what is wrong.
async fn esito(ctx: &Ctx, done: Result<(), crate::Error>, what: &str, inviato: Inviato) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(fatto(what)),
        Err(crate::Error::Refused(refusal)) => con_errori(ctx, inviato, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Aprire {
    causa: String,
    provvedimento: String,
    dal_at: String,
}

/// Opens the register.
pub(in crate::pagine) async fn apri(ctx: Ctx, Form(sent): Form<Aprire>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let dal_at = istante(&sent.dal_at, "dal_at", &mut refusal);
    let inviato = Inviato {
        causa: sent.causa.clone(),
        provvedimento: sent.provvedimento.clone(),
        dal_at: sent.dal_at,
        ..Inviato::default()
    };
    let Some(dal_at) = dal_at else {
        check_parole(&mut refusal, &inviato.causa, &inviato.provvedimento);
        return con_errori(&ctx, inviato, errors(&refusal)).await;
    };
    let apertura = Apertura { causa: sent.causa, provvedimento: sent.provvedimento, dal_at };
    let done = apri_atto(&ctx.ente, ctx.who()?, &apertura).await.map(|_| ());
    esito(&ctx, done, "aperta", inviato).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Prolungare {
    fino_at: String,
    provvedimento: String,
}

/// Prolongs its use.
pub(in crate::pagine) async fn prolunga(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    Form(sent): Form<Prolungare>,
) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let fino_at = istante(&sent.fino_at, "fino_at", &mut refusal);
    let inviato =
        Inviato { provvedimento: sent.provvedimento.clone(), fino_at: Some(sent.fino_at), ..Inviato::default() };
    let Some(fino_at) = fino_at else {
        check_proroga(&mut refusal, &inviato.provvedimento);
        return con_errori(&ctx, inviato, errors(&refusal)).await;
    };
    let done = prolunga_atto(&ctx.ente, ctx.who()?, id, fino_at, &sent.provvedimento).await;
    esito(&ctx, done, "prolungata", inviato).await
}

/// Brings in one entry, with its documents.
pub(in crate::pagine) async fn registra(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    request: Request,
) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let pairs: Vec<(String, String)> = uploaded
        .fields
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name.clone(), value.clone())))
        .collect();
    let modulo = Modulo::from_pairs(&pairs);
    let inviato = Inviato {
        numero: uploaded.field("numero").to_owned(),
        registrata_at: uploaded.field("registrata_at").to_owned(),
        modulo: Some(modulo.clone()),
        ..Inviato::default()
    };
    let mut refusal = Refusal::default();
    let numero = inviato.numero.trim().parse::<i64>().ok();
    if numero.is_none() {
        refusal.add(Some("numero"), "Scrivi il numero che il documento ha sul registro di emergenza.");
    }
    let registrata_at = istante(&inviato.registrata_at, "registrata_at", &mut refusal);
    let nuova = modulo.read().map_err(|more| refusal.reasons.extend(more.reasons)).ok();
    let (Some(numero), Some(registrata_at), Some(nuova)) = (numero, registrata_at, nuova) else {
        return con_errori(&ctx, inviato, errors(&refusal)).await;
    };
    let files: Vec<FileRicevuto> = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).collect();
    let voce = Recuperata { numero, registrata_at, nuova, annullata: false };
    match recupera(&ctx.ente, ctx.who()?, id, &voce, &files).await {
        Ok(esito) => {
            let what = if esito.nuova { "riportata" } else { "gia" };
            Ok(fatto(&format!("{what}&anno={}&numero={}", esito.riga.anno, esito.riga.numero)))
        }
        Err(crate::Error::Refused(refusal)) => con_errori(&ctx, inviato, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// Gives the register back.
pub(in crate::pagine) async fn chiudi(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let mut inviato = Inviato::default();
    let mut totali: Vec<(Date, i64)> = Vec::new();
    for (name, value) in pairs.into_iter().take(MOST_DAYS) {
        if name == "ripristino_at" {
            inviato.ripristino_at = value;
        } else if let Some(day) = name.strip_prefix(TOTALE) {
            if let Some(total) = totale(day, &value, &mut refusal) {
                totali.push(total);
            }
            inviato.totali.insert(day.to_owned(), value);
        }
    }
    let ripristino_at = istante(&inviato.ripristino_at, "ripristino_at", &mut refusal);
    let Some(ripristino_at) = ripristino_at.filter(|_| refusal.reasons.is_empty()) else {
        return con_errori(&ctx, inviato, errors(&refusal)).await;
    };
    let done = chiudi_atto(&ctx.ente, ctx.who()?, id, &Chiusura { ripristino_at, totali }).await;
    esito(&ctx, done, "chiusa", inviato).await
}

/// The total of a day; a field that was left empty tells none.
fn totale(day: &str, value: &str, refusal: &mut Refusal) -> Option<(Date, i64)> {
    let day: Date = day.parse().ok()?;
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    match value.parse::<u32>() {
        Ok(total) => Some((day, i64::from(total))),
        Err(_) => {
            let sentence = format!("Il totale del {}, \"{value}\", non è un numero.", day.format("%d/%m/%Y"));
            refusal.add(Some("totali"), sentence);
            None
        }
    }
}
