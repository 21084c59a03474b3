//! The years whose budget was approved, and the form that notes one.

use chrono::Datelike;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response, form_page, reasons};

use super::{CRUMBS, anno, giorno, rifiuto};
use crate::{
    esercizio::{approva_letto, bilanci, conteggio, scegli_conteggio},
    permissions::VARIA,
    rules::Conteggio,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Esercizi {
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    varia: bool,
    modulo: Modulo,
    conteggi: Vec<Choice>,
    conteggio: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    anno: i64,
    atto: String,
    atto_il: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    anno: String,
    atto: String,
    atto_il: String,
}

impl Page for Esercizi {
    const TEMPLATE: &'static str = "contabilita/esercizi.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            colonne: colonne(),
            righe: vec![Riga { anno: 2026, atto: "Delibera n. 58".into(), atto_il: "22/12/2025".into() }],
            varia: true,
            modulo: Modulo { anno: "2027".into(), ..Modulo::default() },
            conteggi: conteggi(),
            conteggio: "capitolo".into(),
            errors: vec![FieldError { field: "atto".into(), message: "Manca l'atto.".into() }],
            rifiuti: vec!["No.".into()],
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Esercizio", "Atto che approva il bilancio", "Del"])
}

fn conteggi() -> Vec<Choice> {
    Conteggio::TUTTI
        .map(|(_, code, label, hint)| Choice { value: code.into(), label: label.into(), hint: Some(hint.into()) })
        .into()
}

/// What the form of the twelfths sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelta {
    conteggio: String,
}

/// Notes how the twelfths are counted.
pub(super) async fn scegli(ctx: Ctx, Form(scelta): Form<Scelta>) -> Result<Response, Error> {
    let Some(chosen) = Conteggio::from_code(&scelta.conteggio) else {
        let refusal = Refusal::beside("conteggio", "Scegli come si contano i dodicesimi.");
        return mostra(&ctx, Modulo::default(), refusal).await;
    };
    scegli_conteggio(&ctx.ente, ctx.who()?, chosen).await?;
    Ok(Redirect::to("/contabilita/esercizi").into_response())
}

/// The list, with the form.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let modulo = Modulo { anno: ctx.now.date().year().to_string(), ..Modulo::default() };
    mostra(&ctx, modulo, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, modulo: Modulo, refusal: Refusal) -> Result<Response, Error> {
    let who = ctx.who()?;
    let rows = bilanci(&ctx.ente, who).await?;
    let conteggio = conteggio(&ctx.ente, who).await?.code().to_owned();
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let righe = rows.into_iter().rev().map(|row| Riga {
        anno: row.anno,
        atto: row.atto,
        atto_il: row.atto_il.format("%d/%m/%Y").to_string(),
    });
    let page = Esercizi {
        colonne: colonne(),
        righe: righe.collect(),
        varia: who.may(&VARIA),
        modulo,
        conteggi: conteggi(),
        conteggio,
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Esercizi", CRUMBS, &page).await?, failed))
}

/// Notes the approval, or shows the form again with all that is wrong.
pub(super) async fn approva_bilancio(ctx: Ctx, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let year = anno(&modulo.anno, &mut refusal);
    let day = giorno(&modulo.atto_il, "atto_il", &mut refusal);
    match approva_letto(&ctx.ente, ctx.who()?, (year, &modulo.atto, day), refusal).await {
        Ok(()) => Ok(Redirect::to("/contabilita/esercizi").into_response()),
        Err(error) => mostra(&ctx, modulo, rifiuto(error)?).await,
    }
}
