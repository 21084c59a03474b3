//! A past act in the search index, beside the acts of today: the same words find both.

use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{PassatoId, passato, voce};
use crate::{
    error::Error,
    indice::FONTE,
    rules::chiavi::{CIG, CUP, FIRMATARIO, codici, importi, nomi},
    scopi,
};

/// Puts it in the index as it stands now.
pub(super) async fn aggiorna(tx: &Tx, testo: &str, entry: &voce::Model) -> Result<(), Error> {
    let heading = format!("{}\n{}/{}\n{}", entry.estremi(), entry.numero, entry.anno, entry.oggetto);
    let mut facets = vec![
        ("tipo", entry.tipo.clone()),
        ("adottato", "si".to_owned()),
        ("anno", entry.anno.to_string()),
        ("registro", entry.registro.clone()),
    ];
    facets.extend(codici(CIG, entry.cig.lines()).chain(codici(CUP, entry.cup.lines())));
    facets.extend(nomi(FIRMATARIO, entry.firmatari.lines()).chain(importi(entry.importi().into_iter())));
    let body = [entry.firmatari.as_str(), &entry.cup, &entry.cig, testo].join("\n");
    let doc = search::Doc {
        source: FONTE,
        id: entry.passato_id.uuid(),
        order: Instant::start_of(entry.data).micros(),
        heading: &heading,
        body: &body,
        scopes: scopi::del_passato(entry),
        facets,
    };
    Ok(search::index(tx, &doc).await?)
}

/// Puts it in the index again, by its row that counts.
///
/// # Errors
/// [`Error::NotFound`] where there is none; those of the database.
pub(crate) async fn rimetti(tx: &Tx, id: PassatoId) -> Result<(), Error> {
    // Locked: a correction at the same instant comes before or after.
    let row = tx.find::<passato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let entries = voce::Entity::find().filter(voce::Column::PassatoId.eq(id)).order_by_desc(voce::Column::N);
    let last = entries.one(tx).await?.ok_or(Error::NotFound)?;
    aggiorna(tx, &row.testo, &last).await
}
