//! A signature that was made before the transaction began becomes the step's: the step happens with it, or neither
//! does.

use ledger::Tx;
use pratiche::Caso;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{chiave, sotto_chiave};
use crate::{
    error::Error,
    leggi::versione_di,
    rules::pareri::Quale,
    tables::{firma, stato},
};

/// The act itself: its signed document is the act from now on.
pub(super) async fn atto(tx: &mut Tx, caso: &Caso<'_>, come: &str) -> Result<(), Error> {
    let before = sotto_chiave(tx, caso.oggetto).await?;
    let signed = trova(tx, caso, &before, come).await?;
    let after = stato::Model { documento_id: Some(signed.documento_id), ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
}

/// An opinion: a document of its own.
pub(super) async fn parere(tx: &mut Tx, caso: &Caso<'_>, quale: &str) -> Result<(), Error> {
    if Quale::from_code(quale).is_none() {
        return Err(Error::no(format!("Il parere «{quale}» non c'è in questo programma.")));
    }
    let now = sotto_chiave(tx, caso.oggetto).await?;
    trova(tx, caso, &now, quale).await?;
    Ok(())
}

/// The signature written in this very transaction: of this person, on the version that stands.
async fn trova(tx: &Tx, caso: &Caso<'_>, stato: &stato::Model, cosa: &str) -> Result<firma::Model, Error> {
    let select = firma::Entity::find().filter(firma::Column::AttoId.eq(stato.atto_id));
    let select = select.filter(firma::Column::Chiave.eq(chiave(caso))).filter(firma::Column::Cosa.eq(cosa));
    let found = select.one(tx).await?;
    let version = versione_di(tx, stato.atto_id, stato.versione).await?.ok_or(Error::NotFound)?;
    let whole = found.filter(|row| {
        Some(row.persona_id) == caso.chi
            && row.versione == version.n
            && row.impronta == version.impronta
            && row.nessun_conflitto
    });
    whole.ok_or_else(|| {
        Error::no("Manca la firma su questa versione del testo: ricarica la pagina, rileggi e firma di nuovo.")
    })
}
