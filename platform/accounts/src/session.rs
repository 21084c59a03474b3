use authz::{PersonId, Who};
use kernel::{Id, Instant, Random};
use sea_orm::ConnectionTrait;

use crate::{Error, GESTISCI_PERSONE, Secret, Visitor, device, secret::Token};

/// A session: what its id points at.
#[derive(Debug)]
pub enum Session {}

/// After how long a session ends, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// Without a click.
    pub idle: i64,
    /// In any case.
    pub absolute: i64,
}

impl Default for SessionRules {
    /// Half an hour and a working day (NIST SP 800-63B-4 section 2.2.3 allows an hour and a day at assurance level 2).
    fn default() -> Self {
        Self { idle: 30 * 60, absolute: 12 * 60 * 60 }
    }
}

/// How long a proof of identity is fresh enough to change the account itself (OWASP ASVS 5.0, 7.5.1), in seconds.
const FRESH: i64 = 10 * 60;
/// How often at most a session notes that it was seen, in seconds.
const NOTE_EVERY: i64 = 60;

/// A person inside a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person, with what they may do today. While the password must be changed they may do nothing.
    pub who: Who,
    /// Their user name.
    pub username: String,
    /// The session.
    pub session: Id<Session>,
    /// What every form of this session carries, so that no other site can send one. It follows from the session's token
    /// and does not give it away.
    pub csrf: String,
    /// Whether a second factor was given.
    pub second_factor: bool,
    /// Whether the only page to show is the one for changing the password.
    pub must_change_password: bool,
    /// When the person last proved who they are.
    pub proved_at: Instant,
    /// Whether [`note_seen`] should be called.
    pub note: bool,
}

impl SignedIn {
    /// Asks that the person proved who they are in the last ten minutes.
    ///
    /// # Errors
    /// [`Error::ProveAgain`].
    pub fn require_fresh(&self, now: Instant) -> Result<(), Error> {
        if self.proved_at.plus_seconds(FRESH) >= now { Ok(()) } else { Err(Error::ProveAgain) }
    }
}

/// What a successful log-in leaves: two cookies to set, and where to go first.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Who.
    pub person: PersonId,
    /// For the session's cookie.
    pub session: Secret,
    /// For a cookie of its own that lasts [`crate::DEVICE_SECONDS`]: it makes this browser known for this person.
    pub device: Secret,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
}

/// Who stands behind a session's cookie. One query; writes nothing.
///
/// # Errors
/// Those of the database.
pub async fn session<C: ConnectionTrait>(
    read: &C,
    token: &str,
    rules: &SessionRules,
    now: Instant,
) -> Result<Option<SignedIn>, Error> {
    let Some(token) = Token::read(token) else { return Ok(None) };
    let sql = format!(
        "SELECT s.id, s.person_id, s.proved_at, s.last_seen_at, s.second_factor, s.must_change, \
        p.username, p.name, p.surname, {} \
        FROM accounts_session s JOIN accounts_person p ON p.id = s.person_id {} \
        WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.last_seen_at > $4 AND p.active ORDER BY {}",
        authz::GRANT,
        authz::IN_FORCE,
        authz::GRANTS_ORDER
    );
    let oldest = now.plus_seconds(-rules.idle);
    let values = [token.hash().into(), now.date().into(), now.into(), oldest.into()];
    let rows = db::rows(read, &sql, values).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let person: PersonId = row.try_get("", "person_id")?;
    let must_change: bool = row.try_get("", "must_change")?;
    let grants = if must_change { Vec::new() } else { authz::grants(&rows)? };
    let (name, surname): (String, String) = (row.try_get("", "name")?, row.try_get("", "surname")?);
    let seen: Instant = row.try_get("", "last_seen_at")?;
    Ok(Some(SignedIn {
        who: Who { person, name: format!("{name} {surname}"), grants },
        username: row.try_get("", "username")?,
        session: row.try_get("", "id")?,
        csrf: token.derive("csrf"),
        second_factor: row.try_get("", "second_factor")?,
        must_change_password: must_change,
        proved_at: row.try_get("", "proved_at")?,
        note: seen.plus_seconds(NOTE_EVERY) <= now,
    }))
}

/// Notes that a session was seen, so that it does not end for want of clicks. To be called when [`SignedIn::note`] says
/// so; a read that finds it noted already costs nothing.
///
/// # Errors
/// Those of the database.
pub async fn note_seen(db: &db::Db, session: Id<Session>, now: Instant) -> Result<(), Error> {
    let write = db.write().await?;
    let sql = "UPDATE accounts_session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
    db::execute(&write, sql, [session.into(), now.into()]).await?;
    Ok(write.commit().await?)
}

/// Ends the session that the person is in.
///
/// # Errors
/// Those of the database.
pub async fn sign_out(db: &db::Db, signed: &SignedIn) -> Result<(), Error> {
    revoke_session(db, signed, signed.session).await
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// To end it.
    pub id: Id<Session>,
    /// Since when.
    pub created_at: Instant,
    /// The last click, to the minute.
    pub last_seen_at: Instant,
    /// Browser and system.
    pub user_agent: String,
    /// From where.
    pub address: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The person's own live sessions, the latest used first.
///
/// # Errors
/// Those of the database.
pub async fn my_sessions<C: ConnectionTrait>(
    read: &C,
    signed: &SignedIn,
    rules: &SessionRules,
    now: Instant,
) -> Result<Vec<SessionView>, Error> {
    live_sessions(read, signed.who.person, Some(signed.session), rules, now).await
}

/// Another person's live sessions, the latest used first.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn sessions_of<C: ConnectionTrait>(
    read: &C,
    who: &Who,
    person: PersonId,
    rules: &SessionRules,
    now: Instant,
) -> Result<Vec<SessionView>, Error> {
    who.require(&GESTISCI_PERSONE)?;
    live_sessions(read, person, None, rules, now).await
}

async fn live_sessions<C: ConnectionTrait>(
    read: &C,
    person: PersonId,
    own: Option<Id<Session>>,
    rules: &SessionRules,
    now: Instant,
) -> Result<Vec<SessionView>, Error> {
    let sql = "SELECT id, created_at, last_seen_at, user_agent, address FROM accounts_session \
        WHERE person_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, id LIMIT 200";
    let values = [person.into(), now.into(), now.plus_seconds(-rules.idle).into()];
    let rows = db::rows(read, sql, values).await?;
    rows.iter()
        .map(|row| {
            let id = row.try_get("", "id")?;
            Ok(SessionView {
                id,
                created_at: row.try_get("", "created_at")?,
                last_seen_at: row.try_get("", "last_seen_at")?,
                user_agent: row.try_get("", "user_agent")?,
                address: row.try_get("", "address")?,
                current: own == Some(id),
            })
        })
        .collect()
}

/// Ends one of the person's own sessions. One that is not theirs is left alone.
///
/// # Errors
/// Those of the database.
pub async fn revoke_session(db: &db::Db, signed: &SignedIn, session: Id<Session>) -> Result<(), Error> {
    let write = db.write().await?;
    let sql = "DELETE FROM accounts_session WHERE id = $1 AND person_id = $2";
    db::execute(&write, sql, [session.into(), signed.who.person.into()]).await?;
    Ok(write.commit().await?)
}

/// Ends all of the person's sessions but the one that they are in, and forgets their known browsers.
///
/// # Errors
/// Those of the database.
pub async fn revoke_other_sessions(db: &db::Db, signed: &SignedIn) -> Result<(), Error> {
    let write = db.write().await?;
    end_all(&write, signed.who.person, Some(signed.session)).await?;
    device::forget_all(&write, signed.who.person).await?;
    Ok(write.commit().await?)
}

/// Ends all the sessions of a person, but one.
pub(crate) async fn end_all<C: ConnectionTrait>(
    write: &C,
    person: PersonId,
    but: Option<Id<Session>>,
) -> Result<(), Error> {
    let sql = "DELETE FROM accounts_session WHERE person_id = $1 AND id <> $2";
    let but = but.map_or_else(kernel::Uuid::nil, Id::uuid);
    db::execute(write, sql, [person.into(), but.into()]).await?;
    Ok(())
}

/// Ends all the sessions of another, at once.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn end_sessions_of(db: &db::Db, who: &Who, person: PersonId) -> Result<(), Error> {
    who.require(&GESTISCI_PERSONE)?;
    let write = db.write().await?;
    end_all(&write, person, None).await?;
    device::forget_all(&write, person).await?;
    tracing::info!(by = %who.person, %person, "sessions ended");
    Ok(write.commit().await?)
}

/// Ends one session of another, at once.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn end_session_of(db: &db::Db, who: &Who, person: PersonId, session: Id<Session>) -> Result<(), Error> {
    who.require(&GESTISCI_PERSONE)?;
    let write = db.write().await?;
    let sql = "DELETE FROM accounts_session WHERE id = $1 AND person_id = $2";
    db::execute(&write, sql, [session.into(), person.into()]).await?;
    tracing::info!(by = %who.person, %person, "a session ended");
    Ok(write.commit().await?)
}

/// Gives a session another token, because its person has just proved again who they are: whoever had the old one is
/// left behind (OWASP ASVS 5.0, 7.2.4).
pub(crate) async fn renew<C: ConnectionTrait>(
    write: &C,
    session: Id<Session>,
    now: Instant,
    random: &dyn Random,
) -> Result<Secret, Error> {
    let token = Token::new(random);
    let sql = "UPDATE accounts_session SET token_hash = $2, proved_at = $3, last_seen_at = $3 WHERE id = $1";
    db::execute(write, sql, [session.into(), token.hash().into(), now.into()]).await?;
    Ok(token.text())
}

/// How a person proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// At the ente's identity provider, not with the password kept here.
    pub provider: bool,
    /// With a second factor, here or there.
    pub second_factor: bool,
    /// When, if it was not now: a provider may remember someone for hours.
    pub at: Option<Instant>,
}

/// Opens a session for a person who proved who they are.
pub(crate) async fn enter<C: ConnectionTrait>(
    write: &C,
    person: PersonId,
    proof: Proof,
    visitor: &Visitor<'_>,
    rules: &SessionRules,
    now: Instant,
    random: &dyn Random,
) -> Result<Entered, Error> {
    let sql = "SELECT COALESCE(c.must_change, $2) AS must_change FROM accounts_person p \
        LEFT JOIN accounts_credential c ON c.person_id = p.id WHERE p.id = $1 AND p.active";
    // Deactivated between the password and the second factor.
    let row = db::one(write, sql, [person.into(), false.into()]).await?.ok_or_else(closed_account)?;
    // A temporary password binds only those who enter with it.
    let must_change = row.try_get("", "must_change")? && !proof.provider;
    let token = Token::new(random);
    let sql = "INSERT INTO accounts_session (id, token_hash, person_id, created_at, proved_at, last_seen_at, expires_at, \
        user_agent, address, second_factor, must_change) VALUES ($1, $2, $3, $4, $10, $4, $5, $6, $7, $8, $9)";
    let values = [
        Id::<Session>::new(now, random).into(),
        token.hash().into(),
        person.into(),
        now.into(),
        now.plus_seconds(rules.absolute).into(),
        visitor.short_agent().into(),
        visitor.address.to_canonical().to_string().into(),
        proof.second_factor.into(),
        must_change.into(),
        proof.at.map_or(now, |at| at.min(now)).into(),
    ];
    db::execute(write, sql, values).await?;
    let device = device::remember(write, person, visitor.device, now, random).await?;
    tracing::info!(person = %person, ?proof, "signed in");
    Ok(Entered { person, session: token.text(), device, must_change_password: must_change })
}

pub(crate) fn closed_account() -> Error {
    Error::because(
        "Il tuo accesso è stato disattivato. Se ti serve ancora, chiedi a chi gestisce le persone del Comune.",
    )
}
