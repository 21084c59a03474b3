//! To leaf through fascicoli: the list as they were opened, or what the words find, a page at a time by the same kind of address.

use authz::Who;
use ente::Ente;
use search::{Keyset, Total, Words};

use super::{
    Chiave, FascicoloId,
    cerca::{Trovati, cerca},
    elenca::{Filtro, Voce, elenca},
};
use crate::error::Error;

/// Which fascicoli are wanted.
#[derive(Clone, Debug)]
pub struct Richiesta {
    /// The filters.
    pub filtro: Filtro,
    /// The words, when there are any.
    pub parole: Option<Words>,
}

impl Richiesta {
    /// What someone asks for by these words within these filters: a number is that fascicolo and those under it, however they stand;
    /// anything else is sought.
    pub fn of(words: &str, filtro: Filtro) -> Self {
        match words.trim().parse::<Chiave>() {
            Ok(chiave) => Self { filtro: Filtro { chiave: Some(chiave), ..filtro }, parole: None },
            Err(_) => Self { filtro, parole: (!words.trim().is_empty()).then(|| Words::unfinished(words)) },
        }
    }
}

/// A page of them.
#[derive(Clone, Debug)]
pub struct Pagina {
    /// The fascicoli.
    pub voci: Vec<Voce>,
    /// What to hand back for the next page.
    pub prossima: Option<String>,
    /// How many there are in all, where it is known without counting them.
    pub totale: Option<Total>,
}

/// Whether `dopo` is a place in such a list.
pub fn posto_valido(richiesta: &Richiesta, dopo: &str) -> bool {
    match &richiesta.parole {
        Some(_) => dopo.parse::<Keyset>().is_ok(),
        None => dopo.parse::<FascicoloId>().is_ok(),
    }
}

/// The page after `dopo`, or the first: where `dopo` is empty, and where it is no place in this list.
///
/// # Errors
/// A missing permission; those of the index and of the database.
pub async fn sfoglia(ente: &Ente, who: &Who, richiesta: &Richiesta, dopo: &str, limit: usize) -> Result<Pagina, Error> {
    let filtro = &richiesta.filtro;
    if let Some(parole) = &richiesta.parole {
        let dopo = dopo.parse::<Keyset>().ok();
        let Trovati { voci, prossima, totale } = cerca(ente, who, parole, filtro, dopo, limit).await?;
        return Ok(Pagina { voci, prossima: prossima.map(|keyset| keyset.to_string()), totale });
    }
    let mut voci = elenca(ente, who, filtro, dopo.parse().ok(), limit as u64 + 1).await?;
    let more = voci.len() > limit;
    voci.truncate(limit);
    let prossima = voci.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Pagina { voci, prossima, totale: None })
}
