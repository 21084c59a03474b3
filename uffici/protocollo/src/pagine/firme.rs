//! The signatures of a document: what was found, each time, and to look again.

use std::collections::HashMap;

use authz::PersonId;
use axum::extract::RawQuery;
use documents::document;
use kernel::{Date, Id, Uuid};
use serde::{Deserialize, Serialize};
use signing::verify::report::Report;
use ui::{FieldError, Flash, FlashKind, Page, Row};
use validation::{Checked, Told};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo};
use crate::{
    firme::{
        controlla::uno,
        vista::{Controllo, Esito, Firma, Marca, esito},
    },
    lettura::frase,
    nome::nome_di,
    registrazione::scheda::{Scheda, leggi},
    rules::segnatura,
};

#[derive(Debug, Serialize)]
pub(crate) struct Firme {
    href: String,
    scheda: String,
    scarica: String,
    documento: String,
    /// The check that is shown; `None` if none was made, or the document is not signed.
    letto: Option<Controllo>,
    storia: Vec<Controllo>,
    oggi: String,
    al: String,
    errors: Vec<FieldError>,
}

/// What was found of a document's signatures, for the pages that lead here.
#[derive(Clone, Debug, Serialize)]
pub(super) struct InBreve {
    #[serde(skip)]
    documento: Id<document::Entity>,
    nome: String,
    href: String,
    esito: Esito,
    frase: String,
}

impl InBreve {
    pub(super) fn sample() -> Self {
        Self {
            documento: Uuid::nil().into(),
            nome: "a.pdf".into(),
            href: "/a/firme".into(),
            esito: Esito { parola: "Firme valide", tono: "success" },
            frase: "Firma valida di Anna Neri.".into(),
        }
    }

    /// Of all those of an entry that were checked, in their order.
    pub(super) async fn della(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Self>, Error> {
        let documents = || scheda.documenti.iter().map(|(_, document)| document);
        let ids: Vec<Uuid> = documents().map(|document| document.id.uuid()).collect();
        let found = validation::latest_of(&ctx.ente, &ids).await.map_err(crate::Error::from)?;
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let one = |document: &document::Model| {
            let told = found.get(&document.id.uuid())?;
            Some(Self {
                documento: document.id,
                nome: document.name.clone(),
                href: format!("{base}/documenti/{}/firme", document.id),
                esito: esito(told.mark()),
                frase: frase(&told.sentence),
            })
        };
        Ok(documents().filter_map(one).collect())
    }

    /// Whether it is of this document.
    pub(super) fn e_di(&self, document: &document::Model) -> bool {
        self.documento == document.id
    }

    /// The word, for a sentence.
    pub(super) const fn parola(&self) -> &'static str {
        self.esito.parola
    }
}

impl Page for Firme {
    const TEMPLATE: &'static str = "protocollo/firme.html";
    fn samples() -> Vec<Self> {
        let page = |letto: Option<Controllo>, errors| Self {
            href: "/protocollo/2026/1/documenti/x/firme".into(),
            scheda: "/protocollo/2026/1".into(),
            scarica: "/x".into(),
            documento: "atto.pdf.p7m".into(),
            storia: letto.iter().cloned().chain([Controllo::default()]).collect(),
            letto,
            oggi: "2026-11-26".into(),
            al: String::new(),
            errors,
        };
        let esito = || Esito { parola: "valida", tono: "success" };
        let row = || Row { label: "Codice fiscale".into(), value: "X".into(), href: None, code: false };
        let marca = || Marca { esito: esito(), frase: "Marca temporale.".into() };
        let firma = Firma {
            chi: "Anna Neri".into(),
            esito: esito(),
            frase: "Firma valida.".into(),
            righe: vec![row()],
            modifiche: vec![(esito(), "Una seconda firma.".into())],
            controlli: vec![(esito(), "Integra.".into())],
            certificati: vec![vec![row()]],
            marche: vec![marca()],
            controfirme: vec![(esito(), "Firma valida.".into())],
        };
        let full = Controllo {
            esito: esito(),
            frase: "Firma valida.".into(),
            al: Some(1),
            da: Some("Anna".into()),
            avvisi: vec!["Strano.".into()],
            firme: vec![firma, Firma::default()],
            marche: vec![marca()],
            ..Controllo::default()
        };
        let wrong = FieldError { field: "al".into(), message: "Scegli un giorno passato.".into() };
        vec![page(Some(full), vec![]), page(Some(Controllo::default()), vec![wrong]), page(None, vec![])]
    }
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(posto): Posto, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let query = query.unwrap_or_default();
    let told = match query.as_str() {
        "nuovo" => Some("Le firme sono state controllate adesso: qui sotto l'esito."),
        "uguale" => Some("Le firme sono state controllate adesso: l'esito è quello di prima."),
        "senza" => Some("Nel documento non ci sono firme."),
        _ => None,
    };
    let flash = told.map(|text| Flash { kind: FlashKind::Success, text: text.into() });
    mostra(&ctx, posto, (query.strip_prefix("controllo="), String::new()), Vec::new(), flash).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero, id): (i64, i64, Id<document::Entity>),
    (which, al): (Option<&str>, String),
    errors: Vec<FieldError>,
    flash: Option<Flash>,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    let history = validation::history(&ctx.ente, id).await.map_err(crate::Error::from)?;
    let names = nomi(ctx, &history).await?;
    let shown = match which {
        Some(which) => {
            let asked = history.iter().find(|told| told.id.to_string() == which).cloned();
            Some(asked.ok_or(Error::NotFound("Questo controllo non c'è: scegline uno fra quelli fatti."))?)
        }
        // Not of the history, which has an end: the last one that was not for another day.
        None => validation::latest_of(&ctx.ente, &[id.uuid()]).await.map_err(crate::Error::from)?.remove(&id.uuid()),
    };
    let letto = match &shown {
        Some(told) => Some(letto(ctx, told, &names).await?),
        None => None,
    };
    let base = href(anno, numero);
    let of = format!("{base}/documenti/{}", document.id);
    let failed = !errors.is_empty();
    let page = Firme {
        href: format!("{of}/firme"),
        scheda: base.clone(),
        scarica: format!("{of}/scarica"),
        documento: document.name.clone(),
        letto,
        storia: history.iter().map(|told| Controllo::di(told, autore(told, &names))).collect(),
        oggi: ctx.now.date().to_string(),
        al,
        errors,
    };
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let crumbs = [("Protocollo", "/protocollo"), (name.as_str(), base.as_str())];
    let title = format!("Firme di {}", document.name);
    let mut response = ctx.page_with(title, &crumbs, flash.into_iter().collect(), &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A check with its report, where one was kept that this release reads.
async fn letto(ctx: &Ctx, told: &Told, names: &HashMap<Uuid, String>) -> Result<Controllo, Error> {
    let report = validation::report(&ctx.ente, told.id).await.map_err(crate::Error::from)?;
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
    persona(told).map(|id| nome_di(names, &id))
}

async fn nomi(ctx: &Ctx, history: &[Told]) -> Result<HashMap<Uuid, String>, Error> {
    let mut people: Vec<Uuid> = history.iter().filter_map(persona).collect();
    people.sort_unstable();
    people.dedup();
    let people: Vec<PersonId> = people.into_iter().map(PersonId::from).collect();
    let read = ctx.ente.db().read().await?;
    Ok(accounts::names(&read, &people).await?.into_iter().map(|(id, name)| (id.uuid(), name)).collect())
}

#[derive(Debug, Deserialize)]
pub(super) struct DiNuovo {
    #[serde(default)]
    al: String,
}

/// Looks again.
pub(super) async fn di_nuovo(ctx: Ctx, Path(posto): Posto, Form(sent): Form<DiNuovo>) -> Result<Response, Error> {
    let al = match sent.al.trim() {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(day) => Some(day),
            Err(_) => {
                let message = "Scrivi il giorno così: 2026-03-31.".to_owned();
                let errors = vec![FieldError { field: "al".into(), message }];
                return mostra(&ctx, posto, (None, sent.al), errors, None).await;
            }
        },
    };
    let back = format!("{}/documenti/{}/firme", href(posto.0, posto.1), posto.2);
    let to = match uno(&ctx.ente, ctx.who()?, posto, al).await {
        Ok(Checked::NotSigned) => format!("{back}?senza"),
        Ok(Checked::New(row) | Checked::Same(row)) if al.is_some() => format!("{back}?controllo={}", row.id),
        Ok(Checked::New(_)) => format!("{back}?nuovo"),
        Ok(Checked::Same(_)) => format!("{back}?uguale"),
        Err(crate::Error::Refused(refusal)) => {
            return mostra(&ctx, posto, (None, sent.al), modulo::errors(&refusal), None).await;
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&to).into_response())
}
