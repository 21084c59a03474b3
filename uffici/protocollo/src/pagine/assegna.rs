//! To give an entry to offices, and to classify it.

use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo, nuova::uffici};
use crate::{
    registrazione::{assegna::assegna, classifica::classifica as dai_classe, trova},
    rules::{Tipo, segnatura},
};

#[derive(Debug, Serialize)]
pub(crate) struct Assegna {
    href: String,
    oggetto: String,
    uffici: Vec<Choice>,
    scelti: Vec<String>,
    tipo: String,
    nota: String,
    errors: Vec<FieldError>,
}

impl Page for Assegna {
    const TEMPLATE: &'static str = "protocollo/assegna.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            href: "/protocollo/2026/1".into(),
            oggetto: "Richiesta".into(),
            uffici: vec![Choice { value: "u".into(), label: "Ufficio tecnico".into(), hint: None }],
            scelti: vec!["u".into()],
            tipo: "competenza".into(),
            nota: String::new(),
            errors,
        };
        vec![
            page(vec![]),
            page(vec![FieldError { field: "ufficio".into(), message: "Scegli almeno un ufficio.".into() }]),
        ]
    }
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    mostra(&ctx, anno, numero, Vec::new(), "competenza".into(), String::new(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    anno: i64,
    numero: i64,
    scelti: Vec<String>,
    tipo: String,
    nota: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let riga = trova(&ctx.ente.db().read().await?, ctx.who()?, anno, numero).await?;
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&riga));
    let failed = !errors.is_empty();
    let page =
        Assegna { href: back.clone(), oggetto: riga.oggetto, uffici: uffici(ctx).await?, scelti, tipo, nota, errors };
    let mut response = ctx.page("Assegna", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Gives it.
pub(super) async fn invia(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let get =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let scelti: Vec<String> =
        pairs.iter().filter(|(key, _)| key == "ufficio").map(|(_, value)| value.clone()).collect();
    let (tipo, nota) = (get("tipo"), get("nota"));
    let a: Vec<_> = scelti.iter().filter_map(|text| modulo::assegnatario(text, Tipo::from_code(&tipo))).collect();
    match assegna(&ctx.ente, ctx.who()?, anno, numero, &a, Some(&nota)).await {
        Ok(()) => Ok(Redirect::to(&href(anno, numero)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, anno, numero, scelti, tipo, nota, modulo::errors(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Classe {
    #[serde(default)]
    classe: String,
}

/// Gives it a class.
pub(super) async fn classifica(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Classe>,
) -> Result<Response, Error> {
    dai_classe(&ctx.ente, ctx.who()?, anno, numero, sent.classe.trim()).await?;
    Ok(Redirect::to(&href(anno, numero)).into_response())
}
