//! The acts that wait for one's signature, to be read and signed together.

use std::collections::HashMap;

use pratiche::{Lettura, PraticaId, Vista};
use serde::Serialize;
use ui::{Column, Page, columns};
use web::{Ctx, Error, Response};

use super::{CRUMBS, campi::chiave};
use crate::{
    Atti,
    atto::passo::{DaFirmare as Firma, da_firmare},
    materia::CODICE,
    tables::AttoId,
};

/// Of so many files that wait for the reader, the oldest: whether there are more, the page says.
const RIGHE: u64 = 100;

#[derive(Debug, Default, Serialize)]
pub(crate) struct DaFirmare {
    chiave: String,
    colonne: Vec<Column>,
    atti: Vec<Riga>,
    /// What a signature made here is worth; none where papers must be taken away.
    subito: Option<&'static str>,
    /// Whether they can be signed by a service of remote signatures, with one consent.
    remota: bool,
    /// The page on which some that were chosen before wait for the code.
    in_attesa: Option<&'static str>,
    altre: bool,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    id: String,
    href: String,
    testo: String,
    quando: String,
    mancano: Vec<String>,
}

impl Page for DaFirmare {
    const TEMPLATE: &'static str = "atti/da_firmare.html";
    fn samples() -> Vec<Self> {
        let riga = |mancano: Vec<String>| Riga {
            id: "1".into(),
            href: "/x".into(),
            testo: "Determina: tetto".into(),
            quando: "oggi".into(),
            mancano,
        };
        let atti = vec![riga(vec![]), riga(vec!["Manca il CIG.".into()])];
        let chiave = || "k".to_owned();
        let other = vec![riga(vec![])];
        let remote = Self { chiave: chiave(), colonne: colonne(), atti: other, remota: true, ..Self::default() };
        let (subito, in_attesa) = (Some("Firma di prova."), Some("/x"));
        let full = Self { chiave: chiave(), colonne: colonne(), atti, subito, remota: true, in_attesa, altre: true };
        vec![full, remote, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Atto", "Aspetta da"])
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, atti: Atti) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let vista = Vista::Letta(&read);
    let found = pratiche::scrivania(&vista, &[&atti], who, ctx.now, None, RIGHE).await.map_err(crate::Error::from)?;
    let (altre, mut righe) = (found.altre.is_some(), Vec::new());
    let ids: Vec<PraticaId> = found.righe.iter().map(|one| one.pratica).collect();
    let lette = pratiche::leggi_tutte(&vista, &atti, who, &ids, ctx.now).await.map_err(crate::Error::from)?;
    let lette: HashMap<PraticaId, Lettura> = lette.into_iter().map(|one| (one.presa.riga.id, one)).collect();
    for one in found.righe {
        let Some(lettura) = lette.get(&one.pratica) else { continue };
        let steps = lettura.passi();
        let sign =
            |step: &&iter::PassoPossibile<'_>| matches!(da_firmare(lettura, &step.passo.codice), Some(Firma::Atto(_)));
        let Some(step) = steps.iter().find(sign) else { continue };
        let id: AttoId = lettura.presa.riga.oggetto_id.into();
        righe.push(Riga {
            id: id.to_string(),
            href: one.href,
            testo: one.testo,
            quando: one.dal.told(),
            mancano: step.mancano.reasons.iter().map(|reason| reason.sentence.clone()).collect(),
        });
    }
    drop(read);
    let page = DaFirmare {
        chiave: chiave(ctx.now, &**ctx.house.enti.random()),
        colonne: colonne(),
        atti: righe,
        subito: atti.firma.subito(&ctx.ente),
        remota: atti.firma.remota(&ctx.ente),
        in_attesa: atti.firma.in_attesa(&ctx.ente, who, CODICE).await?,
        altre,
    };
    ctx.page("Atti da firmare", CRUMBS, &page).await
}
