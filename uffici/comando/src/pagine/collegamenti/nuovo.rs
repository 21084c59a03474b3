use accounts::{api_token, my_tokens};
use kernel::Refusal;
use ui::Choice;
use web::{Ctx, Error, Form, Response};
use webhooks::NewSubscription;

use super::{BASE, CRUMBS, segreto};
use crate::{
    collegamenti::crea as crea_collegamento,
    pagine::modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
};

/// The form.
pub(super) async fn modulo(ctx: Ctx) -> Result<Response, Error> {
    fresco(&ctx)?;
    mostra(&ctx, &Inviato::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let keys = my_tokens(&ctx.ente.db().read().await?, ctx.who()?, ctx.now).await?;
    let motivi = if keys.is_empty() {
        vec!["Non hai chiavi in vigore. Crea prima la chiave del programma, nel tuo profilo: gli avvisi seguono quello che permette.".to_owned()]
    } else {
        Vec::new()
    };
    let chiave = |key: api_token::Model| Choice { value: key.id.to_string(), label: key.label, hint: None };
    let evento = |kind: &&'static webhooks::Kind| Choice {
        value: kind.code.into(),
        label: kind.label.into(),
        hint: Some(format!("{}; la chiave deve permettere di {}.", kind.code, kind.permission.label)),
    };
    let eventi = ctx.house.events.iter().map(evento).collect();
    Modulo::new(format!("{BASE}/nuovo"), BASE, "Collega")
        .motivi(motivi)
        .campi(vec![
            Campo::testo("nome", "Come si chiama il programma", sent).aiuto("Per riconoscerlo nell'elenco."),
            Campo::testo("indirizzo", "Indirizzo a cui mandare gli avvisi", sent)
                .aiuto("Comincia con https://. Lo dice chi cura il programma."),
            Campo::scelta(
                "chiave",
                "La chiave con cui il programma legge",
                keys.into_iter().map(chiave).collect(),
                sent,
            )
            .aiuto("Di quello che la chiave non permette di vedere il programma non viene avvisato."),
            Campo::molte("eventi", "eventi".into(), "Di che cosa avvisarlo", eventi, sent),
        ])
        .mostra(ctx, "Collega un programma", CRUMBS, refusal)
        .await
}

/// Makes it, and shows the secret this once.
pub(super) async fn crea(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let new = NewSubscription {
        label: sent.uno("nome").into(),
        url: sent.uno("indirizzo").into(),
        kinds: sent.tutti("eventi").into_iter().collect(),
        token: sent.id("chiave"),
    };
    match crea_collegamento(&ctx.ente, ctx.who()?, &ctx.house.events, &new).await {
        Ok((id, secret)) => segreto::mostra(&ctx, id, &new.label, &secret, segreto::NUOVO).await,
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}
