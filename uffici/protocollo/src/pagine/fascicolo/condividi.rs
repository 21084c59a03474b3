//! With which units a fascicolo is shared, and to share it with others.

use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{errori, href_di, mostra, solo_chi_cura};
use crate::{
    fascicolo::{
        Chiave,
        condividi::{condividi, non_condividere},
        scheda::leggi,
    },
    pagine::scelte::uffici,
};

#[derive(Debug, Serialize)]
pub(crate) struct Condividi {
    href: String,
    oggetto: String,
    riservato: bool,
    presenti: Vec<Presente>,
    uffici: Vec<Choice>,
    ufficio: String,
    lavora: bool,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Presente {
    id: String,
    nome: String,
    lavora: bool,
}

impl Page for Condividi {
    const TEMPLATE: &'static str = "protocollo/fascicolo_condividi.html";
    fn samples() -> Vec<Self> {
        let page = |presenti: Vec<Presente>, errors| Self {
            href: "/x".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            riservato: !presenti.is_empty(),
            presenti,
            uffici: vec![Choice { value: "u".into(), label: "Tributi".into(), hint: None }],
            ufficio: String::new(),
            lavora: false,
            errors,
        };
        let presente = |lavora| Presente { id: "u".into(), nome: "Polizia locale".into(), lavora };
        vec![
            page(vec![presente(true), presente(false)], vec![]),
            page(vec![], vec![FieldError { field: "ufficio".into(), message: "Scegli l'ufficio.".into() }]),
        ]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Modulo {
    #[serde(default)]
    ufficio: String,
    #[serde(default)]
    come: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Response, Error> {
    domanda(&ctx, &chiave, Modulo::default(), Vec::new()).await
}

async fn domanda(ctx: &Ctx, chiave: &Chiave, modulo: Modulo, errors: Vec<FieldError>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, chiave).await?;
    solo_chi_cura(&scheda)?;
    let all = uffici(ctx).await?;
    let name = |id: &str| all.iter().find(|unit| unit.value == id).map_or("Ufficio chiuso", |unit| unit.label.as_str());
    let presente = |share: &crate::fascicolo::tables::ufficio::Model| {
        let id = share.ufficio_id.to_string();
        Presente { nome: name(&id).to_owned(), id, lavora: share.lavora }
    };
    let failed = !errors.is_empty();
    let own = scheda.fascicolo.stato.ufficio_id.to_string();
    let page = Condividi {
        href: href_di(chiave),
        oggetto: scheda.fascicolo.stato.oggetto.clone(),
        riservato: scheda.fascicolo.riga.riservato,
        presenti: scheda.condivisi.iter().map(presente).collect(),
        uffici: all.iter().filter(|unit| unit.value != own).cloned().collect(),
        ufficio: modulo.ufficio,
        lavora: modulo.come == "lavora",
        errors,
    };
    mostra(ctx, "Condividi il fascicolo", chiave, &page, failed).await
}

/// Shares it.
pub(super) async fn invia(ctx: Ctx, Path(chiave): Path<Chiave>, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let Ok(unit) = sent.ufficio.parse() else {
        let errors = vec![FieldError { field: "ufficio".into(), message: "Scegli l'ufficio dall'elenco.".into() }];
        return domanda(&ctx, &chiave, sent, errors).await;
    };
    match condividi(&ctx.ente, ctx.who()?, &chiave, unit, sent.come == "lavora").await {
        Ok(()) => Ok(Redirect::to(&format!("{}/condividi", href_di(&chiave))).into_response()),
        Err(crate::Error::Refused(refusal)) => domanda(&ctx, &chiave, sent, errori(&refusal, "ufficio")).await,
        Err(error) => Err(error.into()),
    }
}

/// Shares it no more.
pub(super) async fn togli(ctx: Ctx, Path(chiave): Path<Chiave>, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let unit =
        sent.ufficio.parse().map_err(|_| Error::BadRequest("Manca l'ufficio: torna indietro e riprova.".into()))?;
    non_condividere(&ctx.ente, ctx.who()?, &chiave, unit).await?;
    Ok(Redirect::to(&format!("{}/condividi", href_di(&chiave))).into_response())
}
