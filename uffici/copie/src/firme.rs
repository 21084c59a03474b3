//! The signatures of an original, in words.

use documents::document;
use ente::Ente;
use kernel::{Id, Instant};
use serde::Serialize;
use signing::verify::report::{Mark, Report};

use crate::error::Error;

/// Signatures that are told of one document.
const MOST: usize = 50;

/// What was found of them when they were last checked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Firme {
    /// When, in words.
    pub verificate: String,
    /// Of all of them together.
    pub frase: String,
    /// One by one.
    pub una_per_una: Vec<Firma>,
    /// How many more there are.
    pub altre: usize,
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Firma {
    pub chi: String,
    pub esito: &'static str,
    pub frase: String,
}

/// Those of an original, as they were last checked: in itself, and in the file beside it where there is one; `None` where it has none.
/// Whoever asks has asked whether they may be shown.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di(
    ente: &Ente,
    documento: Id<document::Entity>,
    accanto: Option<Id<document::Entity>>,
) -> Result<Option<Firme>, Error> {
    let Some(accanto) = accanto else { return in_uno(ente, documento).await };
    let beside = in_uno(ente, accanto).await?.map(|mut firme| {
        firme.frase = format!("In un file a parte (p7s): {}", firme.frase);
        firme
    });
    Ok(match (in_uno(ente, documento).await?, beside) {
        (Some(mut own), Some(beside)) => {
            own.frase = format!("{} {}", own.frase, beside.frase);
            own.altre += beside.altre;
            own.una_per_una.extend(beside.una_per_una);
            Some(own)
        }
        (own, beside) => own.or(beside),
    })
}

/// Those that stand in one file.
async fn in_uno(ente: &Ente, documento: Id<document::Entity>) -> Result<Option<Firme>, Error> {
    let mut latest = validation::latest_of(ente, &[documento.uuid()]).await?;
    let Some(told) = latest.remove(&documento.uuid()) else { return Ok(None) };
    let report = validation::report(ente, told.id).await?;
    let report = report.and_then(|text| serde_json::from_str::<Report>(&text).ok());
    let una_per_una = report.iter().flat_map(|report| report.signatures.iter().take(MOST)).map(|one| Firma {
        chi: one.signer.as_ref().and_then(|name| name.shown()).unwrap_or_else(|| "firmatario senza nome".into()),
        esito: esito(one.mark),
        frase: one.sentence.clone(),
    });
    let altre = report.as_ref().map_or(0, |report| report.signatures.len().saturating_sub(MOST));
    Ok(Some(Firme {
        verificate: told.checked_at.told(),
        frase: told.sentence.clone(),
        una_per_una: una_per_una.collect(),
        altre,
    }))
}

fn esito(mark: Mark) -> &'static str {
    match mark {
        Mark::Green => "valida",
        Mark::Amber => "da verificare",
        Mark::Red => "non valida",
    }
}

/// A day as people write it.
pub(crate) fn giorno(at: Instant) -> String {
    at.rome().format("%d/%m/%Y").to_string()
}
