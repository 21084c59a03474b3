//! To note that something was given by hand or to the post.

use kernel::{Date, Id, Refusal};
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    modulo::errors,
    spedisci::{Rifiutato, mostra},
};
use crate::{
    pagine::href,
    spedizione::a_mano::{Consegna as Dati, a_mano},
    tables::parte,
};

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::pagine) struct Consegna {
    parte: String,
    mezzo: String,
    il: String,
    estremi: String,
}

/// Notes it.
pub(in crate::pagine) async fn consegna(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Consegna>,
) -> Result<Response, Error> {
    let done = match sent.read() {
        Ok(dati) => a_mano(&ctx.ente, ctx.who()?, (anno, numero), &dati).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&href(anno, numero)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let errors_consegna = errors(&refusal)
                .into_iter()
                .map(|error| {
                    if error.field == "destinatari" { ui::FieldError { field: "parte".into(), ..error } } else { error }
                })
                .collect();
            let again = Rifiutato { consegna: Some(sent), errors_consegna, ..Rifiutato::default() };
            mostra(&ctx, (anno, numero), again).await
        }
        Err(error) => Err(error.into()),
    }
}

impl Consegna {
    fn read(&self) -> Result<Dati, Refusal> {
        let mut refusal = Refusal::default();
        let parte: Option<Id<parte::Entity>> = self.parte.trim().parse().ok();
        let day = self.il.trim();
        let il = Date::parse_from_str(day, "%Y-%m-%d").or_else(|_| Date::parse_from_str(day, "%d/%m/%Y")).ok();
        if il.is_none() && !day.is_empty() {
            refusal.add(Some("il"), format!("La data \"{day}\" non si legge. Scrivila come 25/11/2026."));
        }
        let Some(parte) = parte else {
            refusal.add(Some("parte"), "Scegli a chi è stato consegnato.");
            return Err(refusal);
        };
        refusal.unless_empty(Dati { parte, mezzo: self.mezzo.clone(), il, estremi: self.estremi.clone() })
    }
}
