//! The same for programs.

use documents::document;
use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validation::{Checked, Told, row};
use web::{Ctx, Error, Json};

use crate::{
    Accanto,
    chiedi::{controlla, detto},
};

/// The checks of a document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "I controlli delle firme di un documento, dall'ultimo.")]
pub struct Controlli {
    #[schemars(description = "Vuoto se il documento non è firmato o nessuno lo ha ancora controllato.")]
    controlli: Vec<ControlloDati>,
}

/// A check.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Un controllo delle firme.")]
pub struct ControlloDati {
    id: String,
    #[schemars(description = "L'istante per cui le firme sono state giudicate.", extend("format" = "date-time"))]
    al: String,
    #[schemars(description = "Quando è stato fatto il controllo.", extend("format" = "date-time"))]
    fatto_at: String,
    #[schemars(
        description = "`person:` con l'identificativo di chi l'ha chiesto, o `system:` con il nome del lavoro."
    )]
    da: String,
    #[schemars(description = "Verde solo se tutto è noto e buono.", extend("enum" = ["green", "amber", "red"]))]
    colore: String,
    #[schemars(
        description = "L'esito secondo ETSI EN 319 102-1: quello della peggiore delle firme.",
        extend("enum" = ["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"])
    )]
    esito: String,
    frase: String,
    #[schemars(
        description = "Il rapporto intero, firma per firma, senza i byte dei certificati; nulla se il file non si è potuto giudicare. C'è nel controllo chiesto con `controllo`, o nell'ultimo; negli altri è nulla. In `unchecked_roles` c'è il ruolo che chi firma dichiara: nessuno l'ha controllato."
    )]
    rapporto: Option<serde_json::Value>,
    #[schemars(description = "Lo stato delle liste di fiducia usate.")]
    liste: serde_json::Value,
}

impl ControlloDati {
    fn di(told: Told, report: Option<&str>) -> Self {
        Self {
            id: told.id.to_string(),
            al: told.asked_at.to_string(),
            fatto_at: told.checked_at.to_string(),
            da: told.checked_by,
            colore: told.mark,
            esito: told.indication,
            frase: told.sentence,
            rapporto: report.and_then(|text| serde_json::from_str(text).ok()),
            liste: serde_json::from_str(&told.lists).unwrap_or_default(),
        }
    }
}

impl From<row::Model> for ControlloDati {
    fn from(mut row: row::Model) -> Self {
        let report = row.report.take();
        Self::di(row.into(), report.as_deref())
    }
}

/// Which check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quale {
    #[schemars(description = "L'`id` del controllo di cui si vuole il rapporto; l'ultimo, se non c'è.")]
    controllo: Option<Id<row::Entity>>,
}

/// All the checks of a document that who asks may see, one with its report.
///
/// # Errors
/// A check that is not of this document; those of the database.
pub async fn leggi(ctx: &Ctx, id: Id<document::Entity>, quale: Quale) -> Result<Json<Controlli>, Error> {
    let history = validation::history(&ctx.ente, id).await.map_err(detto)?;
    let asked = match quale.controllo {
        Some(which) if history.iter().any(|told| told.id == which) => Some(which),
        Some(_) => return Err(Error::NotFound("Questo controllo non c'è: scegline uno fra quelli fatti.")),
        None => history.first().map(|last| last.id),
    };
    let mut report = match asked {
        Some(which) => validation::report(&ctx.ente, which).await.map_err(detto)?,
        None => None,
    };
    let one = |told: Told| {
        let report = if Some(told.id) == asked { report.take() } else { None };
        ControlloDati::di(told, report.as_deref())
    };
    Ok(Json(Controlli { controlli: history.into_iter().map(one).collect() }))
}

/// For which day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(description = "Per quale giorno controllare.")]
pub struct Richiesta {
    #[schemars(description = "Il giorno per cui giudicare le firme; nulla per adesso.")]
    al: Option<Date>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Che cosa ha detto il controllo chiesto.")]
pub struct EsitoDati {
    #[schemars(description = "Falso se il documento non è firmato.")]
    firmato: bool,
    #[schemars(description = "Falso se l'esito è quello di prima: allora il controllo è quello di prima.")]
    nuovo: bool,
    controllo: Option<ControlloDati>,
}

/// Looks again at a document that who asks may see.
///
/// # Errors
/// As [`crate::controlla`].
pub async fn ricontrolla(
    ctx: &Ctx,
    document: &document::Model,
    accanto: Accanto<'_>,
    sent: Richiesta,
) -> Result<Json<EsitoDati>, Error> {
    Ok(Json(match controlla(&ctx.ente, ctx.who()?, document, accanto, sent.al).await? {
        Checked::NotSigned => EsitoDati { firmato: false, nuovo: false, controllo: None },
        Checked::New(row) => EsitoDati { firmato: true, nuovo: true, controllo: Some(row.into()) },
        Checked::Same(row) => EsitoDati { firmato: true, nuovo: false, controllo: Some(row.into()) },
    }))
}
