//! What is told of documents in a list, and having them checked as they come in.

use std::collections::HashMap;

use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use ledger::Tx;
use web::Error;

use crate::{avviso, chiedi::detto, frase};

/// Of those documents of the ente's own matter of which there is something to tell: what the last check found of their signatures, and that a file
/// cannot be kept as it is.
///
/// # Errors
/// Those of the database.
pub async fn in_breve(ente: &Ente, all: &[&document::Model]) -> Result<HashMap<Uuid, String>, Error> {
    let ids: Vec<Uuid> = all.iter().map(|document| document.id.uuid()).collect();
    let checks = validation::latest_of(ente, &ids).await.map_err(detto)?;
    let one = |document: &&document::Model| {
        let id = document.id.uuid();
        let signatures = checks.get(&id).map(|told| frase(&told.sentence));
        let format = avviso(&document.format(), &document.name, true);
        let told: Vec<String> = signatures.into_iter().chain(format).collect();
        (!told.is_empty()).then(|| (id, told.join(" ")))
    };
    Ok(all.iter().filter_map(one).collect())
}

/// Has the signatures of a document that is put beside something checked in the background, in the transaction that takes it in.
///
/// # Errors
/// Those of the database.
pub async fn presto(tx: &Tx, document: Id<document::Entity>) -> Result<(), Error> {
    validation::check_soon(tx, document).await.map_err(detto)
}
