//! The PDF made beside a document of an entry, to be looked at and kept: asked for and read by whoever may see the entry. The document that came
//! stays the one that is registered.

use authz::Who;
use conversion::{Derived, State};
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{error::Error, registrazione::scheda::leggi, rules::RegistrazioneId, tables::allegato};

/// Year and number of an entry, and one of its documents.
pub(crate) type Posto = (i64, i64, Id<document::Entity>);

/// How one stands, in a word for pages and programs, and why there is none, where that is known.
pub(crate) fn stato(state: &State) -> (&'static str, Option<&str>) {
    match state {
        State::Ready(_) => ("pronta", None),
        State::Waiting => ("in_attesa", None),
        State::Failed(why) => ("fallita", Some(why.as_str())),
        State::Possible => ("possibile", None),
        State::Lacking(why) => ("manca", Some(*why)),
    }
}

/// Asks for it.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see the entry; a refusal where none can be made, or one is there; those of the database.
pub async fn chiedi(ente: &Ente, who: &Who, (anno, numero, id): Posto) -> Result<(), Error> {
    let scheda = leggi(ente, who, anno, numero).await?;
    Ok(conversion::request(ente, scheda.documento(id)?).await?)
}

/// Reads it.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see the entry, [`Error::VersioneAssente`] where there is none; those of the database.
pub async fn una(ente: &Ente, who: &Who, (anno, numero, id): Posto) -> Result<Derived, Error> {
    let scheda = leggi(ente, who, anno, numero).await?;
    scheda.documento(id)?;
    conversion::derived(ente, id).await?.ok_or(Error::VersioneAssente)
}

/// Asks for those of an entry, where the settings want them without being asked. Doing it twice changes nothing.
///
/// # Errors
/// Those of the database.
pub(crate) async fn da_sole(tx: &Tx, ente: &Ente, id: RegistrazioneId) -> Result<(), Error> {
    if !ente.conversion.automatic {
        return Ok(());
    }
    let of_it = allegato::Entity::find().filter(allegato::Column::RegistrazioneId.eq(id)).all(tx).await?;
    let ids: Vec<Uuid> = of_it.iter().map(|allegato| allegato.documento_id.uuid()).collect();
    for document in ente.archive.find(tx, &ids).await? {
        conversion::want(tx, ente, &document).await?;
    }
    Ok(())
}
