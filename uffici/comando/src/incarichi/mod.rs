//! Incarichi, absences and deputies: who holds which role where, and when.

pub mod assenza;
pub mod dai;
pub mod elenca;
pub mod termina;

use authz::{PersonId, UnitId, absence, incarico, role, unit};
use kernel::Id;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{error::Error, rules::Periodo};

/// Of ids that point at an incarico.
pub type IncaricoId = Id<incarico::Entity>;
/// Of ids that point at an absence.
pub type AssenzaId = Id<absence::Entity>;

pub(crate) const fn periodo(incarico: &incarico::Model) -> Periodo {
    Periodo::new(incarico.valid_from, incarico.valid_to)
}

/// "l'incarico «Istruttore» in Tributi".
pub(crate) async fn parole<C: ConnectionTrait>(
    connection: &C,
    unita: UnitId,
    ruolo: Id<role::Entity>,
) -> Result<String, Error> {
    let unita = unit::Entity::find_by_id(unita).one(connection).await?.ok_or(Error::NotFound(UNITA))?;
    let ruolo = role::Entity::find_by_id(ruolo).one(connection).await?.ok_or(Error::NotFound(RUOLO))?;
    Ok(format!("l'incarico «{}» in {}", ruolo.name, unita.name))
}

pub(crate) async fn nome<C: ConnectionTrait>(connection: &C, persona: PersonId) -> Result<String, Error> {
    let found = accounts::person::Entity::find_by_id(persona).one(connection).await?;
    Ok(found.ok_or(Error::NotFound(PERSONA))?.full_name())
}

pub(crate) const UNITA: &str = "Questo ufficio non c'è. Torna all'organigramma e riprova.";
pub(crate) const RUOLO: &str = "Questo ruolo non c'è. Torna all'elenco dei ruoli e riprova.";
pub(crate) const PERSONA: &str = "Questa persona non c'è. Torna all'elenco e riprova.";
pub(crate) const INCARICO: &str = "Questo incarico non c'è. Torna alla pagina della persona e riprova.";
pub(crate) const ASSENZA: &str = "Questa assenza non c'è. Torna alla pagina della persona e riprova.";
