//! To find entries by words, within the filters of the list: the index answers all of it, so that the oldest year is found
//! as quickly as this one.

use authz::Who;
use ente::Ente;
use kernel::{Instant, Uuid};
use search::{Keyset, Page, Query, Total, Words};

use super::{
    elenca::{Filtro, Voce, elenca},
    indice::{self, FONTE},
};
use crate::{error::Error, permissions::PRENDI, termine::elenca::giorni, visibilita};

/// Hits of the index looked at together, where a filter is asked for that it does not know.
const AT_ONCE: usize = 200;
/// The same, for one page: a filter that few pass gives a short page, and the way to go on.
const MOST_LOOKED_AT: usize = 2_000;

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct Trovate {
    /// The entries, best first within the most recent ones.
    pub voci: Vec<Voce>,
    /// Where the next page begins.
    pub prossima: Option<Keyset>,
    /// How many there are in all, where the index alone can tell.
    pub totale: Option<Total>,
}

/// The entries that answer to `words` and to `filtro`, and that `who` may see. Where the index does not know all the filters a page
/// may be short, or empty, and still have a next one.
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
    if filtro.altro.impossibile {
        return Ok(Trovate { voci: Vec::new(), prossima: None, totale: Some(Total::Exactly(0)) });
    }
    if !filtro.altro.is_empty() {
        return cerca_nelle_righe(ente, who, words, filtro, dopo, limit).await;
    }
    let page = nell_indice(ente, who, words, filtro, dopo, limit).await?;
    let voci = righe(ente, who, &page, filtro).await?;
    Ok(Trovate { voci, prossima: page.next, totale: Some(page.total) })
}

/// Goes through what the index finds, and keeps the rows that pass the other filters too.
async fn cerca_nelle_righe(
    ente: &Ente,
    who: &Who,
    words: &Words,
    filtro: &Filtro,
    mut dopo: Option<Keyset>,
    limit: usize,
) -> Result<Trovate, Error> {
    let (mut voci, mut looked) = (Vec::new(), 0);
    loop {
        let page = nell_indice(ente, who, words, filtro, dopo, AT_ONCE).await?;
        let mut found = righe(ente, who, &page, filtro).await?;
        looked += page.hits.len();
        let room = limit.saturating_sub(voci.len());
        if found.len() > room {
            found.truncate(room);
            // The place after the last one that is shown: asked of the index, which alone knows it.
            let last = found.last().and_then(|last| page.hits.iter().position(|hit| hit.id == last.id));
            let shown = last.map_or(0, |place| place + 1);
            let prossima = nell_indice(ente, who, words, filtro, dopo, shown).await?.next;
            voci.extend(found);
            return Ok(Trovate { voci, prossima, totale: None });
        }
        voci.extend(found);
        match page.next {
            Some(next) if voci.len() < limit && looked < MOST_LOOKED_AT => dopo = Some(next),
            prossima => return Ok(Trovate { voci, prossima, totale: None }),
        }
    }
}

async fn nell_indice(
    ente: &Ente,
    who: &Who,
    words: &Words,
    filtro: &Filtro,
    dopo: Option<Keyset>,
    limit: usize,
) -> Result<Page, Error> {
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
    Ok(search::query(&read, &query).await?)
}

/// The rows of what the index found, in its order. The list repeats the rule of who sees what, and the filters that the index does
/// not know, or of which it may still say what it said of older entries.
async fn righe(ente: &Ente, who: &Who, page: &Page, filtro: &Filtro) -> Result<Vec<Voce>, Error> {
    let ids: Vec<Uuid> = page.hits.iter().map(|hit| hit.id).collect();
    // The unit is of the index too, but what is asked of its assignments must be of one row.
    let ufficio = filtro.ufficio.filter(|_| filtro.altro.assegnazioni.is_some());
    let of_these = Filtro {
        ids: Some(ids.clone()),
        altro: filtro.altro.clone(),
        ufficio,
        da_assegnare: filtro.da_assegnare,
        ..Filtro::default()
    };
    let mut voci = elenca(ente, who, &of_these, None, ids.len() as u64).await?;
    voci.sort_by_key(|voce| ids.iter().position(|id| *id == voce.id));
    Ok(voci)
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
    // The index knows nothing of what was refused: where that may be asked for, the rows answer.
    if let Some(unit) = filtro.ufficio.filter(|_| filtro.altro.assegnazioni.is_none()) {
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
