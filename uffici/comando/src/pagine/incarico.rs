//! To give an incarico, and to end one.

use kernel::Refusal;
use sea_orm::EntityTrait;
use serde::Deserialize;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response};

use super::{
    CRUMBS,
    modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
    vista::{oggi, persone, ruoli, uffici},
};
use crate::incarichi::{
    INCARICO, IncaricoId,
    dai::{Nuovo, dai as dai_incarico},
    nome, parole, periodo,
    termina::termina as termina_incarico,
};

/// What the form begins with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Inizia {
    #[serde(default)]
    persona: String,
    #[serde(default)]
    unita: String,
}

/// The form.
pub(super) async fn nuovo(ctx: Ctx, Query(inizia): Query<Inizia>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato::con([("persona", inizia.persona), ("unita", inizia.unita), ("dal", oggi(&ctx))]);
    mostra(&ctx, &sent, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let campi = vec![
        Campo::scelta("persona", "A chi", persone(ctx).await?, sent),
        Campo::scelta("unita", "In quale ufficio", uffici(ctx, ctx.now.date(), None).await?, sent),
        Campo::una_di("ruolo", "Con quale ruolo", ruoli(ctx).await?, sent),
        Campo::data("dal", "Dal", sent),
        Campo::data("al", "Ultimo giorno", sent).facoltativo().aiuto("Vuoto: finché qualcuno non gli mette fine."),
    ];
    Modulo::new("/comando/incarichi/nuovo", indietro(ctx, sent), "Dai l'incarico")
        .campi(campi)
        .mostra(ctx, "Dai un incarico", CRUMBS, refusal)
        .await
}

fn indietro(ctx: &Ctx, sent: &Inviato) -> String {
    let may = ctx.maybe_who().is_some_and(|who| who.may(&accounts::GESTISCI_PERSONE));
    match sent.id::<authz::Person>("persona") {
        Some(person) if may => format!("/comando/persone/{person}"),
        _ => "/comando/incarichi".into(),
    }
}

/// The deed.
pub(super) async fn dai(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let incarico = Nuovo {
        unita: sent.id("unita"),
        ruolo: sent.id("ruolo"),
        dal: sent.data("dal", &mut refusal),
        al: sent.data("al", &mut refusal),
    };
    let persona = sent.id("persona");
    if persona.is_none() {
        refusal.add(Some("persona"), "Scegli a chi dare l'incarico.");
    }
    let (true, Some(persona)) = (refusal.reasons.is_empty(), persona) else {
        return mostra(&ctx, &sent, refusal).await;
    };
    match dai_incarico(&ctx.ente, ctx.who()?, persona, &incarico).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=incarico", indietro(&ctx, &sent))).into_response()),
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}

/// The form for its end.
pub(super) async fn fine(ctx: Ctx, Path(id): Path<IncaricoId>) -> Result<Response, Error> {
    let sent = Inviato::con([("al", oggi(&ctx))]);
    mostra_fine(&ctx, id, &sent, Refusal::default()).await
}

async fn mostra_fine(ctx: &Ctx, id: IncaricoId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let found = authz::incarico::Entity::find_by_id(id).one(&read).await.map_err(db::Error::from)?;
    let held = found.ok_or(Error::NotFound(INCARICO))?;
    let what = parole(&read, held.unit_id, held.role_id).await?;
    let testo = format!("{}: {what}, {}", nome(&read, held.person_id).await?, periodo(&held).parole());
    drop(read);
    let begin = Inviato::con([("persona", held.person_id.to_string())]);
    let yesterday = ctx.now.date().pred_opt().unwrap_or_default().format("%d/%m/%Y");
    let hint = format!(
        "Compreso: fino a quel giorno vale ancora. Per togliere subito quello che permette scrivi ieri, {yesterday}. Se non è ancora \
         cominciato, un giorno prima del primo lo annulla."
    );
    Modulo::new(format!("/comando/incarichi/{id}/fine"), indietro(ctx, &begin), "Metti fine all'incarico")
        .testo(testo)
        .avviso("L'incarico non si cancella: resta scritto chi poteva fare che cosa, e quando. Per ridarlo se ne dà uno nuovo.")
        .campi(vec![
            Campo::data("al", "Ultimo giorno", sent).aiuto(hint),
            Campo::area("motivo", "Motivo", sent).facoltativo(),
        ])
        .mostra(ctx, "Metti fine all'incarico", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn termina(
    ctx: Ctx,
    Path(id): Path<IncaricoId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let al = sent.data("al", &mut refusal);
    if !refusal.reasons.is_empty() {
        return mostra_fine(&ctx, id, &sent, refusal).await;
    }
    match termina_incarico(&ctx.ente, ctx.who()?, id, al, sent.uno("motivo")).await {
        Ok(held) => {
            let begin = Inviato::con([("persona", held.person_id.to_string())]);
            Ok(Redirect::to(&format!("{}?fatto=fine", indietro(&ctx, &begin))).into_response())
        }
        Err(error) => mostra_fine(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
