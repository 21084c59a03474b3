//! To give an entry to offices, and to classify it.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo, scelte::uffici};
use crate::{
    correzione::corretta,
    registrazione::{assegna::assegna_entro, classifica::classifica as dai_classe, trova},
    rules::{Tipo, segnatura},
    termine::poni::Nuovo,
};

#[derive(Debug, Serialize)]
pub(crate) struct Assegna {
    href: String,
    oggetto: String,
    uffici: Vec<Choice>,
    scelti: Vec<String>,
    tipo: String,
    nota: String,
    termine: String,
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
            termine: "30".into(),
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
    let sent = Inviato { tipo: "competenza".into(), ..Inviato::default() };
    mostra(&ctx, (anno, numero), sent, Vec::new()).await
}

/// The form as it was sent.
#[derive(Default)]
struct Inviato {
    scelti: Vec<String>,
    tipo: String,
    nota: String,
    termine: String,
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    sent: Inviato,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let riga = corretta(&read, trova(&read, ctx.who()?, anno, numero).await?).await?;
    drop(read);
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&riga));
    let failed = !errors.is_empty();
    let page = Assegna {
        href: back.clone(),
        oggetto: riga.oggetto,
        uffici: uffici(ctx).await?,
        scelti: sent.scelti,
        tipo: sent.tipo,
        nota: sent.nota,
        termine: sent.termine,
        errors,
    };
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
    let sent = Inviato { scelti, tipo: get("tipo"), nota: get("nota"), termine: get("termine").trim().to_owned() };
    let tipo = Tipo::from_code(&sent.tipo);
    let a: Vec<_> = sent.scelti.iter().filter_map(|text| modulo::assegnatario(text, tipo)).collect();
    let done = match entro(&sent.termine) {
        Ok(entro) => assegna_entro(&ctx.ente, ctx.who()?, (anno, numero), &a, Some(&sent.nota), entro).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&href(anno, numero)).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, (anno, numero), sent, modulo::errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// The term that was written; none where the field was left empty.
fn entro(text: &str) -> Result<Option<Nuovo>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut refusal = Refusal::default();
    let giorni = text.parse().ok();
    if giorni.is_none() {
        refusal.add(Some("termine"), format!("Il termine \"{text}\" non è un numero di giorni."));
    }
    refusal.unless_empty(giorni.map(|giorni| Nuovo { giorni, dal: None }))
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
