use accounts::Secret;
use kernel::Refusal;
use serde::Serialize;
use ui::{Choice, Page};
use web::{Ctx, Error, Form, Path, Response};
use webhooks::SubscriptionId;

use super::{BASE, CRUMBS};
use crate::{
    collegamenti::nuovo_segreto,
    pagine::modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
};

/// What is said beside the first secret.
pub(super) const NUOVO: &str = "Copialo adesso nel programma: questa pagina non lo mostra più. Se va perso, cambialo.";
const INSIEME: &str = "Copialo adesso nel programma: questa pagina non lo mostra più. Per un giorno ogni avviso porta due firme, con il segreto nuovo e con quello di prima: il programma può cambiare senza perdere niente.";
const SUBITO: &str = "Copialo adesso nel programma: questa pagina non lo mostra più. Quello di prima non vale già più.";

#[derive(Debug, Serialize)]
pub(crate) struct Segreto {
    nome: String,
    segreto: String,
    avviso: &'static str,
    href: String,
}

impl Page for Segreto {
    const TEMPLATE: &'static str = "comando/collegamento_segreto.html";
    fn samples() -> Vec<Self> {
        vec![Self { nome: "Sito".into(), segreto: "whsec_AAAA".into(), avviso: NUOVO, href: BASE.into() }]
    }
}

/// Shows it, this once.
pub(super) async fn mostra(
    ctx: &Ctx,
    id: SubscriptionId,
    nome: &str,
    segreto: &Secret,
    avviso: &'static str,
) -> Result<Response, Error> {
    let page =
        Segreto { nome: nome.trim().into(), segreto: segreto.reveal().into(), avviso, href: format!("{BASE}/{id}") };
    ctx.page("Il segreto del collegamento", CRUMBS, &page).await
}

/// Asks how the secret is to be changed.
pub(super) async fn modulo(ctx: Ctx, Path(id): Path<SubscriptionId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    chiedi(&ctx, id, &Inviato::con([("quando", "insieme".into())]), Refusal::default()).await
}

async fn chiedi(ctx: &Ctx, id: SubscriptionId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let row = webhooks::find(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    let choice = |value: &str, label: &str, hint: &str| Choice {
        value: value.into(),
        label: label.into(),
        hint: Some(hint.into()),
    };
    let choices = vec![
        choice("insieme", "Vale ancora per un giorno", "È la scelta di solito: il programma cambia con calma."),
        choice(
            "subito",
            "Non vale più da subito",
            "Se qualcun altro può averlo letto. Finché il programma non ha quello nuovo rifiuta gli avvisi.",
        ),
    ];
    Modulo::new(format!("{BASE}/{id}/segreto"), format!("{BASE}/{id}"), "Cambia il segreto")
        .testo(row.label)
        .campi(vec![Campo::una_di("quando", "Il segreto di prima", choices, sent)])
        .mostra(ctx, "Cambia il segreto", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn cambia(
    ctx: Ctx,
    Path(id): Path<SubscriptionId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let subito = match sent.uno("quando") {
        "insieme" => false,
        "subito" => true,
        _ => {
            let mut refusal = Refusal::default();
            refusal.add(Some("quando"), "Scegli fino a quando vale il segreto di prima.");
            return chiedi(&ctx, id, &sent, refusal).await;
        }
    };
    match nuovo_segreto(&ctx.ente, ctx.who()?, id, subito).await {
        Ok(secret) => {
            let row = webhooks::find(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
            mostra(&ctx, id, &row.label, &secret, if subito { SUBITO } else { INSIEME }).await
        }
        Err(error) => chiedi(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
