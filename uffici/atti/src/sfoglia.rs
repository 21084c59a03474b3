//! To leaf through the acts: as they were begun, or as words and keys find them, a page at a time by the same kind of
//! address.

use authz::Who;
use ente::Ente;
use search::{Keyset, Query, Total, Words};

use crate::{
    elenca::{Dopo, Filtro, di_questi, righe},
    error::Error,
    indice, passati, scopi,
    tables::stato,
};

/// A page of acts.
#[derive(Clone, Debug)]
pub struct Pagina {
    /// The acts: the newest first, or what answers best first within the most recent ones.
    pub atti: Vec<stato::Model>,
    /// Past acts, which words and keys alone find: in the same order, among themselves.
    pub passati: Vec<passati::voce::Model>,
    /// What to hand back for the next page.
    pub prossima: Option<String>,
    /// How many there are in all that the reader may see, where it is known without counting them.
    pub totale: Option<Total>,
}

/// Whether `dopo` is a place in such a list.
pub(crate) fn posto_valido(filtro: &Filtro, dopo: &str) -> bool {
    if filtro.nell_indice() { dopo.parse::<Keyset>().is_ok() } else { Dopo::leggi(dopo).is_some() }
}

/// The page after `dopo`, or the first: where `dopo` is empty, and where it is no place in this list. Those acts alone
/// that `who` may see.
///
/// # Errors
/// Those of the index and of the database.
pub async fn sfoglia(ente: &Ente, who: &Who, filtro: &Filtro, dopo: &str, limite: usize) -> Result<Pagina, Error> {
    if filtro.nell_indice() {
        return cerca(ente, who, filtro, dopo.parse().ok(), limite).await;
    }
    let mut atti = righe(ente, who, filtro, Dopo::leggi(dopo), limite as u64 + 1).await?;
    let more = atti.len() > limite;
    atti.truncate(limite);
    let prossima = atti.last().filter(|_| more).map(Dopo::scrivi);
    Ok(Pagina { atti, passati: Vec::new(), prossima, totale: None })
}

/// What the index finds: words of subject, number, text and annexes; codes, chapters, creditors, amounts, signers.
pub(crate) async fn cerca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<Keyset>,
    limite: usize,
) -> Result<Pagina, Error> {
    let words = Words::unfinished(&filtro.testo);
    let (scopes, facets) = (scopi::di(who), indice::chieste(filtro));
    let query = Query {
        source: Some(indice::FONTE),
        words: &words,
        scopes: &scopes,
        facets: &facets,
        from: None,
        to: None,
        after: dopo,
        limit: limite,
    };
    let read = ente.db().read().await?;
    let page = search::query(&read, &query).await?;
    drop(read);
    let ids = indice::trovati(&page);
    // The list repeats the rule of who sees what, and the filters.
    let mut atti = di_questi(ente, who, filtro, &ids).await?;
    atti.sort_by_key(|row| ids.iter().position(|id| *id == row.atto_id.uuid()));
    // What is no act of today is one of before.
    let all_found = atti.len() == ids.len();
    let mut old = if all_found { Vec::new() } else { passati::di_questi(ente, who, filtro, &ids).await? };
    old.sort_by_key(|row| ids.iter().position(|id| *id == row.passato_id.uuid()));
    let prossima = page.next.map(|keyset| keyset.to_string());
    Ok(Pagina { atti, passati: old, prossima, totale: Some(page.total) })
}
