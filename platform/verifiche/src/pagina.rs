//! The signatures of a document: what was found, each time, and to look again.

use std::collections::HashMap;

use authz::PersonId;
use documents::document;
use kernel::{Date, Uuid};
use serde::{Deserialize, Serialize};
use signing::verify::report::Report;
use ui::{FieldError, Flash, FlashKind, Link, Page, TemplateFile};
use validation::{Checked, Told};
use web::{Ctx, Error, IntoResponse, Redirect, Response, form_page, reasons};

use crate::{
    Accanto,
    chiedi::{controlla, detto},
    vista::Controllo,
};

/// The page's template, for the house.
pub const TEMPLATES: &[TemplateFile] =
    &[TemplateFile { name: "verifiche/firme.html", source: include_str!("../templates/firme.html") }];

/// A document that who asks may see, and where it stands.
#[derive(Debug)]
pub struct Posto<'a> {
    /// The document.
    pub documento: &'a document::Model,
    /// The address of the page.
    pub href: String,
    /// Where the document is taken away from.
    pub scarica: String,
    /// The page of what it is of: "Torna all'atto".
    pub torna: Link,
    /// The way to the page: words and addresses.
    pub briciole: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct Firme {
    href: String,
    torna: Link,
    scarica: String,
    /// The check that is shown; `None` if none was made, or the document is not signed.
    letto: Option<Controllo>,
    storia: Vec<Controllo>,
    oggi: String,
    al: String,
    errors: Vec<FieldError>,
}

impl Page for Firme {
    const TEMPLATE: &'static str = "verifiche/firme.html";
    fn samples() -> Vec<Self> {
        let page = |letto: Option<Controllo>, errors| Self {
            href: "/protocollo/2026/1/documenti/x/firme".into(),
            torna: Link { label: "Torna alla registrazione".into(), href: "/protocollo/2026/1".into() },
            scarica: "/x".into(),
            storia: letto.iter().cloned().chain([Controllo::default()]).collect(),
            letto,
            oggi: "2026-11-26".into(),
            al: String::new(),
            errors,
        };
        let wrong = FieldError { field: "al".into(), message: "Scegli un giorno passato.".into() };
        vec![
            page(Some(Controllo::esempio()), vec![]),
            page(Some(Controllo::default()), vec![wrong]),
            page(None, vec![]),
        ]
    }
}

/// The page. `query`: what follows the question mark, which says what was just done or which check is shown.
///
/// # Errors
/// A check that is not of this document; those of the database.
pub async fn pagina(ctx: &Ctx, posto: &Posto<'_>, query: &str) -> Result<Response, Error> {
    let told = match query {
        "nuovo" => Some("Le firme sono state controllate adesso: qui sotto l'esito."),
        "uguale" => Some("Le firme sono state controllate adesso: l'esito è quello di prima."),
        "senza" => Some("Nel documento non ci sono firme."),
        _ => None,
    };
    let flash = told.map(|text| Flash { kind: FlashKind::Success, text: text.into() });
    mostra(ctx, posto, (query.strip_prefix("controllo="), ""), Vec::new(), flash).await
}

async fn mostra(
    ctx: &Ctx,
    posto: &Posto<'_>,
    (which, al): (Option<&str>, &str),
    errors: Vec<FieldError>,
    flash: Option<Flash>,
) -> Result<Response, Error> {
    let id = posto.documento.id;
    let history = validation::history(&ctx.ente, id).await.map_err(detto)?;
    let names = nomi(ctx, &history).await?;
    let shown = match which {
        Some(which) => {
            let asked = history.iter().find(|told| told.id.to_string() == which).cloned();
            Some(asked.ok_or(Error::NotFound("Questo controllo non c'è: scegline uno fra quelli fatti."))?)
        }
        // Not of the history, which has an end: the last one that was not for another day.
        None => validation::latest_of(&ctx.ente, &[id.uuid()]).await.map_err(detto)?.remove(&id.uuid()),
    };
    let letto = match &shown {
        Some(told) => Some(letto(ctx, told, &names).await?),
        None => None,
    };
    let failed = !errors.is_empty();
    let page = Firme {
        href: posto.href.clone(),
        torna: posto.torna.clone(),
        scarica: posto.scarica.clone(),
        letto,
        storia: history.iter().map(|told| Controllo::di(told, autore(told, &names))).collect(),
        oggi: ctx.now.date().to_string(),
        al: al.to_owned(),
        errors,
    };
    let crumbs: Vec<(&str, &str)> = posto.briciole.iter().map(|(name, at)| (name.as_str(), at.as_str())).collect();
    let title = format!("Firme di {}", posto.documento.name);
    Ok(form_page(ctx.page_with(title, &crumbs, flash.into_iter().collect(), &page).await?, failed))
}

/// A check with its report, where one was kept that this release reads.
async fn letto(ctx: &Ctx, told: &Told, names: &HashMap<Uuid, String>) -> Result<Controllo, Error> {
    let report = validation::report(&ctx.ente, told.id).await.map_err(detto)?;
    let report = report.and_then(|text| serde_json::from_str::<Report>(&text).ok());
    let controllo = Controllo::di(told, autore(told, names));
    Ok(match report {
        Some(report) => controllo.con(&report),
        None => controllo,
    })
}

/// The person of a check, as the row writes it.
fn persona(told: &Told) -> Option<Uuid> {
    told.checked_by.strip_prefix("person:")?.parse().ok()
}

fn autore(told: &Told, names: &HashMap<Uuid, String>) -> Option<String> {
    let name = |id| names.get(&id).cloned().unwrap_or_else(|| "persona non più in elenco".into());
    persona(told).map(name)
}

async fn nomi(ctx: &Ctx, history: &[Told]) -> Result<HashMap<Uuid, String>, Error> {
    let mut people: Vec<Uuid> = history.iter().filter_map(persona).collect();
    people.sort_unstable();
    people.dedup();
    let people: Vec<PersonId> = people.into_iter().map(PersonId::from).collect();
    let read = ctx.ente.db().read().await?;
    Ok(accounts::names(&read, &people).await?.into_iter().map(|(id, name)| (id.uuid(), name)).collect())
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct DiNuovo {
    /// The day for which the signatures are judged; empty for now.
    #[serde(default)]
    pub al: String,
}

/// Looks again, and leads to what came of it.
///
/// # Errors
/// Those of store and database; what is wrong with the day, and that it was not possible now, stand in the page.
pub async fn di_nuovo(ctx: &Ctx, posto: &Posto<'_>, accanto: Accanto<'_>, sent: &DiNuovo) -> Result<Response, Error> {
    let al = match sent.al.trim() {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(day) => Some(day),
            Err(_) => {
                let message = "Scrivi il giorno così: 2026-03-31.".to_owned();
                let errors = vec![FieldError { field: "al".into(), message }];
                return mostra(ctx, posto, (None, sent.al.as_str()), errors, None).await;
            }
        },
    };
    let back = &posto.href;
    let to = match controlla(&ctx.ente, ctx.who()?, posto.documento, accanto, al).await {
        Ok(Checked::NotSigned) => format!("{back}?senza"),
        Ok(Checked::New(row) | Checked::Same(row)) if al.is_some() => format!("{back}?controllo={}", row.id),
        Ok(Checked::New(_)) => format!("{back}?nuovo"),
        Ok(Checked::Same(_)) => format!("{back}?uguale"),
        Err(Error::Refused(refusal)) => {
            let (mut errors, apart) = reasons(refusal);
            errors.extend(apart.into_iter().map(|message| FieldError { field: "al".into(), message }));
            return mostra(ctx, posto, (None, sent.al.as_str()), errors, None).await;
        }
        Err(error) => return Err(error),
    };
    Ok(Redirect::to(&to).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_sample() {
        ui::Templates::new(TEMPLATES).unwrap().samples::<Firme>().unwrap();
    }
}
