use authz::{PersonId, Who};
use kernel::Actor;
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Added, add::temporary_password, edit::no_such_person, list::person_by_username};
use crate::{
    Error, GESTISCI_PERSONE, Passwords, Secret, SignedIn, check_password, credential, device, person, session,
    throttle::{Bucket, forgive, reserve},
};

/// Gives a person a temporary password in place of their own, and ends their sessions. Their second factors stay: who
/// lost those too is helped by [`crate::remove_second_factors`].
///
/// # Errors
/// Without the permission; no such person.
pub async fn reset_password(
    ledger: &Ledger,
    passwords: &Passwords,
    who: &Who,
    person: PersonId,
) -> Result<Added, Error> {
    who.require(&GESTISCI_PERSONE)?;
    reset(ledger, passwords, who.actor(), person).await
}

/// The same from the console of the server (`municipio user reset`).
///
/// # Errors
/// No such person.
pub async fn reset_password_from_console(
    ledger: &Ledger,
    passwords: &Passwords,
    username: &str,
) -> Result<Added, Error> {
    let person = person_by_username(&ledger.db().read().await?, username).await?.ok_or_else(no_such_person)?;
    reset(ledger, passwords, Actor::System("console"), person.id).await
}

async fn reset(ledger: &Ledger, passwords: &Passwords, actor: Actor, person: PersonId) -> Result<Added, Error> {
    let (password, hash) = temporary_password(ledger, passwords).await?;
    let mut tx = ledger.begin(actor, "accounts.azzera_password").await?;
    tx.find::<person::Entity>(person.uuid()).await?.ok_or_else(no_such_person)?;
    set(&mut tx, person, hash, true).await?;
    session::end_all(&tx, person, None).await?;
    device::forget_all(&tx, person).await?;
    tx.commit().await?;
    Ok(Added { person, password })
}

/// Changes the person's own password, in the ente of this name, and gives the session a new token, to be put in its cookie. All their other
/// sessions end, and so do the browsers known for them.
///
/// # Errors
/// A refusal: the old password is wrong (too many times: wait), or all that is wrong with the new one.
pub async fn change_password(
    ledger: &Ledger,
    passwords: &Passwords,
    signed: &SignedIn,
    old: &str,
    new: &str,
    ente: &str,
) -> Result<Secret, Error> {
    if old == new {
        return Err(Error::field("password", "La password nuova è uguale a quella che hai già: scegline un'altra."));
    }
    check_password(new, &signed.username, ente)?;
    check_own(ledger, passwords, signed, old, "old_password").await?;
    let hash = passwords.hash(new, &**ledger.random()).await?;
    let mut tx = ledger.begin(signed.who.actor(), "accounts.cambia_password").await?;
    set(&mut tx, signed.who.person, hash, false).await?;
    session::end_all(&tx, signed.who.person, Some(signed.session)).await?;
    let sql = "UPDATE accounts_session SET must_change = $2 WHERE id = $1";
    db::execute(&tx, sql, [signed.session.into(), false.into()]).await?;
    device::forget_all(&tx, signed.who.person).await?;
    let token = session::renew(&tx, signed.session, tx.now(), tx.random()).await?;
    tx.commit().await?;
    Ok(token)
}

/// Proves again, with the password, that the person in the session is its owner: needed before the account itself is
/// changed (see [`SignedIn::require_fresh`]). Gives the session a new token, to be put in its cookie.
///
/// # Errors
/// A refusal when the password is wrong, or there is none.
pub async fn prove_again(
    ledger: &Ledger,
    passwords: &Passwords,
    signed: &SignedIn,
    password: &str,
) -> Result<Secret, Error> {
    check_own(ledger, passwords, signed, password, "password").await?;
    let write = ledger.db().write().await?;
    let token = session::renew(&write, signed.session, ledger.now(), &**ledger.random()).await?;
    write.commit().await?;
    Ok(token)
}

async fn check_own(
    ledger: &Ledger,
    passwords: &Passwords,
    signed: &SignedIn,
    password: &str,
    field: &'static str,
) -> Result<(), Error> {
    let bucket = Bucket::inside(signed.session.uuid());
    let write = ledger.db().write().await?;
    reserve(&write, std::slice::from_ref(&bucket), ledger.now()).await?;
    let credential = own(&write, signed.who.person).await?;
    write.commit().await?;
    let Some(hash) = credential.and_then(|credential| credential.password_hash) else {
        let sentence = "Il tuo accesso non ha una password: entri con il servizio dell'ente. Esci, rientra e riprova.";
        return Err(Error::field(field, sentence));
    };
    if !passwords.verify(password, Some(&hash)).await? {
        tracing::info!(person = %signed.who.person, "password refused inside a session");
        return Err(Error::field(field, "La password non è giusta."));
    }
    let write = ledger.db().write().await?;
    forgive(&write, &bucket, None).await?;
    Ok(write.commit().await?)
}

/// The credential of a person.
pub(crate) async fn own<C: ConnectionTrait>(read: &C, person: PersonId) -> Result<Option<credential::Model>, Error> {
    Ok(credential::Entity::find().filter(credential::Column::PersonId.eq(person)).one(read).await?)
}

async fn set(tx: &mut Tx, person: PersonId, hash: String, must_change: bool) -> Result<(), Error> {
    let before = own(&*tx, person).await?.ok_or_else(no_such_person)?;
    let after =
        credential::Model { password_hash: Some(hash), password_set_at: Some(tx.now()), must_change, ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
}
