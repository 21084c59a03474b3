//! How a person likes the list: the columns, and the filter with which it begins.

use serde::{Deserialize, Serialize};
use ui::{Choice, Column};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response};

use super::elenco_scelte::{Scelte, indirizzo};
use crate::ricerca::RicercaId;

/// The name under which they are kept.
const NAME: &str = "protocollo.elenco";

/// The columns besides number and object, which are always there: code, label, whether shown at first.
pub(super) const COLONNE: [(&str, &str, bool); 7] = [
    ("registrata", "Registrata", true),
    ("parte", "Mittente o destinatario", true),
    ("mezzo", "Mezzo", false),
    ("classe", "Classe", false),
    ("ufficio", "Ufficio", true),
    ("documenti", "Documenti", false),
    ("stato", "Stato", true),
];

/// What one person has chosen.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Preferenze {
    colonne: Vec<String>,
    /// The kept filter with which the list begins.
    #[serde(default)]
    pub inizio: Option<RicercaId>,
}

impl Default for Preferenze {
    fn default() -> Self {
        let shown = COLONNE.iter().filter(|(_, _, shown)| *shown);
        Self { colonne: shown.map(|(code, _, _)| (*code).to_owned()).collect(), inizio: None }
    }
}

impl Preferenze {
    /// Those of who asks; what an older release kept and this one cannot read is as if nothing had been chosen.
    pub(super) async fn leggi(ctx: &Ctx) -> Result<Self, Error> {
        let read = ctx.ente.db().read().await?;
        let kept = accounts::preference(&read, ctx.who()?, NAME).await.map_err(crate::Error::from)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    pub(super) async fn tieni(&self, ctx: &Ctx) -> Result<(), Error> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        accounts::keep_preference(ctx.ente.db(), ctx.who()?, NAME, &text).await.map_err(crate::Error::from)?;
        Ok(())
    }

    /// The columns to show, in their order.
    pub(super) fn colonne(&self) -> Vec<String> {
        let known = COLONNE.iter().map(|(code, _, _)| (*code).to_owned());
        known.filter(|code| self.colonne.contains(code)).collect()
    }
}

/// The columns that one may choose from.
pub(super) fn scelta_colonne() -> Vec<Choice> {
    let choice =
        |(code, label, _): &(&str, &str, bool)| Choice { value: (*code).into(), label: (*label).into(), hint: None };
    COLONNE.iter().map(choice).collect()
}

/// Chooses the columns.
pub(super) async fn colonne(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let mut preferenze = Preferenze::leggi(&ctx).await?;
    let chosen = pairs.iter().filter(|(name, _)| name == "colonne").map(|(_, value)| value.clone());
    preferenze.colonne = chosen.filter(|code| COLONNE.iter().any(|(known, _, _)| known == code)).collect();
    preferenze.tieni(&ctx).await?;
    let scelte = Scelte::from_pairs(&pairs);
    Ok(Redirect::to(&indirizzo("/protocollo", &scelte)).into_response())
}

/// The columns of the list, with those that the person has chosen.
pub(super) fn intestazioni(mostra: &[String]) -> Vec<Column> {
    let column = |label: &str, number| Column { label: label.into(), number, ..Column::default() };
    let mut all = vec![column("Numero", true), column("Oggetto", false)];
    let chosen = COLONNE.iter().filter(|(code, _, _)| mostra.iter().any(|shown| shown == code));
    all.extend(chosen.map(|(code, label, _)| column(label, *code == "documenti")));
    all
}
