//! To find fascicoli by words, within the filters of the list: the index answers, so that a hundred thousand of them cost what a
//! hundred do.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use search::{Keyset, Query, Total, Words};

use super::{
    elenca::{Filtro, Quali, Voce, elenca},
    indice::{self, FONTE},
};
use crate::{error::Error, permissions::CONSULTA, visibilita};

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct Trovati {
    /// The fascicoli, best first within the most recent ones.
    pub voci: Vec<Voce>,
    /// Where the next page begins.
    pub prossima: Option<Keyset>,
    /// How many there are in all, where the index alone could tell.
    pub totale: Option<Total>,
}

/// The fascicoli that answer to `words` and to `filtro`, and that `who` may see.
///
/// # Errors
/// A missing permission; those of the index and of the database.
pub async fn cerca(
    ente: &Ente,
    who: &Who,
    words: &Words,
    filtro: &Filtro,
    dopo: Option<Keyset>,
    limit: usize,
) -> Result<Trovati, Error> {
    who.require(&CONSULTA)?;
    let scopes = visibilita::scopes_for(who);
    let facets = facets(filtro);
    let query = Query {
        source: Some(FONTE),
        words,
        scopes: &scopes,
        facets: &facets,
        from: None,
        to: None,
        after: dopo,
        limit,
    };
    let read = ente.db().read().await?;
    let page = search::query(&read, &query).await?;
    drop(read);
    let ids: Vec<Uuid> = page.hits.into_iter().map(|hit| hit.id).collect();
    // The list repeats the rule of who sees what, and all the filters: those that the index does not know narrow here.
    let of_these = Filtro { ids: Some(ids.clone()), ..filtro.clone() };
    let mut voci = elenca(ente, who, &of_these, None, limit as u64).await?;
    voci.sort_by_key(|voce| ids.iter().position(|id| *id == voce.id.uuid()));
    let whole = filtro.quali != Quali::Scaduti && !filtro.miei && !filtro.lavoro;
    Ok(Trovati { voci, prossima: page.next, totale: whole.then_some(page.total) })
}

/// What the filter asks, in the words of the index.
fn facets(filtro: &Filtro) -> Vec<(&'static str, Vec<String>)> {
    let mut facets = Vec::new();
    let mut ask = |key, value: String| facets.push((key, vec![value]));
    match filtro.quali {
        Quali::Tutti => {}
        Quali::Aperti | Quali::Scaduti => ask(indice::STATO, "aperto".into()),
        Quali::Chiusi => ask(indice::STATO, "chiuso".into()),
    }
    if let Some(classe) = &filtro.classe {
        ask("classe", classe.clone());
    }
    if let Some(anno) = filtro.anno {
        ask("anno", anno.to_string());
    }
    if let Some(tipo) = filtro.tipo {
        ask("tipo", tipo.code().into());
    }
    if let Some(unit) = filtro.ufficio {
        ask("ufficio", unit.to_string());
    }
    facets
}
