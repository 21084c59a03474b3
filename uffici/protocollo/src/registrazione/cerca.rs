//! To find entries by words, within the filters of the list: the index answers all of it, so that the oldest year is found
//! as quickly as this one.

use authz::Who;
use ente::Ente;
use kernel::{Instant, Uuid};
use search::{Keyset, Query, Total, Words};

use super::{
    elenca::{Filtro, Voce, elenca},
    indice::{self, FONTE},
};
use crate::{error::Error, permissions::PRENDI, termine::elenca::giorni, visibilita};

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct Trovate {
    /// The entries, best first within the most recent ones.
    pub voci: Vec<Voce>,
    /// Where the next page begins.
    pub prossima: Option<Keyset>,
    /// How many there are in all.
    pub totale: Total,
}

/// The entries that answer to `words` and to `filtro`, and that `who` may see.
///
/// # Errors
/// Those of the index and of the database.
pub async fn cerca(
    ente: &Ente,
    who: &Who,
    words: &Words,
    filtro: &Filtro,
    dopo: Option<Keyset>,
    limit: usize,
) -> Result<Trovate, Error> {
    let scopes = visibilita::scopes_for(who);
    let mut facets = facets(who, filtro);
    if let Some(scadenze) = filtro.scadenze {
        let read = ente.db().read().await?;
        facets.push((indice::SCADENZA, giorni(&read, scadenze).await?));
    }
    let query = Query {
        source: Some(FONTE),
        words,
        scopes: &scopes,
        facets: &facets,
        from: filtro.dal.map(|day| Instant::start_of(day).micros()),
        to: filtro.al.and_then(|day| day.succ_opt()).map(|next| Instant::start_of(next).micros() - 1),
        after: dopo,
        limit,
    };
    let read = ente.db().read().await?;
    let page = search::query(&read, &query).await?;
    drop(read);
    let ids: Vec<Uuid> = page.hits.into_iter().map(|hit| hit.id).collect();
    // The list repeats the rule of who sees what, and gives the rows.
    let ids_only = Filtro { ids: Some(ids.clone()), ..Filtro::default() };
    let mut voci = elenca(ente, who, &ids_only, None, limit as u64).await?;
    voci.sort_by_key(|voce| ids.iter().position(|id| *id == voce.id));
    Ok(Trovate { voci, prossima: page.next, totale: page.total })
}

/// What the filter asks, in the words of the index.
fn facets(who: &Who, filtro: &Filtro) -> Vec<(&'static str, Vec<String>)> {
    let mut facets = Vec::new();
    let mut ask = |key, value: String| facets.push((key, vec![value]));
    if let Some(verso) = filtro.verso {
        ask("verso", verso.code().into());
    }
    if let Some(classe) = &filtro.classe {
        ask("classe", classe.clone());
    }
    if let Some(mezzo) = &filtro.mezzo {
        ask("mezzo", mezzo.clone());
    }
    if let Some(unit) = filtro.ufficio {
        ask("ufficio", unit.to_string());
    }
    // Each of these is a key of its own: a document must have one value of every key.
    for (wanted, key) in [
        (filtro.senza_classe, indice::SENZA_CLASSE),
        (filtro.da_assegnare, indice::DA_ASSEGNARE),
        (filtro.annullate, indice::ANNULLATA),
    ] {
        if wanted {
            ask(key, "si".into());
        }
    }
    if filtro.per_me {
        let units = who.units_with(&PRENDI);
        let mine = units.iter().map(ToString::to_string).chain([who.person.to_string()]);
        let stands_in = who.stands_in(&PRENDI).into_iter().map(|(unit, absent)| indice::al_posto_di(unit, absent));
        facets.push((indice::ATTESA, mine.chain(stands_in).collect()));
    }
    facets
}
