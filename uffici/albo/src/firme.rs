//! The signatures of what is published: checked once it is posted, told in a sentence.

use std::collections::HashMap;

use documents::document;
use ente::Ente;
use kernel::{Actor, Id, Uuid};
use validation::Asked;

use crate::{elenca::documenti, error::Error, tables::pubblicazione};

/// Checks the signatures of all that a publication shows. Doing it twice changes nothing: the same verdict makes one row.
///
/// # Errors
/// Those of store and database.
pub(crate) async fn controlla(ente: &Ente, id: Id<pubblicazione::Entity>, chi: &'static str) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let all = documenti(ente, &read, id, false).await?;
    drop(read);
    for one in &all {
        let document = &one.documento;
        let asked = Asked { document, signed: None, at: None, stamps: Vec::new(), existence: Vec::new() };
        validation::check(ente, Actor::System(chi), asked).await?;
    }
    Ok(())
}

/// What was last found of each of these documents, in a sentence; of one that is not signed, or not checked yet, nothing.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di(ente: &Ente, all: &[&document::Model]) -> Result<HashMap<Uuid, String>, Error> {
    let ids: Vec<Uuid> = all.iter().map(|document| document.id.uuid()).collect();
    let latest = validation::latest_of(ente, &ids).await?;
    let tell = |(id, told): (Uuid, validation::Told)| {
        (id, format!("{} Verificate il {}.", told.sentence, told.checked_at.told()))
    };
    Ok(latest.into_iter().map(tell).collect())
}
