//! The list of definitions: in force, and in the making.

use std::collections::BTreeMap;

use authz::Who;
use pratiche::Vista;
use serde::Serialize;
use ui::{Column, Page, columns};
use web::{Ctx, Error, Response};

use super::href;
use crate::{Materie, permissions::CONSULTA, permissions::GESTISCI};

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    gestisce: bool,
    /// Whether any office has files at all.
    materie: bool,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    materia: String,
    /// Since when it is in force; not yet, if absent.
    dal: Option<i64>,
    in_corso: u64,
    bozza: bool,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "flussi/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = |dal: Option<i64>| Riga {
            href: "/x".into(),
            nome: "Determina".into(),
            materia: "Atti".into(),
            dal,
            in_corso: 3,
            bozza: dal.is_none(),
        };
        let page = |righe, gestisce| Self { colonne: columns(&["Iter"]), righe, gestisce, materie: gestisce };
        vec![page(vec![riga(Some(0)), riga(None)], true), page(vec![], false), page(vec![], true)]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, materie: Materie) -> Result<Response, Error> {
    let who = ctx.who()?;
    who.require(&CONSULTA)?;
    let page = elenco(&ctx, who, materie).await?;
    ctx.page("Iter", &[], &page).await
}

async fn elenco(ctx: &Ctx, who: &Who, materie: Materie) -> Result<Elenco, crate::Error> {
    let gestisce = who.may(&GESTISCI);
    let read = ctx.ente.db().read().await?;
    let vista = Vista::Letta(&read);
    let nome = |codice: &str| {
        pratiche::di_codice(materie, codice).map_or_else(|| codice.to_owned(), |materia| materia.nome().to_owned())
    };
    let mut righe: BTreeMap<String, Riga> = BTreeMap::new();
    for one in pratiche::tutte(&read).await? {
        let running = match pratiche::di_codice(materie, &one.riga.materia) {
            Some(materia) => pratiche::conta_per_versione(&vista, (materia, who), &one.riga.codice).await?,
            None => Vec::new(),
        };
        let riga = Riga {
            href: href(&one.riga.codice),
            nome: one.riga.nome,
            materia: nome(&one.riga.materia),
            dal: Some(one.vigore.dal.micros()),
            in_corso: running.iter().map(|(_, count)| count).sum(),
            bozza: false,
        };
        righe.insert(one.riga.codice, riga);
    }
    for bozza in pratiche::bozze(&read).await? {
        let fresh = || Riga {
            href: href(&bozza.codice),
            nome: bozza.definizione.nome.clone(),
            materia: nome(&bozza.materia),
            dal: None,
            in_corso: 0,
            bozza: true,
        };
        righe.entry(bozza.codice.clone()).or_insert_with(fresh).bozza = true;
    }
    let mut righe: Vec<Riga> = righe.into_values().collect();
    righe.sort_by(|a, b| (&a.materia, &a.nome).cmp(&(&b.materia, &b.nome)));
    let colonne = columns(&["Iter", "Di che cosa", "In vigore dal", "Pratiche in corso", "Bozza"]);
    Ok(Elenco { colonne, righe, gestisce, materie: !materie.is_empty() })
}
