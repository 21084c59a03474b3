//! People with their incarichi, as the engine sees them: out of the organisation chart that everyone else uses.

use std::collections::BTreeMap;

use authz::{Held, PersonId};
use iter::{Incarico, Organigramma, Persona, ViceDi};
use kernel::{Date, Uuid};
use sea_orm::ConnectionTrait;

use crate::Error;

fn incarico(held: Held) -> Incarico {
    let vice_di = held.deputy_of.map(|titolare| ViceDi { titolare: titolare.uuid(), assente: held.holder_away });
    Incarico { ufficio: held.unit, ruolo: held.role, vice_di }
}

/// A person with the incarichi in force on that day, their own and those for which they are deputy.
///
/// # Errors
/// Those of the database.
pub async fn persona<C: ConnectionTrait>(connection: &C, id: PersonId, day: Date) -> Result<Persona, Error> {
    let held = authz::held(connection, Some(id), day).await?;
    Ok(Persona { id: id.uuid(), incarichi: held.into_iter().map(incarico).collect() })
}

/// Everybody with an incarico on that day: what a definition is checked against.
///
/// # Errors
/// Those of the database.
pub async fn organigramma<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Organigramma, Error> {
    let mut people: BTreeMap<Uuid, Vec<Incarico>> = BTreeMap::new();
    for held in authz::held(connection, None, day).await? {
        people.entry(held.person.uuid()).or_default().push(incarico(held));
    }
    let persone = people.into_iter().map(|(id, incarichi)| Persona { id, incarichi }).collect();
    Ok(Organigramma { persone })
}
