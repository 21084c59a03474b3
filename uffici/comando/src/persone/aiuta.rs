//! To help whoever lost their way in: a temporary password, no second factor, sessions ended.

use accounts::{Passwords, Secret, Session};
use authz::{PersonId, Who};
use ente::Ente;
use kernel::Id;

use super::pari;
use crate::error::Error;

/// Gives a person a temporary password in place of their own, and ends their sessions.
///
/// # Errors
/// Without the permission; no such person.
pub async fn nuova_password(ente: &Ente, passwords: &Passwords, who: &Who, persona: PersonId) -> Result<Secret, Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    pari(&ente.db().read().await?, who, persona, ente.ledger.now().date()).await?;
    Ok(accounts::reset_password(&ente.ledger, passwords, who, persona).await?.password)
}

/// Takes away a person's second factors, and ends their sessions.
///
/// # Errors
/// Without the permission; no such person.
pub async fn togli_secondo_fattore(ente: &Ente, who: &Who, persona: PersonId) -> Result<(), Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    pari(&ente.db().read().await?, who, persona, ente.ledger.now().date()).await?;
    Ok(accounts::remove_second_factors(&ente.ledger, who, persona).await?)
}

/// Ends one session of a person, or all of them.
///
/// # Errors
/// Without the permission.
pub async fn chiudi_sessioni(
    ente: &Ente,
    who: &Who,
    persona: PersonId,
    sessione: Option<Id<Session>>,
) -> Result<(), Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    match sessione {
        Some(sessione) => accounts::end_session_of(ente.db(), who, persona, sessione).await?,
        None => accounts::end_sessions_of(ente.db(), who, persona).await?,
    }
    Ok(())
}
