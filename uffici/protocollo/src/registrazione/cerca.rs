//! To find entries by words.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use search::{Query, Words};

use super::indice::FONTE;
use crate::{error::Error, visibilita};

/// The ids of the entries that answer and that `who` may see, best first.
///
/// # Errors
/// Those of the index.
pub async fn trova_ids(ente: &Ente, who: &Who, words: &Words, limit: usize) -> Result<Vec<Uuid>, Error> {
    let scopes = visibilita::scopes_for(who);
    let query =
        Query { source: Some(FONTE), words, scopes: &scopes, facets: &[], from: None, to: None, after: None, limit };
    let read = ente.db().read().await?;
    Ok(search::query(&read, &query).await?.hits.into_iter().map(|hit| hit.id).collect())
}
