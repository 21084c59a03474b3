use kernel::Refusal;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response};
use wording::Paper;

use super::{BASE, CRUMBS, Sopra, carta};
use crate::{
    modelli::{self, ultima},
    pagine::modulo::{Campo, Inviato, Modulo, rifiuto},
};

/// Asks once, and why.
pub(super) async fn modulo(ctx: Ctx, Path(nome): Path<String>) -> Result<Response, Error> {
    let paper = carta(&ctx, &nome)?;
    let row = ultima(&ctx.ente, ctx.who()?, paper).await?;
    mostra(&ctx, paper, row.map_or(0, |row| row.number), &Inviato::default(), Refusal::default()).await
}

async fn mostra(
    ctx: &Ctx,
    paper: &'static Paper,
    sopra: i64,
    sent: &Inviato,
    refusal: Refusal,
) -> Result<Response, Error> {
    let here = format!("{BASE}/{}", paper.name());
    Modulo::new(format!("{here}/ripristina?sopra={sopra}"), here, "Torna ai testi del programma")
        .testo(paper.title)
        .avviso(
            "I documenti che nascono da adesso hanno i testi del programma. Quelli di prima, rifatti, restano com'erano; le versioni dell'ente \
             restano da leggere.",
        )
        .campi(vec![Campo::area("motivo", "Perché", sent).aiuto("Resta scritto, con il tuo nome.")])
        .pericolo()
        .mostra(ctx, "Torna ai testi del programma", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn ripristina(
    ctx: Ctx,
    Path(nome): Path<String>,
    Query(Sopra { sopra }): Query<Sopra>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (paper, sent) = (carta(&ctx, &nome)?, Inviato(pairs));
    match modelli::ripristina(&ctx.ente, ctx.who()?, paper, (sent.uno("motivo"), sopra)).await {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}/{nome}?fatto=ripristinati")).into_response()),
        Err(error) => mostra(&ctx, paper, sopra, &sent, rifiuto(error)?).await,
    }
}
