//! Labels for paper documents: on what they are printed, and the PDF; of one entry, or of those chosen in the list.

use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, Path, Response, StatusCode};

use super::{href, modulo};
use crate::{
    carta::etichetta::{Formato, MOST, etichette_pdf},
    correzione::corretta,
    registrazione::{elenca::leggi_chiave, trova},
    rules::segnatura,
};

/// The name under which one's own choice is kept.
const NAME: &str = "protocollo.etichette";

#[derive(Debug, Serialize)]
pub(crate) struct Etichetta {
    href: String,
    oggetto: String,
    formati: Vec<Choice>,
    formato: String,
    posizione: String,
    errors: Vec<FieldError>,
}

impl Page for Etichetta {
    const TEMPLATE: &'static str = "protocollo/etichetta.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            href: "/protocollo/2026/1".into(),
            oggetto: "Richiesta".into(),
            formati: formati(),
            formato: "foglio".into(),
            posizione: "3".into(),
            errors,
        };
        vec![page(vec![]), page(vec![FieldError { field: "posizione".into(), message: "Da 1 a 24.".into() }])]
    }
}

pub(super) fn formati() -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice { value: (*value).into(), label: (*label).into(), hint: None };
    Formato::TUTTI.iter().map(choice).collect()
}

/// What the person chose last.
pub(super) async fn preferito(ctx: &Ctx) -> Result<String, Error> {
    let read = ctx.ente.db().read().await?;
    let kept = accounts::preference(&read, ctx.who()?, NAME).await.map_err(crate::Error::from)?;
    Ok(kept.filter(|kept| Formato::TUTTI.iter().any(|(code, _)| code == kept)).unwrap_or_else(|| "rotolo".into()))
}

async fn tieni(ctx: &Ctx, formato: Formato) -> Result<(), Error> {
    if preferito(ctx).await? != formato.code() {
        let kept = accounts::keep_preference(ctx.ente.db(), ctx.who()?, NAME, formato.code()).await;
        kept.map_err(crate::Error::from)?;
    }
    Ok(())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    formato: String,
    posizione: String,
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let scelte = Scelte { formato: preferito(&ctx).await?, posizione: "1".into() };
    mostra(&ctx, (anno, numero), scelte, Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    scelte: Scelte,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let riga = corretta(&read, trova(&read, ctx.who()?, anno, numero).await?).await?;
    drop(read);
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&riga));
    let failed = !errors.is_empty();
    let page = Etichetta {
        href: back.clone(),
        oggetto: riga.oggetto,
        formati: formati(),
        formato: scelte.formato,
        posizione: scelte.posizione,
        errors,
    };
    let mut response = ctx.page("Etichetta", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The PDF of one.
pub(super) async fn una(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(scelte): Form<Scelte>,
) -> Result<Response, Error> {
    let formato = match Formato::leggi(&scelte.formato, &scelte.posizione) {
        Ok(formato) => formato,
        Err(refusal) => return mostra(&ctx, (anno, numero), scelte, modulo::errors(&refusal)).await,
    };
    let bytes = etichette_pdf(&ctx.ente, ctx.who()?, &[(anno, numero)], formato).await?;
    tieni(&ctx, formato).await?;
    web::made_pdf(&format!("etichetta-{numero}-{anno}.pdf"), bytes)
}

/// The PDF of those chosen in the list, in the order of their numbers.
pub(super) async fn insieme(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let formato = Formato::leggi(get("e_formato"), get("e_posizione"))?;
    let mut chosen: Vec<(i64, i64)> = pairs
        .iter()
        .filter(|(name, _)| name == "scelta")
        .filter_map(|(_, value)| leggi_chiave(value))
        .take(MOST)
        .collect();
    if chosen.is_empty() {
        let sentence = "Non hai scelto nessuna registrazione. Torna all'elenco, spunta quelle che vuoi e riprova.";
        return Err(Error::BadRequest(sentence.into()));
    }
    chosen.sort_unstable();
    let bytes = etichette_pdf(&ctx.ente, ctx.who()?, &chosen, formato).await?;
    tieni(&ctx, formato).await?;
    web::made_pdf("etichette.pdf", bytes)
}
