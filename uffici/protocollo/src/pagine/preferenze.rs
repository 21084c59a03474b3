//! How a person likes the list: the columns, and the filters that they keep as tabs.

use serde::{Deserialize, Serialize};
use ui::{Choice, Tab};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response};

use super::elenco::{Scelte, indirizzo};

/// The name under which they are kept.
const NAME: &str = "protocollo.elenco";
/// Filters that one person may keep.
const MOST: usize = 12;
/// The longest name of one, in letters.
const LONGEST_NAME: usize = 30;

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

/// A filter that someone keeps.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Salvato {
    nome: String,
    scelte: Scelte,
}

/// What one person has chosen.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Preferenze {
    colonne: Vec<String>,
    salvati: Vec<Salvato>,
}

impl Default for Preferenze {
    fn default() -> Self {
        let shown = COLONNE.iter().filter(|(_, _, shown)| *shown);
        Self { colonne: shown.map(|(code, _, _)| (*code).to_owned()).collect(), salvati: Vec::new() }
    }
}

impl Preferenze {
    /// Those of who asks; what an older release kept and this one cannot read is as if nothing had been chosen.
    pub(super) async fn leggi(ctx: &Ctx) -> Result<Self, Error> {
        let read = ctx.ente.db().read().await?;
        let kept = accounts::preference(&read, ctx.who()?, NAME).await.map_err(crate::Error::from)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    async fn tieni(&self, ctx: &Ctx) -> Result<(), Error> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        accounts::keep_preference(ctx.ente.db(), ctx.who()?, NAME, &text).await.map_err(crate::Error::from)?;
        Ok(())
    }

    /// The columns to show, in their order.
    pub(super) fn colonne(&self) -> Vec<String> {
        let known = COLONNE.iter().map(|(code, _, _)| (*code).to_owned());
        known.filter(|code| self.colonne.contains(code)).collect()
    }

    /// The kept filters as tabs.
    pub(super) fn schede(&self, scelte: &Scelte) -> Vec<Tab> {
        let here = indirizzo("/protocollo", &scelte.senza_posto());
        let tab = |salvato: &Salvato| {
            let href = indirizzo("/protocollo", &salvato.scelte);
            Tab { label: salvato.nome.clone(), current: href == here, href, count: None }
        };
        self.salvati.iter().map(tab).collect()
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

#[derive(Debug, Deserialize)]
pub(super) struct Nome {
    #[serde(default)]
    nome: String,
    #[serde(flatten)]
    scelte: Scelte,
}

/// Keeps a filter under a name; the same name again replaces it.
pub(super) async fn salva(ctx: Ctx, Form(sent): Form<Nome>) -> Result<Response, Error> {
    let mut preferenze = Preferenze::leggi(&ctx).await?;
    let nome: String = sent.nome.trim().chars().take(LONGEST_NAME).collect();
    let scelte = sent.scelte.senza_posto();
    preferenze.salvati.retain(|salvato| salvato.nome != nome);
    if nome.is_empty() {
        return Err(Error::BadRequest(
            "Manca il nome del filtro. Torna indietro e scrivine uno, per esempio \"Fatture\".".into(),
        ));
    }
    if preferenze.salvati.len() >= MOST {
        return Err(Error::BadRequest(format!("Hai già {MOST} filtri salvati: togline uno e riprova.")));
    }
    preferenze.salvati.push(Salvato { nome, scelte: scelte.clone() });
    preferenze.tieni(&ctx).await?;
    Ok(Redirect::to(&indirizzo("/protocollo", &scelte)).into_response())
}

/// Keeps a filter no more.
pub(super) async fn togli(ctx: Ctx, Form(sent): Form<Nome>) -> Result<Response, Error> {
    let mut preferenze = Preferenze::leggi(&ctx).await?;
    preferenze.salvati.retain(|salvato| salvato.nome != sent.nome);
    preferenze.tieni(&ctx).await?;
    Ok(Redirect::to("/protocollo").into_response())
}
