//! What everybody may read, without identifying themselves: what is being published now, and nothing else. The condition stands in the
//! query; a page cannot forget it.

use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::{Proof, Table};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    conto::{Conto, conta},
    elenca::{Documento, Filtro, Vista, Voce, con_righe, documenti, sostituta, trova},
    error::Error,
    regole::regole,
    tables::{pubblicazione, stato},
};

/// Rows read at once.
const PEZZO: u64 = 500;

/// A publication as everybody reads it.
#[derive(Clone, Debug)]
pub struct Visibile {
    /// The entry.
    pub riga: pubblicazione::Model,
    /// Its days.
    pub conto: Conto,
    /// What is published; the whole ones are never among them.
    pub documenti: Vec<Documento>,
}

/// What is told of a publication that is not read now: never its subject, nor its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assente {
    /// No such number was ever given.
    Mai,
    /// Suspended.
    Sospesa,
    /// Annulled; with the number of the one in its place, where that can be read.
    Annullata(Option<(i64, i64)>),
    /// Over since this day; with its entry, where the ente tells what is over.
    Conclusa(kernel::Date, Option<Box<pubblicazione::Model>>),
}

/// A page of what is being published, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn pubbliche(ente: &Ente, filtro: &Filtro, dopo: Option<(i64, i64)>, limit: u64) -> Result<Vec<Voce>, Error> {
    let filtro = Filtro { vista: Some(Vista::InCorso), ..filtro.clone() };
    let read = ente.db().read().await?;
    let stati = trova(&filtro, dopo, ente.ledger.now()).limit(limit).all(&read).await?;
    con_righe(&read, stati).await
}

/// All that is being published and that a filter finds, the newest first, from after `dopo` on: so many at `most`, and whether there are more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn tutte(
    ente: &Ente,
    filtro: &Filtro,
    mut dopo: Option<(i64, i64)>,
    most: usize,
) -> Result<(Vec<Voce>, bool), Error> {
    let mut all = Vec::new();
    while all.len() <= most {
        let page = pubbliche(ente, filtro, dopo, PEZZO).await?;
        let Some(last) = page.last() else { break };
        dopo = Some((last.riga.anno, last.riga.numero));
        all.extend(page);
    }
    let more = all.len() > most;
    all.truncate(most);
    Ok((all, more))
}

/// A publication by its number.
///
/// # Errors
/// Those of the database.
pub async fn leggi(ente: &Ente, anno: i64, numero: i64) -> Result<Result<Box<Visibile>, Assente>, Error> {
    let read = ente.db().read().await?;
    let row = stato::Entity::find()
        .filter(stato::Column::Anno.eq(anno))
        .filter(stato::Column::Numero.eq(numero))
        .one(&read)
        .await?;
    let Some(row) = row else { return Ok(Err(Assente::Mai)) };
    let found = pubblicazione::Entity::find_by_id(row.pubblicazione_id).one(&read).await?;
    let Some(riga) = found else { return Ok(Err(Assente::Mai)) };
    let now = ente.ledger.now();
    match row.stato.as_str() {
        "attiva" if row.termina_at > now => {}
        "attiva" => {
            let told = regole(&read).await?.storico.then(|| Box::new(riga));
            return Ok(Err(Assente::Conclusa(row.fine_il, told)));
        }
        "sospesa" => return Ok(Err(Assente::Sospesa)),
        _ => {
            let other = sostituta(&read, riga.id).await?;
            let seen = match &other {
                Some(other) => stato::Entity::find()
                    .filter(stato::Column::PubblicazioneId.eq(other.id))
                    .filter(stato::Column::Stato.eq("attiva"))
                    .filter(stato::Column::TerminaAt.gt(now))
                    .one(&read)
                    .await?
                    .map(|row| (row.anno, row.numero)),
                None => None,
            };
            return Ok(Err(Assente::Annullata(seen)));
        }
    }
    let conto = conta(&read, &riga, now).await?;
    let documenti = documenti(ente, &read, riga.id, false).await?;
    Ok(Ok(Box::new(Visibile { riga, conto, documenti })))
}

/// A published document by its place, from 1.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub fn documento_di(visibile: &Visibile, posizione: i64) -> Result<&document::Model, Error> {
    let found = visibile.documenti.iter().find(|one| one.riga.posizione == posizione);
    found.map(|one| &one.documento).ok_or(Error::NotFound)
}

/// The proof that a publication stands in the register: of its own row, with the fingerprints of what is published.
///
/// # Errors
/// Those of the ledger.
pub async fn prova(ente: &Ente, id: Id<pubblicazione::Entity>) -> Result<Proof, Error> {
    Ok(ente.ledger.prove(&Table::<pubblicazione::Entity>::NEW, id.uuid()).await?)
}
