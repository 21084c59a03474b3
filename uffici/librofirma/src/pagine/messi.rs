//! What I have put up for signature, and what I have signed.

use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    CRUMBS,
    da_firmare::schede,
    riga::{RIGHE, Riga},
};
use crate::{
    permissions::{CHIEDI, FIRMA},
    richiesta::elenca::{Quali, Voce, firmate, messe},
};

#[derive(Debug, Serialize)]
pub(crate) struct Messi {
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    pager: Pager,
    titolo: &'static str,
    vuoto: &'static str,
    chiede: bool,
}

impl Page for Messi {
    const TEMPLATE: &'static str = "librofirma/messi.html";
    fn samples() -> Vec<Self> {
        let page = |righe| Self {
            tabs: schede("messi", true),
            colonne: columns(&["Documento"]),
            righe,
            pager: Pager::default(),
            titolo: "Messi alla firma da me",
            vuoto: "Qui trovi ciò che metti alla firma.",
            chiede: true,
        };
        let over = Riga { tocca_a: None, entro: None, stato: "firmato", tono: "success", ..Riga::sample() };
        vec![page(vec![Riga::sample(), over]), page(vec![])]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    quali: String,
    #[serde(default)]
    dopo: String,
}

/// What I have put up.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let over = scelte.quali == "chiusi";
    let which = if over { Quali::Chiuse } else { Quali::InCorso };
    let found = messe(&ctx.ente, ctx.who()?, which, scelte.dopo.parse().ok(), RIGHE + 1).await?;
    let (here, base, empty) = if over {
        ("chiusi", "/librofirma/messi?quali=chiusi&dopo=", "Nessun documento messo alla firma da te è concluso.")
    } else {
        ("messi", "/librofirma/messi?dopo=", "Nessun documento messo alla firma da te aspetta una firma.")
    };
    mostra(&ctx, here, "Messi alla firma da me", empty, base, found).await
}

/// What I have signed.
pub(super) async fn firmati(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let found = firmate(&ctx.ente, ctx.who()?, scelte.dopo.parse().ok(), RIGHE + 1).await?;
    let base = "/librofirma/firmati?dopo=";
    mostra(&ctx, "firmati", "Firmati da me", "Non hai ancora firmato niente dal libro firma.", base, found).await
}

async fn mostra(
    ctx: &Ctx,
    qui: &str,
    titolo: &'static str,
    vuoto: &'static str,
    base: &str,
    mut found: Vec<Voce>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let more = found.len() as u64 > RIGHE;
    found.truncate(usize::try_from(RIGHE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| format!("{base}{}", last.id));
    let tabs = schede(qui, who.may(&CHIEDI)).into_iter();
    // Who only asks has no desk.
    let tabs = tabs.filter(|tab| who.may(&FIRMA) || tab.href.starts_with("/librofirma/messi"));
    let page = Messi {
        tabs: tabs.collect(),
        colonne: columns(&["Documento", "Messo alla firma", "Entro il", "Firme", "Stato"]),
        pager: Pager { previous: None, next, shown: found.len() as u64, total: None },
        righe: found.into_iter().map(Riga::from).collect(),
        titolo,
        vuoto,
        chiede: who.may(&CHIEDI),
    };
    let crumbs = if who.may(&FIRMA) { CRUMBS } else { &[] };
    ctx.page(titolo, crumbs, &page).await
}
