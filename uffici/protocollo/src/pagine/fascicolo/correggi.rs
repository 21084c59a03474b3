//! To correct what is written of a fascicolo: it says what was there before, and asks why.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{errori, href_di, mostra, solo_chi_cura, trasferisci::persona};
use crate::{
    fascicolo::{
        Chiave,
        correggi::{correggi, dati},
        persone::di_uffici,
        regole::Dati,
        scheda::leggi,
    },
    pagine::modulo::date,
};

#[derive(Debug, Serialize)]
pub(crate) struct Correggi {
    href: String,
    modulo: Modulo,
    di_persona: bool,
    persone: Vec<Choice>,
    errors: Vec<FieldError>,
}

impl Page for Correggi {
    const TEMPLATE: &'static str = "protocollo/fascicolo_correggi.html";
    fn samples() -> Vec<Self> {
        let page = |di_persona, errors| Self {
            href: "/x".into(),
            modulo: Modulo { oggetto: "Pratica edilizia".into(), ..Modulo::default() },
            di_persona,
            persone: vec![],
            errors,
        };
        vec![
            page(false, vec![]),
            page(true, vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }]),
        ]
    }
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Modulo {
    #[serde(default)]
    oggetto: String,
    #[serde(default)]
    responsabile: String,
    #[serde(default)]
    termine: String,
    #[serde(default)]
    motivo: String,
}

impl Modulo {
    fn read(&self) -> Result<Dati, Refusal> {
        let mut refusal = Refusal::default();
        let termine = date(&self.termine, "termine", &mut refusal);
        let dati = Dati { oggetto: self.oggetto.clone(), responsabile: self.responsabile.parse().ok(), termine };
        refusal.unless_empty(dati)
    }
}

/// The form as things stand.
pub(super) async fn pagina(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Response, Error> {
    domanda(&ctx, &chiave, None, Vec::new()).await
}

async fn domanda(ctx: &Ctx, chiave: &Chiave, sent: Option<Modulo>, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, chiave).await?;
    solo_chi_cura(&scheda)?;
    let now = dati(&scheda.fascicolo.stato);
    let as_it_is = Modulo {
        oggetto: now.oggetto,
        responsabile: now.responsabile.map(|person| person.to_string()).unwrap_or_default(),
        termine: now.termine.map(|day| day.to_string()).unwrap_or_default(),
        motivo: String::new(),
    };
    let own = scheda.fascicolo.stato.ufficio_id;
    let mut units = authz::all_units(&ctx.ente.db().read().await?).await?;
    units.retain(|unit| unit.id == own);
    let failed = !errors.is_empty();
    let page = Correggi {
        href: href_di(chiave),
        modulo: sent.unwrap_or(as_it_is),
        di_persona: scheda.fascicolo.tipo().di_persona(),
        persone: di_uffici(&ctx.ente, who, &units).await?.into_iter().map(persona).collect(),
        errors,
    };
    mostra(ctx, "Correggi i dati", chiave, &page, failed).await
}

/// Corrects.
pub(super) async fn invia(ctx: Ctx, Path(chiave): Path<Chiave>, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let done = match sent.read() {
        Ok(dati) => correggi(&ctx.ente, ctx.who()?, &chiave, &dati, &sent.motivo).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=corretto", href_di(&chiave))).into_response()),
        Err(crate::Error::Refused(refusal)) => domanda(&ctx, &chiave, Some(sent), errori(&refusal, "oggetto")).await,
        Err(error) => Err(error.into()),
    }
}
