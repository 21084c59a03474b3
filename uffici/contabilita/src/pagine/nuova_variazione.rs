//! The form by which a variation is written.

use kernel::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, form_page, reasons};

use super::{CRUMBS, Quale, anno, anno_o_oggi, giorno, rifiuto};
use crate::{
    rules::{Codice, Tipo, importo},
    varia::{LETTE, Nuova, Parte, varia_letta},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Modulo {
    tipi: Vec<Choice>,
    campi: Campi,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Campi {
    anno: String,
    tipo: String,
    atto: String,
    atto_il: String,
    motivo: String,
    righe: String,
    copertura: String,
    eccezione: Option<String>,
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "contabilita/variazione.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            tipi: tipi(),
            campi: Campi { anno: "2026".into(), eccezione: Some("si".into()), ..Campi::default() },
            errors: vec![FieldError { field: "righe".into(), message: "Riga 1: non si legge.".into() }],
            rifiuti: vec!["No.".into()],
        };
        vec![full, Self::default()]
    }
}

fn tipi() -> Vec<Choice> {
    Tipo::TUTTI
        .map(|(_, code, label, law)| Choice { value: code.into(), label: label.into(), hint: Some(law.into()) })
        .into()
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let anno = anno_o_oggi(&ctx, quale.anno);
    mostra(&ctx, Campi { anno: anno.to_string(), ..Campi::default() }, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, campi: Campi, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Modulo { tipi: tipi(), campi, errors, rifiuti };
    Ok(form_page(ctx.page("Registra una variazione", CRUMBS, &page).await?, failed))
}

/// Writes it, or shows the form again with all that is wrong.
pub(super) async fn scrivi(ctx: Ctx, Form(campi): Form<Campi>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let nuova = Nuova {
        anno: anno(&campi.anno, &mut refusal),
        tipo: Tipo::from_code(&campi.tipo),
        atto: campi.atto.clone(),
        atto_il: giorno(&campi.atto_il, "atto_il", &mut refusal),
        motivo: campi.motivo.clone(),
        copertura: Some(campi.copertura.clone()),
        eccezione: campi.eccezione.is_some(),
        righe: righe(&campi.righe, &mut refusal),
    };
    match varia_letta(&ctx.ente, ctx.who()?, &nuova, refusal).await {
        Ok(_) => Ok(Redirect::to(&format!("/contabilita/variazioni?anno={}", nuova.anno)).into_response()),
        Err(error) => mostra(&ctx, campi, rifiuto(error)?).await,
    }
}

/// One chapter a line: code, amount with its sign and, where there is one, the part for later years.
fn righe(text: &str, refusal: &mut Refusal) -> Vec<Parte> {
    let mut read = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).take(LETTE) {
        match riga(line) {
            Ok(parte) => read.push(parte),
            Err(why) => refusal.add(Some("righe"), format!("Riga {number}: {why}.")),
        }
    }
    read
}

fn riga(line: &str) -> Result<Parte, String> {
    let mut words = line.split([';', '\t', ' ']).filter(|word| !word.is_empty() && *word != "€");
    let (code, amount, later) = (words.next(), words.next(), words.next());
    let (Some(code), Some(amount), None) = (code, amount, words.next()) else {
        return Err("scrivi il capitolo e l'importo con il segno, come 2613.1 -1.500,00".into());
    };
    let codice = code.parse::<Codice>()?;
    let fpv = later.map_or(Ok(Cents(0)), importo)?;
    Ok(Parte { codice, importo: importo(amount)?, fpv })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_chapter_and_what_it_is_given() {
        let mut refusal = Refusal::default();
        let read = righe("2613.1 -1.500,00\n\n300;+1.500,00 €\n 7\t5 5\n", &mut refusal);
        assert_eq!(refusal.reasons, []);
        let amounts: Vec<(i64, i64)> = read.iter().map(|parte| (parte.importo.0, parte.fpv.0)).collect();
        assert_eq!(amounts, [(-150_000, 0), (150_000, 0), (500, 500)]);
        righe("x 1\n300\n300 1 2 3\n300 due", &mut refusal);
        assert_eq!(refusal.reasons.len(), 4, "{refusal}");
        assert!(refusal.reasons[3].sentence.starts_with("Riga 4: l'importo «due»"));
    }
}
