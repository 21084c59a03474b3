use kernel::{Id, Refusal};
use validation::{all_anchors, anchor};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{BASE, CRUMBS};
use crate::{
    autorita,
    pagine::modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
};

type Uno = Path<Id<anchor::Entity>>;

/// Asks once, and why.
pub(super) async fn modulo(ctx: Ctx, Path(id): Uno) -> Result<Response, Error> {
    fresco(&ctx)?;
    mostra(&ctx, id, &Inviato::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: Id<anchor::Entity>, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let rows = all_anchors(&ctx.ente, ctx.who()?).await.map_err(crate::Error::from)?;
    let row = rows.into_iter().find(|row| row.id == id && row.removed_at.is_none());
    let row = row.ok_or(Error::NotFound("Questa autorità non è tra quelle di cui l'ente si fida."))?;
    Modulo::new(format!("{BASE}/{id}/ritira"), BASE, "Ritira l'autorità")
        .testo(row.name)
        .avviso("Dai prossimi controlli le firme che poggiano su di lei non risultano più di un'autorità conosciuta. I controlli già fatti restano come sono.")
        .campi(vec![Campo::area("motivo", "Perché", sent).aiuto("Resta scritto, con il tuo nome.")])
        .pericolo()
        .mostra(ctx, "Ritira un'autorità", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn ritira(
    ctx: Ctx,
    Path(id): Uno,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    match autorita::ritira(&ctx.ente, ctx.who()?, id, sent.uno("motivo")).await {
        Ok(()) => Ok(Redirect::to(&format!("{BASE}?fatto=ritirata")).into_response()),
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
