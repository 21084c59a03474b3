use kernel::Refusal;
use web::{Ctx, Error, IntoResponse, Path, Redirect, Response};
use webhooks::{DeliveryId, SubscriptionId};

use super::{BASE, CRUMBS};
use crate::{collegamenti as azione, pagine::modulo::Modulo};

type Uno = Path<SubscriptionId>;

fn torna(id: SubscriptionId, fatto: &str) -> Response {
    Redirect::to(&format!("{BASE}/{id}?fatto={fatto}")).into_response()
}

/// Switches it on.
pub(super) async fn accendi(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    azione::accendi(&ctx.ente, ctx.who()?, id, true).await?;
    Ok(torna(id, "acceso"))
}

/// Switches it off.
pub(super) async fn spegni(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    azione::accendi(&ctx.ente, ctx.who()?, id, false).await?;
    Ok(torna(id, "spento"))
}

/// Sends a notice of nothing.
pub(super) async fn prova(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    azione::prova(&ctx.ente, ctx.who()?, id).await?;
    Ok(torna(id, "prova"))
}

/// Tells again what did not arrive.
pub(super) async fn rimanda(
    ctx: Ctx,
    Path((id, avviso)): Path<(SubscriptionId, DeliveryId)>,
) -> Result<Response, Error> {
    azione::rimanda(&ctx.ente, ctx.who()?, id, avviso).await?;
    Ok(torna(id, "rimandato"))
}

/// Asks once before it is ended.
pub(super) async fn conferma(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    let row = webhooks::find(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    Modulo::new(format!("{BASE}/{id}/togli"), format!("{BASE}/{id}"), "Togli il collegamento")
        .testo(row.label)
        .avviso("Il programma non riceve più avvisi e il suo segreto non serve più. Non si torna indietro: se serve ancora, si crea un collegamento nuovo. La chiave resta: revocala nel tuo profilo se non la usi altrove.")
        .pericolo()
        .mostra(&ctx, "Togli il collegamento", CRUMBS, Refusal::default())
        .await
}

/// The deed.
pub(super) async fn togli(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    azione::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(Redirect::to(&format!("{BASE}?fatto=tolto")).into_response())
}
