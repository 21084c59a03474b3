//! The people with an account: what the accounts do, with the guard that nobody locks the ente out.

pub mod aggiungi;
pub mod aiuta;
pub mod correggi;
pub mod stato;

use authz::{PersonId, Who};
use sea_orm::ConnectionTrait;

use crate::{custodia::ha_la_chiave, error::Error, permissions::GESTISCI};

/// Whoever gives a password to someone could enter in their name: for those who may manage the ente, only another of them.
pub(crate) async fn pari<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    person: PersonId,
    oggi: kernel::Date,
) -> Result<(), Error> {
    if ha_la_chiave(connection, person, oggi).await? {
        who.require(&GESTISCI)?;
    }
    Ok(())
}
