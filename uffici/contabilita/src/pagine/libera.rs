//! The form by which what is booked or committed is given back.

use kernel::{Cents, Id, Refusal};
use porte::ragioneria::{Movimento, Svincolo};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS, rifiuto,
    scheda::{href as del_capitolo, row},
};
use crate::{
    libera::{libera, uno},
    libro::svincola::motivo,
    rules::{grande, importo, meno},
    tables::movimento,
};

/// Which booking or commitment.
pub(super) type Quale = Path<Id<movimento::Entity>>;

/// The form of one.
pub(super) fn href(id: &str) -> String {
    format!("/contabilita/movimenti/{id}/svincola")
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Modulo {
    azione: String,
    indietro: String,
    dati: Vec<Row>,
    campi: Campi,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Campi {
    importo: String,
    motivo: String,
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "contabilita/libera.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            azione: "/x".into(),
            indietro: "/y".into(),
            dati: vec![Row { label: "Residuo".into(), value: "1,00 €".into(), ..Row::default() }],
            campi: Campi { importo: "1,00".into(), motivo: "Ribasso".into() },
            errors: vec![FieldError { field: "motivo".into(), message: "Manca il motivo.".into() }],
            rifiuti: vec!["No.".into()],
        };
        vec![full, Self::default()]
    }
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale) -> Result<Response, Error> {
    mostra(&ctx, id, Campi::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: Id<movimento::Entity>, campi: Campi, refusal: Refusal) -> Result<Response, Error> {
    let (one, chapter) = uno(&ctx.ente, ctx.who()?, id).await?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Modulo {
        azione: href(&id.to_string()),
        indietro: del_capitolo(&chapter.to_string()),
        dati: dati(&one),
        campi,
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page(format!("Svincola: {}", one.nome()), CRUMBS, &page).await?, failed))
}

fn dati(one: &Movimento) -> Vec<Row> {
    let free = meno(one.residuo(), one.liquidato);
    vec![
        row("Capitolo", format!("{} del {}", one.riga.capitolo, one.riga.anno)),
        row("Per quale atto", one.atto.nome.clone()),
        row("Che cosa", one.riga.descrizione.clone()),
        row("Residuo", one.residuo().to_string()),
        row("di cui si può svincolare", free.max(Cents(0)).to_string()),
    ]
}

/// Gives it back, or shows the form again with all that is wrong.
pub(super) async fn svincola(ctx: Ctx, Path(id): Quale, Form(campi): Form<Campi>) -> Result<Response, Error> {
    let amount = Some(campi.importo.trim()).filter(|text| !text.is_empty()).map(importo).transpose();
    let amount = match amount {
        Ok(amount) => amount,
        Err(why) => {
            let mut refusal = Refusal::default();
            refusal.add(Some("importo"), format!("{}.", grande(&why)));
            if let Err(why) = motivo(&campi.motivo) {
                refusal.add(Some("motivo"), format!("Per svincolare: {why}."));
            }
            return mostra(&ctx, id, campi, refusal).await;
        }
    };
    let one = Svincolo { movimento: id.uuid(), importo: amount, motivo: campi.motivo.clone() };
    match libera(&ctx.ente, ctx.who()?, &one).await {
        Ok(()) => {
            let (_, chapter) = uno(&ctx.ente, ctx.who()?, id).await?;
            Ok(Redirect::to(&del_capitolo(&chapter.to_string())).into_response())
        }
        Err(error) => mostra(&ctx, id, campi, rifiuto(error)?).await,
    }
}
