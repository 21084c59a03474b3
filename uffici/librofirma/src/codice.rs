//! Which tax code the certificate of a person must bear.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{error::Error, permissions::GESTISCI, rules, tables::codice};

/// A person's, where it is known.
///
/// # Errors
/// Those of the database.
pub async fn di<C: ConnectionTrait>(connection: &C, person: PersonId) -> Result<Option<String>, Error> {
    let found = codice::Entity::find().filter(codice::Column::PersonaId.eq(person)).one(connection).await?;
    Ok(found.map(|row| row.codice_fiscale))
}

/// All that are known, by person.
///
/// # Errors
/// Those of the database.
pub async fn tutti<C: ConnectionTrait>(connection: &C) -> Result<Vec<codice::Model>, Error> {
    Ok(codice::Entity::find().all(connection).await?)
}

/// Writes it, or corrects the one that was there.
///
/// # Errors
/// Without the permission; what is no tax code of a person, or another's; those of the database.
pub async fn scrivi(ente: &Ente, who: &Who, person: PersonId, scritto: &str) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let code = rules::codice(scritto)?;
    let mut tx = ente.ledger.begin(who.actor(), "librofirma.codice").await?;
    db::alone(&tx, "librofirma_codice").await?;
    if accounts::person::Entity::find_by_id(person).one(&tx).await?.is_none() {
        return Err(Error::NotFound);
    }
    let same = codice::Entity::find().filter(codice::Column::CodiceFiscale.eq(code.as_str())).one(&tx).await?;
    if same.is_some_and(|row| row.persona_id != person) {
        return Err(Refusal::beside(
            "codice_fiscale",
            "Questo codice fiscale è già di un'altra persona: controllali tutti e due.",
        )
        .into());
    }
    let there = codice::Entity::find().filter(codice::Column::PersonaId.eq(person)).one(&tx).await?;
    match there {
        Some(before) if before.codice_fiscale == code => return Ok(()),
        Some(before) => {
            let after =
                codice::Model { codice_fiscale: code, scritto_da: who.person, scritto_at: tx.now(), ..before.clone() };
            tx.update(&before, after).await?;
        }
        None => {
            let row = codice::Model {
                id: tx.id(),
                persona_id: person,
                codice_fiscale: code,
                scritto_da: who.person,
                scritto_at: tx.now(),
            };
            tx.insert(row).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
