//! To leaf through entries: the list by number, or what the words find, a page at a time by the same kind of address.

use authz::Who;
use ente::Ente;
use search::{Keyset, Total, Words};

use super::{
    cerca::{Trovate, cerca},
    elenca::{Filtro, Voce, elenca, leggi_chiave, scrivi_chiave},
};
use crate::error::Error;

/// Which entries are wanted.
#[derive(Clone, Debug)]
pub struct Richiesta {
    /// The filters.
    pub filtro: Filtro,
    /// The words, when there are any.
    pub parole: Option<Words>,
}

/// A page of them.
#[derive(Clone, Debug)]
pub struct Pagina {
    /// The entries.
    pub voci: Vec<Voce>,
    /// What to hand back for the next page.
    pub prossima: Option<String>,
    /// How many there are in all, where it is known without counting them.
    pub totale: Option<Total>,
}

/// The page after `dopo`, or the first: where `dopo` is empty, and where it is no place in this list.
///
/// # Errors
/// Those of the index and of the database.
pub async fn sfoglia(ente: &Ente, who: &Who, richiesta: &Richiesta, dopo: &str, limit: usize) -> Result<Pagina, Error> {
    let filtro = &richiesta.filtro;
    if let Some(parole) = &richiesta.parole {
        let dopo = dopo.parse::<Keyset>().ok();
        let Trovate { voci, prossima, totale } = cerca(ente, who, parole, filtro, dopo, limit).await?;
        return Ok(Pagina { voci, prossima: prossima.map(|keyset| keyset.to_string()), totale });
    }
    let mut voci = elenca(ente, who, filtro, leggi_chiave(dopo), limit as u64 + 1).await?;
    let more = voci.len() > limit;
    voci.truncate(limit);
    let prossima = voci.last().filter(|_| more).map(|last| scrivi_chiave((last.anno, last.numero)));
    Ok(Pagina { voci, prossima, totale: None })
}
