use kernel::Refusal;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response};
use wording::{Paper, Part, texts_of};

use super::{BASE, CRUMBS, Sopra, carta};
use crate::{
    modelli::{self, Testi, ultima},
    pagine::modulo::{Campo, Inviato, Modulo, rifiuto},
};

/// The form, with the texts in use.
pub(super) async fn modulo(ctx: Ctx, Path(nome): Path<String>) -> Result<Response, Error> {
    let paper = carta(&ctx, &nome)?;
    let row = ultima(&ctx.ente, ctx.who()?, paper).await?;
    let texts = row.as_ref().and_then(texts_of).unwrap_or_default();
    let text = |part: &Part| texts.get(part.code).cloned().unwrap_or_else(|| part.shipped.to_owned());
    let sent = Inviato(paper.parts.iter().map(|part| (part.code.to_owned(), text(part))).collect());
    mostra(&ctx, paper, row.map_or(0, |row| row.number), &sent, Refusal::default()).await
}

async fn mostra(
    ctx: &Ctx,
    paper: &'static Paper,
    sopra: i64,
    sent: &Inviato,
    refusal: Refusal,
) -> Result<Response, Error> {
    let nome = paper.name();
    let mut campi: Vec<Campo> = paper.parts.iter().map(|part| campo(part, sent)).collect();
    campi.push(Campo::area("motivo", "Perché li cambi", sent).aiuto("Resta scritto, con il tuo nome."));
    Modulo::new(format!("{BASE}/{nome}/modifica?sopra={sopra}"), format!("{BASE}/{nome}"), "Salva")
        .testo(paper.purpose)
        .avviso(
            "Una riga vuota comincia un capoverso; *fra asterischi* è grassetto; un dato si scrive fra parentesi graffe, come {ente}. I testi \
             nuovi valgono per i documenti che nascono da quando salvi: quelli di prima, rifatti, restano com'erano.",
        )
        .campi(campi)
        .anteprima(format!("{BASE}/{nome}/anteprima?sopra={sopra}"))
        .mostra(ctx, &format!("Testi: {}", paper.title), CRUMBS, refusal)
        .await
}

fn campo(part: &'static Part, sent: &Inviato) -> Campo {
    let dato = |name: &wording::Name| match name.law {
        Some(law) => format!("{{{}}} {}, che ci vuole per {law}", name.name, name.meaning),
        None => format!("{{{}}} {}", name.name, name.meaning),
    };
    let dati: Vec<String> = part.names.iter().map(dato).collect();
    let mut aiuto = if dati.is_empty() { String::new() } else { format!("Dati: {}. ", dati.join("; ")) };
    aiuto.push_str(&match part.shipped {
        "" => "Il programma qui non scrive niente.".to_owned(),
        shipped => format!("Il programma scrive: «{shipped}»"),
    });
    let campo =
        Campo::area(part.code, part.title, sent).lungo(u32::try_from(part.chars).unwrap_or(u32::MAX)).aiuto(aiuto);
    if part.optional { campo.facoltativo() } else { campo }
}

fn testi(paper: &'static Paper, sent: &Inviato) -> Testi {
    paper.parts.iter().map(|part| (part.code.to_owned(), sent.uno(part.code).to_owned())).collect()
}

/// The sample with the texts of the form, which stays as it is.
pub(super) async fn anteprima(
    ctx: Ctx,
    Path(nome): Path<String>,
    Query(Sopra { sopra }): Query<Sopra>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (paper, sent) = (carta(&ctx, &nome)?, Inviato(pairs));
    match modelli::anteprima(&ctx.ente, ctx.who()?, paper, &testi(paper, &sent)).await {
        Ok(pdf) => web::made_pdf(&format!("anteprima-{nome}.pdf"), pdf),
        Err(error) => mostra(&ctx, paper, sopra, &sent, rifiuto(error)?).await,
    }
}

/// Keeps them.
pub(super) async fn salva(
    ctx: Ctx,
    Path(nome): Path<String>,
    Query(Sopra { sopra }): Query<Sopra>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (paper, sent) = (carta(&ctx, &nome)?, Inviato(pairs));
    let asked = (sent.uno("motivo"), sopra);
    match modelli::scrivi(&ctx.ente, ctx.who()?, paper, &testi(paper, &sent), asked).await {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}/{nome}?fatto=testi")).into_response()),
        Err(error) => mostra(&ctx, paper, sopra, &sent, rifiuto(error)?).await,
    }
}
