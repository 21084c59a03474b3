//! To give a fascicolo to another unit.

use serde::Deserialize;
use ui::{Choice, FieldError};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{azione::Azione, errori, href_di, mostra, solo_chi_cura};
use crate::{
    fascicolo::{
        Chiave,
        persone::{Persona, di_uffici},
        scheda::leggi,
        trasferisci::{A, trasferisci},
    },
    pagine::scelte::uffici,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Modulo {
    #[serde(default)]
    ufficio: String,
    #[serde(default)]
    responsabile: String,
    #[serde(default)]
    resta: String,
    #[serde(default)]
    motivo: String,
}

/// Asks to whom and why.
pub(super) async fn pagina(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Response, Error> {
    domanda(&ctx, &chiave, Modulo { resta: "si".into(), ..Modulo::default() }, Vec::new()).await
}

async fn domanda(ctx: &Ctx, chiave: &Chiave, modulo: Modulo, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, chiave).await?;
    solo_chi_cura(&scheda)?;
    let own = scheda.fascicolo.stato.ufficio_id;
    let units = authz::unit_tree(&ctx.ente.db().read().await?, ctx.now.date()).await?;
    let others: Vec<_> = units.into_iter().filter(|unit| unit.id != own).collect();
    let base = href_di(chiave);
    let failed = !errors.is_empty();
    let page = Azione {
        azione: format!("{base}/trasferisci"),
        oggetto: scheda.fascicolo.stato.oggetto.clone(),
        testo: "Del fascicolo risponderà l'altro ufficio, con i sotto-fascicoli che sono del tuo. Le registrazioni restano assegnate a chi le ha.".into(),
        uffici: uffici(ctx).await?.into_iter().filter(|unit| unit.value != own.to_string()).collect(),
        ufficio: modulo.ufficio,
        persone: di_uffici(&ctx.ente, who, &others).await?.into_iter().map(persona).collect(),
        responsabile: modulo.responsabile,
        resta: !modulo.resta.is_empty(),
        motivo: modulo.motivo,
        domanda: "Perché passa a un altro ufficio",
        obbligatorio: true,
        invia: "Passa all'altro ufficio",
        href: base,
        errors,
        ..Azione::default()
    };
    mostra(ctx, "Passa a un altro ufficio", chiave, &page, failed).await
}

/// A person to choose, with the unit.
pub(super) fn persona(person: Persona) -> Choice {
    Choice { value: person.id.to_string(), label: format!("{} ({})", person.nome, person.ufficio), hint: None }
}

/// Gives it.
pub(super) async fn invia(ctx: Ctx, Path(chiave): Path<Chiave>, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let Ok(ufficio) = sent.ufficio.parse() else {
        let errors = vec![FieldError { field: "ufficio".into(), message: "Scegli l'ufficio dall'elenco.".into() }];
        return domanda(&ctx, &chiave, sent, errors).await;
    };
    let a = A { ufficio, responsabile: sent.responsabile.parse().ok(), resta: !sent.resta.is_empty() };
    match trasferisci(&ctx.ente, ctx.who()?, &chiave, a, &sent.motivo).await {
        // Whoever has given it away may no longer see it.
        Ok(()) => match leggi(&ctx.ente, ctx.who()?, &chiave).await {
            Ok(_) => Ok(Redirect::to(&format!("{}?fatto=passato", href_di(&chiave))).into_response()),
            Err(_) => Ok(Redirect::to(super::BASE).into_response()),
        },
        Err(crate::Error::Refused(refusal)) => domanda(&ctx, &chiave, sent, errori(&refusal, "motivo")).await,
        Err(error) => Err(error.into()),
    }
}
