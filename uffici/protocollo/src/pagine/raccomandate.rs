//! The registered letters of a day, as a list for the post and as a PDF; the receipt that comes back.

use axum::extract::Request;
use kernel::Date;
use serde::{Deserialize, Serialize};
use ui::{Column, Page};
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Query, Redirect, Response};

use super::{href, modulo};
use crate::{
    carta::distinta::distinta_pdf,
    registrazione::scheda::leggi,
    spedizione::{
        SpedizioneId,
        distinta::{Lettera, lettere},
        ritorno::{Ritorno, di, ritorno},
    },
};

#[derive(Debug, Serialize)]
pub(crate) struct Raccomandate {
    giorno: String,
    colonne: Vec<Column>,
    voci: Vec<Voce>,
    pdf: String,
}

#[derive(Debug, Serialize)]
struct Voce {
    numero: String,
    href: String,
    a: String,
    indirizzo: Option<String>,
    estremi: Option<String>,
    ritornata: Option<String>,
}

impl Page for Raccomandate {
    const TEMPLATE: &'static str = "protocollo/raccomandate.html";
    fn samples() -> Vec<Self> {
        let voce = |text: Option<&str>| Voce {
            numero: "1/2026".into(),
            href: "/protocollo/2026/1".into(),
            a: "Rossi Mario".into(),
            indirizzo: text.map(str::to_owned),
            estremi: text.map(str::to_owned),
            ritornata: text.map(|_| "2026-11-25".into()),
        };
        let page = |voci| Self { giorno: "2026-11-25".into(), colonne: colonne(), voci, pdf: "/x".into() };
        vec![page(vec![voce(Some("via Roma 1")), voce(None)]), page(vec![])]
    }
}

fn colonne() -> Vec<Column> {
    let labels = ["Protocollo", "Destinatario", "Numero della raccomandata", "Ricevuta di ritorno"];
    labels.into_iter().map(|label| Column { label: label.into(), ..Column::default() }).collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    giorno: String,
}

fn giorno(ctx: &Ctx, scelte: &Scelte) -> Date {
    scelte.giorno.trim().parse().unwrap_or_else(|_| ctx.now.date())
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let day = giorno(&ctx, &scelte);
    let voci = lettere(&ctx.ente, ctx.who()?, day).await?;
    let page = Raccomandate {
        giorno: day.to_string(),
        colonne: colonne(),
        voci: voci.into_iter().map(voce).collect(),
        pdf: format!("/protocollo/raccomandate/distinta.pdf?giorno={day}"),
    };
    let crumbs = [("Protocollo", "/protocollo"), ("Spedizioni", "/protocollo/spedizioni")];
    ctx.page("Raccomandate", &crumbs, &page).await
}

fn voce(lettera: Lettera) -> Voce {
    let (anno, numero) = lettera.protocollo;
    Voce {
        numero: format!("{numero}/{anno}"),
        href: href(anno, numero),
        a: lettera.nome,
        indirizzo: lettera.indirizzo,
        estremi: lettera.estremi,
        ritornata: lettera.ritornata_il.map(|day| day.to_string()),
    }
}

/// The same on paper.
pub(super) async fn distinta(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let day = giorno(&ctx, &scelte);
    let bytes = distinta_pdf(&ctx.ente, ctx.who()?, day, ctx.now).await?;
    web::made_pdf(&format!("distinta-raccomandate-{day}.pdf"), bytes)
}

type Posto = Path<(i64, i64, SpedizioneId)>;

/// Notes a receipt, with its scan where there is one.
pub(super) async fn ritornata(ctx: Ctx, Path((anno, numero, id)): Posto, request: Request) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let mut refusal = kernel::Refusal::default();
    let il = modulo::date(uploaded.field("il"), "il", &mut refusal);
    refusal.unless_empty(())?;
    let dati = Ritorno { il, firmata_da: uploaded.field("firmata_da").to_owned() };
    // A field without a file comes as a file without bytes.
    let scan = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    ritorno(&ctx.ente, ctx.who()?, (anno, numero), id, &dati, scan.as_ref()).await?;
    Ok(Redirect::to(&format!("{}#raccomandate", href(anno, numero))).into_response())
}

/// The scan of a receipt, to look at.
pub(super) async fn scansione(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    headers: HeaderMap,
) -> Result<Response, Error> {
    const NONE: &str = "Di questa raccomandata non c'è la scansione della ricevuta di ritorno.";
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let sent = scheda.spedizioni.iter().find(|one| one.riga.id == id).ok_or(Error::NotFound(NONE))?;
    let read = ctx.ente.db().read().await?;
    let receipt = di(&read, &[sent.riga.id]).await?.pop();
    let document = receipt.and_then(|receipt| receipt.documento_id).ok_or(Error::NotFound(NONE))?;
    let document = ctx.ente.archive.find(&read, &[document.uuid()]).await?.pop().ok_or(Error::NotFound(NONE))?;
    drop(read);
    web::inline(&ctx.ente, &document, &headers).await
}
