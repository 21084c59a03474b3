//! To look at one message.

use authz::Who;
use documents::document;
use ente::Ente;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{MessaggioId, di_questi_uffici, uffici};
use crate::{
    error::Error,
    posta::tabelle::firma,
    riscontro::leggi::{DelMessaggio, del_messaggio},
    rules::RegistrazioneId,
    tables::{casella, messaggio, messaggio_stato, registrazione},
};

/// A message with everything around it.
#[derive(Clone, Debug)]
pub struct Intero {
    pub messaggio: messaggio::Model,
    pub stato: messaggio_stato::Model,
    pub casella: casella::Model,
    pub documento: document::Model,
    /// Year and number of the entry that it became, or of the one with which what it answers left.
    pub registrazione: Option<(i64, i64)>,
    /// The provider's signature, where it was looked at.
    pub firma: Option<firma::Model>,
    /// Year and number of the entry that it answers.
    pub risponde: Option<(i64, i64)>,
    /// The answers between bodies around it.
    pub riscontri: DelMessaggio,
}

/// The message with this id, where `who` sees it.
///
/// # Errors
/// [`Error::MessaggioAssente`] where there is none *or* it may not be known that there is one.
pub(crate) async fn trova<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: MessaggioId,
) -> Result<messaggio::Model, Error> {
    let uffici = uffici(who)?;
    let (condition, values) = di_questi_uffici(&uffici, 2);
    let sql = format!(
        "SELECT m.id FROM protocollo_messaggio m JOIN protocollo_casella c ON c.id = m.casella_id WHERE m.id = $1 AND {condition}"
    );
    let places = std::iter::once(id.into()).chain(values);
    db::one(connection, &sql, places).await?.ok_or(Error::MessaggioAssente)?;
    messaggio::Entity::find_by_id(id).one(connection).await?.ok_or(Error::MessaggioAssente)
}

/// One message whole.
///
/// # Errors
/// [`Error::MessaggioAssente`] where `who` does not see it; those of the database.
pub async fn vedi(ente: &Ente, who: &Who, id: MessaggioId) -> Result<Intero, Error> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let read = ente.db().read().await?;
    let messaggio = trova(&read, who, id).await?;
    let stato = messaggio_stato::Entity::find().filter(messaggio_stato::Column::MessaggioId.eq(id)).one(&read).await?;
    let stato = stato.ok_or(Error::MessaggioAssente)?;
    let casella = casella::Entity::find_by_id(messaggio.casella_id).one(&read).await?;
    let casella = casella.ok_or(Error::MessaggioAssente)?;
    let mut documents = ente.archive.find(&read, &[messaggio.documento_id.uuid()]).await?;
    let documento = documents.pop().ok_or(Error::MessaggioAssente)?;
    let registrazione = numero(&read, stato.registrazione_id.or(messaggio.riguarda_id)).await?;
    let firma = firma::Entity::find().filter(firma::Column::MessaggioId.eq(id)).one(&read).await?;
    let riscontri = del_messaggio(&read, id).await?;
    let risponde = numero(&read, messaggio.risponde_id).await?;
    Ok(Intero { messaggio, stato, casella, documento, registrazione, firma, risponde, riscontri })
}

/// Year and number of an entry.
async fn numero<C: ConnectionTrait>(connection: &C, id: Option<RegistrazioneId>) -> Result<Option<(i64, i64)>, Error> {
    let Some(id) = id else { return Ok(None) };
    let riga = registrazione::Entity::find_by_id(id).one(connection).await?;
    Ok(riga.map(|riga| (riga.anno, riga.numero)))
}
