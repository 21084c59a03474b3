use authz::PersonId;
use kernel::{Instant, Random};
use ledger::Ledger;
use sea_orm::ConnectionTrait;

use crate::{
    Entered, Error, Passwords, Secret, SessionRules, Visitor, challenge, device,
    people::fold_username,
    second_factor::Waiting,
    session::{Proof, closed_account, enter},
    throttle::{Bucket, forgive, reserve},
};

/// How long a password given by someone else may wait for its owner, in seconds: a week.
const TEMPORARY_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Where a log-in has got to.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Inside.
    Done(Entered),
    /// The password was right and the account has more to ask.
    NeedsSecondFactor(Pending),
}

/// A log-in that waits for its second factor, five minutes at most.
#[derive(Clone, Debug)]
pub struct Pending {
    /// To be handed back with the second factor (a hidden field of the form will do).
    pub token: Secret,
    /// Whether a code from an app can be given.
    pub totp: bool,
    /// Whether a passkey can be given.
    pub passkey: bool,
}

/// What is known of whoever tries a name.
struct Candidate {
    person: PersonId,
    active: bool,
    hash: Option<String>,
    must_change: bool,
    set_at: Option<Instant>,
}

/// Enters with user name and password.
///
/// A name that does not exist takes the same time and gets the same answer as a wrong password.
///
/// # Errors
/// A refusal: wrong name or password, too many attempts, account closed, temporary password too old.
pub async fn sign_in(
    ledger: &Ledger,
    passwords: &Passwords,
    rules: &SessionRules,
    username: &str,
    password: &str,
    visitor: &Visitor<'_>,
) -> Result<SignIn, Error> {
    let username = fold_username(username);
    let (own, shared, candidate) = knock(ledger, &username, visitor).await?;
    let kept = candidate.as_ref().and_then(|candidate| candidate.hash.as_deref());
    let right = passwords.verify(password, kept).await?;
    let person = candidate.as_ref().map(|candidate| candidate.person);
    let Some(candidate) = candidate.filter(|_| right) else {
        tracing::info!(?person, known_device = shared.is_none(), "sign-in refused");
        return Err(Error::because("Nome utente o password non sono giusti. Controlla e riprova."));
    };
    if !candidate.active {
        return Err(closed_account());
    }
    let now = ledger.now();
    if candidate.must_change && candidate.set_at.is_none_or(|at| at.plus_seconds(TEMPORARY_SECONDS) < now) {
        return Err(Error::because(
            "La password provvisoria è scaduta. Chiedine un'altra a chi gestisce le persone del Comune.",
        ));
    }
    let proof = Proof { provider: false, second_factor: false, at: None };
    let write = ledger.db().write().await?;
    forgive(&write, &own, shared.as_ref()).await?;
    let done = enter_or_ask(&write, candidate.person, proof, visitor, rules, now, &**ledger.random()).await?;
    write.commit().await?;
    Ok(done)
}

/// Counts the attempt and looks the name up.
async fn knock(
    ledger: &Ledger,
    username: &str,
    visitor: &Visitor<'_>,
) -> Result<(Bucket, Option<Bucket>, Option<Candidate>), Error> {
    let now = ledger.now();
    let write = ledger.db().write().await?;
    let (own, shared) = match device::known(&write, visitor.device, username, now).await? {
        Some(device) => (Bucket::device(username, &device), None),
        None => (Bucket::name(username, visitor.address), Some(Bucket::address(visitor.address))),
    };
    let buckets: Vec<Bucket> = [Some(own.clone()), shared.clone()].into_iter().flatten().collect();
    reserve(&write, &buckets, now).await?;
    let candidate = find(&write, username).await?;
    write.commit().await?;
    Ok((own, shared, candidate))
}

async fn find<C: ConnectionTrait>(read: &C, username: &str) -> Result<Option<Candidate>, Error> {
    let sql = "SELECT p.id, p.active, c.password_hash, c.password_set_at, COALESCE(c.must_change, $2) AS must_change \
        FROM accounts_person p LEFT JOIN accounts_credential c ON c.person_id = p.id WHERE p.username = $1";
    let Some(row) = db::one(read, sql, [username.into(), false.into()]).await? else { return Ok(None) };
    Ok(Some(Candidate {
        person: row.try_get("", "id")?,
        active: row.try_get("", "active")?,
        hash: row.try_get("", "password_hash")?,
        must_change: row.try_get("", "must_change")?,
        set_at: row.try_get("", "password_set_at")?,
    }))
}

/// Opens the session, or asks for the second factor of a person who has one and has not given one.
pub(crate) async fn enter_or_ask<C: ConnectionTrait>(
    write: &C,
    person: PersonId,
    proof: Proof,
    visitor: &Visitor<'_>,
    rules: &SessionRules,
    now: Instant,
    random: &dyn Random,
) -> Result<SignIn, Error> {
    let (totp, passkey) = second_factors(write, person).await?;
    if !proof.second_factor && (totp || passkey) {
        let waiting = Waiting { provider: proof.provider, proved_at: proof.at, passkey: None }.text()?;
        let token = challenge::open_new(write, challenge::Kind::SecondFactor, person, &waiting, now, random).await?;
        return Ok(SignIn::NeedsSecondFactor(Pending { token: token.text(), totp, passkey }));
    }
    Ok(SignIn::Done(enter(write, person, proof, visitor, rules, now, random).await?))
}

/// Whether a person has an app for codes, and whether they have passkeys.
pub(crate) async fn second_factors<C: ConnectionTrait>(read: &C, person: PersonId) -> Result<(bool, bool), Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM accounts_credential c WHERE c.person_id = $1 AND c.totp_secret IS NOT NULL) AS totp, \
        EXISTS (SELECT 1 FROM accounts_passkey k WHERE k.person_id = $1 AND k.removed_at IS NULL) AS passkey";
    let Some(row) = db::one(read, sql, [person.into()]).await? else { return Ok((false, false)) };
    Ok((row.try_get("", "totp")?, row.try_get("", "passkey")?))
}
