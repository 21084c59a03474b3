//! The forms that move an amendment: presented, examined, an opinion, a vote, taken back, put into the text.

use kernel::Refusal;
use web::{Ctx, Error, Form, IntoResponse, Path, Response};

use super::{
    Quale,
    campi::{Coppie, campo, detto, giorno, tutti},
    emendamenti::{Modulo, Rifiutato, inizio, mostra},
    emendamento::Scritto,
    href,
    passo::Votazione,
    rifiuto,
};
use crate::{
    Atti,
    emendamenti::{
        applica::applica,
        esamina::{Esame, esamina, ritira},
        parere::{Reso, rendi},
        presenta::{Proposto, presenta},
        vota::vota,
    },
    tables::AttoId,
};

/// Which act, and which of its amendments.
pub(super) type Uno = Path<(AttoId, i64)>;

/// Presents one.
pub(super) async fn presenta_uno(
    ctx: Ctx,
    Path(id): Quale,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let text = |name: &str| campo(&fields, name).to_owned();
    let modulo = Modulo {
        blocco: text("blocco"),
        modo: text("modo"),
        dopo: text("dopo"),
        motivazione: text("motivazione"),
        consiglieri: tutti(&fields, "consigliere").into_iter().map(str::to_owned).collect(),
        nomi: text("nomi"),
        giorno: text("giorno"),
    };
    let mut no = Refusal::default();
    let proposto = Proposto {
        blocco: modulo.blocco.parse().ok(),
        modo: modulo.modo.clone(),
        dopo: modulo.dopo.clone(),
        motivazione: modulo.motivazione.clone(),
        consiglieri: modulo.consiglieri.iter().filter_map(|id| id.parse().ok()).collect(),
        nomi: modulo.nomi.lines().filter_map(detto).collect(),
        giorno: giorno(&modulo.giorno, "giorno", &mut no),
    };
    match presenta(&atti, &ctx.ente, ctx.who()?, id, &proposto).await {
        Ok(n) => Ok(torna((id, n), "presentato")),
        Err(error) => {
            let mut why = rifiuto(error)?;
            // A day that cannot be read is told as such, beside the rest, and not as one that is missing.
            if !no.reasons.is_empty() {
                why.reasons.retain(|one| one.field != Some("giorno"));
                why.reasons.append(&mut no.reasons);
            }
            mostra(&ctx, &atti, id, (0, None), Rifiutato { no: why, modulo, ..Rifiutato::default() }).await
        }
    }
}

fn torna((id, n): (AttoId, i64), done: &str) -> Response {
    let from = inizio(n);
    web::Redirect::to(&format!("{}/emendamenti?dopo={from}&fatto={done}#emendamento-{n}", href(id))).into_response()
}

/// Back to the amendment, or the page with why not and with what was written.
async fn esito(
    ctx: &Ctx,
    atti: &Atti,
    (id, n): (AttoId, i64),
    (done, told): (Result<(), crate::Error>, &str),
    scritto: Scritto,
) -> Result<Response, Error> {
    let Err(error) = done else { return Ok(torna((id, n), told)) };
    let no = rifiuto(error)?;
    mostra(ctx, atti, id, (0, None), Rifiutato { n, no, scritto, ..Rifiutato::default() }).await
}

/// Admits it, or not.
pub(super) async fn esamina_uno(
    ctx: Ctx,
    Path(uno): Uno,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let esame = Esame {
        ammesso: campo(&fields, "ammesso") == "si",
        pareri: tutti(&fields, "parere").into_iter().map(str::to_owned).collect(),
        motivo: campo(&fields, "motivo").to_owned(),
    };
    let done = esamina(&atti, &ctx.ente, ctx.who()?, uno, &esame).await;
    let scritto = Scritto { motivo: esame.motivo, pareri: Some(esame.pareri), ..Scritto::default() };
    esito(&ctx, &atti, uno, (done, "si"), scritto).await
}

/// Gives an opinion on it.
pub(super) async fn rende(ctx: Ctx, Path(uno): Uno, Form(fields): Form<Coppie>, atti: Atti) -> Result<Response, Error> {
    let reso = Reso {
        quale: campo(&fields, "quale").to_owned(),
        esito: campo(&fields, "esito").to_owned(),
        testo: campo(&fields, "testo").to_owned(),
        nessun_conflitto: campo(&fields, "nessun_conflitto") == "si",
    };
    let done = rendi(&atti, &ctx.ente, ctx.who()?, uno, &reso).await;
    let Reso { quale, esito: said, testo, nessun_conflitto } = reso;
    let scritto = Scritto { quale, esito: said, testo, nessun_conflitto, ..Scritto::default() };
    esito(&ctx, &atti, uno, (done, "si"), scritto).await
}

/// Notes its vote.
pub(super) async fn vota_uno(
    ctx: Ctx,
    Path(uno): Uno,
    Form(sent): Form<Votazione>,
    atti: Atti,
) -> Result<Response, Error> {
    let mut no = Refusal::default();
    let voto = sent.voto(&mut no);
    let done =
        if no.reasons.is_empty() { vota(&atti, &ctx.ente, ctx.who()?, uno, &voto).await } else { Err(no.into()) };
    esito(&ctx, &atti, uno, (done, "si"), Scritto { voto: sent, ..Scritto::default() }).await
}

/// Notes that it was taken back.
pub(super) async fn ritira_uno(
    ctx: Ctx,
    Path(uno): Uno,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let ritiro = campo(&fields, "motivo").to_owned();
    let done = ritira(&atti, &ctx.ente, ctx.who()?, uno, &ritiro).await;
    esito(&ctx, &atti, uno, (done, "si"), Scritto { ritiro, ..Scritto::default() }).await
}

/// Puts it into the text.
pub(super) async fn applica_uno(
    ctx: Ctx,
    Path(uno): Uno,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let a_mano = campo(&fields, "a_mano") == "si";
    let done = applica(&ctx.ente, ctx.who()?, uno, a_mano).await.map(|_| ());
    esito(&ctx, &atti, uno, (done, "applicato"), Scritto { a_mano, ..Scritto::default() }).await
}
