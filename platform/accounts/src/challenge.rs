//! What the server must remember between two steps of the same person, for some minutes, in the database so that the
//! second step may reach another node.

use authz::PersonId;
use kernel::{Instant, Random};
use sea_orm::ConnectionTrait;

use crate::{Error, secret::Token};

/// How long the second step may take, in seconds.
const SECONDS: i64 = 300;
/// How long adding an app may take: someone may have to find one first.
const ENROL_SECONDS: i64 = 900;
/// Wrong second steps before starting over.
const TRIES: i64 = 5;

/// What is being waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A second factor, after the right password.
    SecondFactor,
    /// A code that shows that a phone has the TOTP secret.
    TotpEnrol,
    /// A new passkey.
    PasskeyEnrol,
    /// The return from the identity provider.
    Oidc,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::TotpEnrol => "totp_enrol",
            Self::PasskeyEnrol => "passkey_enrol",
            Self::Oidc => "oidc",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::TotpEnrol => ENROL_SECONDS,
            Self::SecondFactor | Self::PasskeyEnrol | Self::Oidc => SECONDS,
        }
    }
}

/// A challenge that still stands.
pub(crate) struct Challenge {
    pub hash: Vec<u8>,
    pub person: Option<PersonId>,
    pub state: String,
}

pub(crate) async fn open<C: ConnectionTrait>(
    write: &C,
    kind: Kind,
    token: &Token,
    person: Option<PersonId>,
    state: &str,
    now: Instant,
) -> Result<(), Error> {
    let sql = "INSERT INTO accounts_challenge (token_hash, kind, person_id, state, tries, expires_at) \
        VALUES ($1, $2, $3, $4, 0, $5)";
    let until = now.plus_seconds(kind.seconds());
    let values = [token.hash().into(), kind.name().into(), person.into(), state.into(), until.into()];
    db::execute(write, sql, values).await?;
    Ok(())
}

pub(crate) async fn open_new<C: ConnectionTrait>(
    write: &C,
    kind: Kind,
    person: PersonId,
    state: &str,
    now: Instant,
    random: &dyn Random,
) -> Result<Token, Error> {
    let token = Token::new(random);
    open(write, kind, &token, Some(person), state, now).await?;
    Ok(token)
}

/// Counts a try and gives the challenge, unless it ended, was never there, or was tried too often.
pub(crate) async fn attempt<C: ConnectionTrait>(
    write: &C,
    kind: Kind,
    token: &str,
    now: Instant,
) -> Result<Option<Challenge>, Error> {
    let Some(token) = Token::read(token) else { return Ok(None) };
    let hash = token.hash();
    let sql = "UPDATE accounts_challenge SET tries = tries + 1 \
        WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 AND tries < $4 RETURNING person_id, state";
    let values = [hash.clone().into(), kind.name().into(), now.into(), TRIES.into()];
    let Some(row) = db::one(write, sql, values).await? else { return Ok(None) };
    Ok(Some(Challenge { hash, person: row.try_get("", "person_id")?, state: row.try_get("", "state")? }))
}

/// The challenge as long as it can still be met, without counting a try.
pub(crate) async fn standing<C: ConnectionTrait>(
    read: &C,
    kind: Kind,
    token: &Token,
    now: Instant,
) -> Result<Option<Challenge>, Error> {
    let hash = token.hash();
    let sql = "SELECT person_id, state FROM accounts_challenge \
        WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 AND tries < $4";
    let values = [hash.clone().into(), kind.name().into(), now.into(), TRIES.into()];
    let Some(row) = db::one(read, sql, values).await? else { return Ok(None) };
    Ok(Some(Challenge { hash, person: row.try_get("", "person_id")?, state: row.try_get("", "state")? }))
}

/// Whose challenge it is, without counting a try.
pub(crate) async fn person<C: ConnectionTrait>(read: &C, kind: Kind, token: &str) -> Result<Option<PersonId>, Error> {
    let Some(token) = Token::read(token) else { return Ok(None) };
    let sql = "SELECT person_id FROM accounts_challenge WHERE token_hash = $1 AND kind = $2";
    let row = db::one(read, sql, [token.hash().into(), kind.name().into()]).await?;
    Ok(row.map(|row| row.try_get("", "person_id")).transpose()?.flatten())
}

/// Keeps something more with a challenge.
pub(crate) async fn remember<C: ConnectionTrait>(write: &C, challenge: &Challenge, state: &str) -> Result<(), Error> {
    let sql = "UPDATE accounts_challenge SET state = $2, tries = tries - 1 WHERE token_hash = $1";
    db::execute(write, sql, [challenge.hash.clone().into(), state.into()]).await?;
    Ok(())
}

/// Ends a challenge that was met. `false` when another request met it first.
pub(crate) async fn close<C: ConnectionTrait>(write: &C, challenge: &Challenge) -> Result<bool, Error> {
    let sql = "DELETE FROM accounts_challenge WHERE token_hash = $1";
    Ok(db::execute(write, sql, [challenge.hash.clone().into()]).await?.rows_affected() == 1)
}

/// Takes away those of this kind whose state is such.
pub(crate) async fn drop_where<C: ConnectionTrait>(write: &C, kind: Kind, such: fn(&str) -> bool) -> Result<(), Error> {
    let sql = "SELECT token_hash, state FROM accounts_challenge WHERE kind = $1";
    for row in db::rows(write, sql, [kind.name().into()]).await? {
        let state: String = row.try_get("", "state")?;
        if such(&state) {
            let hash: Vec<u8> = row.try_get("", "token_hash")?;
            db::execute(write, "DELETE FROM accounts_challenge WHERE token_hash = $1", [hash.into()]).await?;
        }
    }
    Ok(())
}

/// What to say when the challenge is no longer there.
pub(crate) fn gone() -> Error {
    Error::because(
        "È passato troppo tempo o ci sono stati troppi tentativi: ricomincia dal nome utente e dalla password.",
    )
}
