//! Pairs to decide: the same, or two.

use directory::{By, Pair, Pairs, duplicates};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Column, Flash, FlashKind, Page, Pager, Tab, columns};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response};

use super::{CRUMBS, campi::Campi, href};
use crate::azioni::diverse;

const COPPIE: usize = 30;

#[derive(Debug, Serialize)]
pub(crate) struct Doppioni {
    per: &'static str,
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    coppie: Vec<Coppia>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Coppia {
    prima: Lato,
    seconda: Lato,
    perche: String,
    unisci: String,
}

#[derive(Debug, Serialize)]
struct Lato {
    id: String,
    href: String,
    nome: String,
    altro: String,
}

impl Page for Doppioni {
    const TEMPLATE: &'static str = "rubrica/doppioni.html";
    fn samples() -> Vec<Self> {
        let lato = || Lato { id: "1".into(), href: "/x".into(), nome: "Edilnova".into(), altro: "111".into() };
        let coppia = Coppia { prima: lato(), seconda: lato(), perche: "la stessa PEC".into(), unisci: "/x".into() };
        let page = |coppie, next| Self {
            per: "codice",
            tabs: tabs(By::Code),
            colonne: columns(&["Scheda"]),
            coppie,
            pager: Pager { next, ..Pager::default() },
        };
        vec![page(vec![coppia], None), page(vec![], None), page(vec![], Some("/x".into()))]
    }
}

fn tabs(chosen: By) -> Vec<Tab> {
    let tab = |by: By| Tab {
        label: by.label().into(),
        href: format!("/rubrica/doppioni?per={}", by.word()),
        count: None,
        current: by == chosen,
    };
    By::ALL.map(tab).to_vec()
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    per: String,
    #[serde(default)]
    dopo: String,
    #[serde(default)]
    fatto: String,
}

/// The pairs.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (by, found) = trova(&ctx, &scelte).await?;
    let next = found.next.map(|next| format!("/rubrica/doppioni?per={}&dopo={}", by.word(), web::encode(&next)));
    let page = Doppioni {
        per: by.word(),
        tabs: tabs(by),
        colonne: columns(&["Scheda", "Forse è la stessa di", "Che cosa hanno in comune", "Decidi"]),
        pager: Pager { previous: None, next, shown: found.pairs.len() as u64, total: None },
        coppie: found.pairs.into_iter().map(coppia).collect(),
    };
    let flash = match scelte.fatto.as_str() {
        "diverse" => "Segnate come due schede diverse: non te le proponiamo più.",
        "unita" => "Le due schede sono una sola.",
        _ => "",
    };
    let flash = Flash { kind: FlashKind::Success, text: flash.into() };
    ctx.page_with("Doppioni", CRUMBS, Some(flash).filter(|flash| !flash.text.is_empty()).into_iter().collect(), &page)
        .await
}

/// The pairs of the tab that was chosen; without a choice, those of the first that has any.
async fn trova(ctx: &Ctx, scelte: &Scelte) -> Result<(By, Pairs), Error> {
    let (who, read) = (ctx.who()?, ctx.ente.db().read().await?);
    let after = Some(scelte.dopo.as_str()).filter(|after| !after.is_empty());
    if !scelte.per.is_empty() {
        let by = By::from_word(&scelte.per);
        return Ok((by, duplicates(who, &read, by, after, COPPIE).await.map_err(crate::Error::from)?));
    }
    for by in By::ALL {
        let found = duplicates(who, &read, by, None, COPPIE).await.map_err(crate::Error::from)?;
        if !found.pairs.is_empty() || found.next.is_some() {
            return Ok((by, found));
        }
    }
    Ok((By::default(), Pairs::default()))
}

fn coppia(pair: Pair) -> Coppia {
    let lato = |row: directory::subject::Model| Lato {
        id: row.id.to_string(),
        href: href(row.id),
        altro: [row.tax_code, row.vat_number, row.pec, row.address]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        nome: row.name,
    };
    Coppia {
        unisci: format!("{}/unisci?con={}&da=doppioni", href(pair.first.id), pair.second.id),
        prima: lato(pair.first),
        seconda: lato(pair.second),
        perche: pair.why.join(", "),
    }
}

/// Remembers that two are two.
pub(super) async fn segna_diverse(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let campi = Campi(pairs);
    let (Ok(a), Ok(b)) = (campi.uno("prima").parse(), campi.uno("seconda").parse()) else {
        return Err(Refusal::because("Scegli le due schede dall'elenco dei doppioni.").into());
    };
    diverse(&ctx.ente, ctx.who()?, (a, b), campi.testo("motivo").as_deref()).await?;
    let by = By::from_word(campi.uno("per"));
    Ok(Redirect::to(&format!("/rubrica/doppioni?per={}&fatto=diverse", by.word())).into_response())
}
