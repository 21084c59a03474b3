//! Browsers from which a person has already entered.
//!
//! Knowing one lets nobody in: it only says in which bucket attempts are counted (see [`crate::throttle`]).

use authz::PersonId;
use kernel::{Instant, Random};
use sea_orm::ConnectionTrait;

use crate::{Error, Secret, secret::Token};

/// How long a browser stays known without a log-in: half a year, in seconds.
pub const DEVICE_SECONDS: i64 = 180 * 24 * 60 * 60;

/// The hash of the visitor's device token, if it is known for this user name.
pub(crate) async fn known<C: ConnectionTrait>(
    read: &C,
    device: Option<&str>,
    username: &str,
    now: Instant,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(token) = device.and_then(Token::read) else { return Ok(None) };
    let sql = "SELECT 1 AS known FROM accounts_device d JOIN accounts_person p ON p.id = d.person_id \
        WHERE d.token_hash = $1 AND p.username = $2 AND d.last_seen_at > $3";
    let values = [token.hash().into(), username.into(), now.plus_seconds(-DEVICE_SECONDS).into()];
    Ok(db::one(read, sql, values).await?.map(|_| token.hash()))
}

/// Makes the visitor's browser known for a person. A browser that is known already, if only for a colleague at the same
/// counter, keeps its token; a token that we did not give is not taken.
pub(crate) async fn remember<C: ConnectionTrait>(
    write: &C,
    person: PersonId,
    device: Option<&str>,
    now: Instant,
    random: &dyn Random,
) -> Result<Secret, Error> {
    let mut token = Token::new(random);
    if let Some(old) = device.and_then(Token::read) {
        let sql = "SELECT 1 AS known FROM accounts_device WHERE token_hash = $1 AND last_seen_at > $2 LIMIT 1";
        let values = [old.hash().into(), now.plus_seconds(-DEVICE_SECONDS).into()];
        if db::one(write, sql, values).await?.is_some() {
            token = old;
        }
    }
    let sql = "INSERT INTO accounts_device (token_hash, person_id, last_seen_at) VALUES ($1, $2, $3) \
        ON CONFLICT (token_hash, person_id) DO UPDATE SET last_seen_at = excluded.last_seen_at";
    db::execute(write, sql, [token.hash().into(), person.into(), now.into()]).await?;
    Ok(token.text())
}

/// Forgets all the browsers of a person.
pub(crate) async fn forget_all<C: ConnectionTrait>(write: &C, person: PersonId) -> Result<(), Error> {
    db::execute(write, "DELETE FROM accounts_device WHERE person_id = $1", [person.into()]).await?;
    Ok(())
}
