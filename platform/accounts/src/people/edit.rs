use authz::{PersonId, Who};
use kernel::Refusal;
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::add::{sort_key, tidy_names};
use crate::{Error, GESTISCI_PERSONE, api_token, device, person, session};

/// What may change of a person. The user name does not: papers and people remember it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonEdit {
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// The address at the comune, if any.
    pub email: Option<String>,
}

/// Corrects names and address of a person.
///
/// # Errors
/// Without the permission; all that is wrong with the data; no such person.
pub async fn edit_person(
    ledger: &Ledger,
    who: &Who,
    person: PersonId,
    edit: PersonEdit,
) -> Result<person::Model, Error> {
    who.require(&GESTISCI_PERSONE)?;
    let mut tx = ledger.begin(who.actor(), "accounts.modifica_persona").await?;
    let after = update_person(&mut tx, person, edit).await?;
    tx.commit().await?;
    Ok(after)
}

/// The same in a transaction of the caller's, who authorised it.
///
/// # Errors
/// All that is wrong with the data; no such person.
pub async fn update_person(tx: &mut Tx, person: PersonId, edit: PersonEdit) -> Result<person::Model, Error> {
    let mut refusal = Refusal::default();
    let (name, surname, email) = tidy_names(&mut refusal, &edit.name, &edit.surname, edit.email.as_deref());
    refusal.unless_empty(())?;
    let before = tx.find::<person::Entity>(person.uuid()).await?.ok_or_else(no_such_person)?;
    let sort_key = sort_key(&surname, &name);
    Ok(tx.update(&before, person::Model { name, surname, email, sort_key, ..before.clone() }).await?)
}

/// Closes a person's account, or opens it again. Closing ends their sessions at once and revokes their programs' keys;
/// what they did stays theirs.
///
/// # Errors
/// Without the permission; whoever would close their own account; no such person.
pub async fn set_active(ledger: &Ledger, who: &Who, person: PersonId, active: bool) -> Result<(), Error> {
    who.require(&GESTISCI_PERSONE)?;
    if person == who.person && !active {
        return Err(Error::because(
            "Non puoi disattivare il tuo stesso accesso: chiedilo a un altro che gestisce le persone.",
        ));
    }
    let action = if active { "accounts.riattiva_persona" } else { "accounts.disattiva_persona" };
    let mut tx = ledger.begin(who.actor(), action).await?;
    write_active(&mut tx, person, active).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in a transaction of the caller's, who authorised it. Gives whether anything changed.
///
/// # Errors
/// No such person; those of the database.
pub async fn write_active(tx: &mut Tx, person: PersonId, active: bool) -> Result<bool, Error> {
    let before = tx.find::<person::Entity>(person.uuid()).await?.ok_or_else(no_such_person)?;
    if before.active == active {
        return Ok(false);
    }
    tx.update(&before, person::Model { active, ..before.clone() }).await?;
    if !active {
        session::end_all(tx, person, None).await?;
        device::forget_all(tx, person).await?;
        let open = api_token::Column::RevokedAt.is_null();
        let tokens =
            api_token::Entity::find().filter(api_token::Column::PersonId.eq(person)).filter(open).all(&*tx).await?;
        for token in tokens {
            let revoked_at = Some(tx.now());
            tx.update(&token, api_token::Model { revoked_at, ..token.clone() }).await?;
        }
    }
    Ok(true)
}

pub(crate) fn no_such_person() -> Error {
    Error::because("Questa persona non c'è: forse l'indirizzo della pagina è incompleto. Torna all'elenco e riprova.")
}
