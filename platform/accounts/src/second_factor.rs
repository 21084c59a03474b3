//! The second step of a log-in.

use authz::{PersonId, Who};
use kernel::{Actor, Instant};
use ledger::{Ledger, Tx};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

use crate::{
    Entered, Error, GESTISCI_PERSONE, Passkeys, SessionRules, SignedIn, Visitor,
    challenge::{self, Challenge, Kind},
    credential, device, passkey, passkeys, people, person, recovery_codes, session,
    session::{Proof, enter},
    sign_in::second_factors,
    throttle::{Bucket, blocked_until, forgive, reserve},
    totp,
};

/// Enters with a code from an app, after the password. A code is accepted once (RFC 6238 section 5.2).
///
/// # Errors
/// A refusal: wrong or used code, too many attempts, too late.
pub async fn second_factor_totp(
    ledger: &Ledger,
    rules: &SessionRules,
    pending: &str,
    code: &str,
    visitor: &Visitor<'_>,
) -> Result<Entered, Error> {
    let step = Step::begin(ledger, pending, visitor).await?;
    let good = totp::accept(&step.tx, ledger.vault(), step.person.id, code, step.tx.now()).await?;
    let no = "Il codice non è giusto oppure è già stato usato. Aspetta che l'app ne mostri un altro e scrivi quello.";
    step.end(good, no, rules, visitor).await
}

/// Enters with one of the recovery codes, which is then spent.
///
/// # Errors
/// A refusal: wrong or spent code, too many attempts, too late.
pub async fn second_factor_recovery(
    ledger: &Ledger,
    rules: &SessionRules,
    pending: &str,
    code: &str,
    visitor: &Visitor<'_>,
) -> Result<Entered, Error> {
    let mut step = Step::begin(ledger, pending, visitor).await?;
    let good = recovery_codes::accept(&mut step.tx, step.person.id, code).await?;
    let no = "Il codice di recupero non è giusto oppure è già stato usato: prova con un altro della lista.";
    step.end(good, no, rules, visitor).await
}

/// What the browser must ask of the passkey: the JSON for `navigator.credentials.get`.
///
/// # Errors
/// A refusal when the log-in waits no longer, or the person has no passkey.
pub async fn second_factor_passkey_ask(ledger: &Ledger, passkeys: &Passkeys, pending: &str) -> Result<String, Error> {
    let write = ledger.db().write().await?;
    let now = ledger.now();
    let challenge = challenge::attempt(&write, Kind::SecondFactor, pending, now).await?.ok_or_else(challenge::gone)?;
    let person = challenge.person.ok_or_else(challenge::gone)?;
    let (ask, state) = passkeys.ask(&write, person).await?;
    let waiting = Waiting { passkey: Some(state), ..Waiting::read(&challenge)? };
    challenge::remember(&write, &challenge, &waiting.text()?).await?;
    write.commit().await?;
    Ok(ask)
}

/// Enters with a passkey: `answer` is the JSON of what `navigator.credentials.get` gave.
///
/// # Errors
/// A refusal: not a passkey of this person, too many attempts, too late.
pub async fn second_factor_passkey(
    ledger: &Ledger,
    passkeys: &Passkeys,
    rules: &SessionRules,
    pending: &str,
    answer: &str,
    visitor: &Visitor<'_>,
) -> Result<Entered, Error> {
    let mut step = Step::begin(ledger, pending, visitor).await?;
    let asked = step.waiting.passkey.take();
    let good = match asked {
        Some(asked) => passkeys.accept(&mut step.tx, step.person.id, &asked, answer).await?,
        // Nothing was asked yet: there is nothing that it could answer.
        None => false,
    };
    let no = "La passkey non è stata riconosciuta. Riprova, o usa un codice.";
    step.end(good, no, rules, visitor).await
}

/// What is remembered of the first step until the second.
#[derive(Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// Whether it was made at the ente's provider.
    pub provider: bool,
    /// When, if the provider told.
    #[serde(default)]
    pub proved_at: Option<Instant>,
    /// What must hold of the passkey's answer, once it was asked.
    pub passkey: Option<String>,
}

impl Waiting {
    pub(crate) fn text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::broken)
    }

    fn read(challenge: &Challenge) -> Result<Self, Error> {
        serde_json::from_str(&challenge.state).map_err(Error::broken)
    }
}

/// A second step that has been counted and is being judged.
struct Step {
    tx: Tx,
    challenge: Challenge,
    waiting: Waiting,
    person: person::Model,
    bucket: Bucket,
}

impl Step {
    async fn begin(ledger: &Ledger, pending: &str, visitor: &Visitor<'_>) -> Result<Self, Error> {
        let read = ledger.db().read().await?;
        let person = challenge::person(&read, Kind::SecondFactor, pending).await?.ok_or_else(challenge::gone)?;
        drop(read);
        let tx = ledger.begin(Actor::Person(person.uuid()), "accounts.entra").await?;
        let now = tx.now();
        let challenge = challenge::attempt(&tx, Kind::SecondFactor, pending, now).await?.ok_or_else(challenge::gone)?;
        let person = person::Entity::find_by_id(person).one(&tx).await?.ok_or_else(challenge::gone)?;
        let device = device::known(&tx, visitor.device, &person.username, now).await?;
        let bucket = Bucket::second_factor(person.id.uuid(), device.as_deref());
        reserve(&tx, std::slice::from_ref(&bucket), now).await?;
        let waiting = Waiting::read(&challenge)?;
        Ok(Self { tx, challenge, waiting, person, bucket })
    }

    /// Enters, or keeps the count of the attempt and says why not.
    async fn end(
        self,
        good: bool,
        no: &'static str,
        rules: &SessionRules,
        visitor: &Visitor<'_>,
    ) -> Result<Entered, Error> {
        let Self { tx, challenge, waiting, person, bucket } = self;
        if !good {
            tracing::info!(person = %person.id, "second factor refused");
            tx.commit().await?;
            return Err(Error::field("code", no));
        }
        if !challenge::close(&tx, &challenge).await? {
            return Err(challenge::gone());
        }
        forgive(&tx, &bucket, None).await?;
        let proof = Proof { provider: waiting.provider, second_factor: true, at: waiting.proved_at };
        let entered = enter(&tx, person.id, proof, visitor, rules, tx.now(), tx.random()).await?;
        tx.commit().await?;
        Ok(entered)
    }
}

/// What a person can prove themselves with besides the password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// Whether they have a password here; whoever enters only through the ente's provider has none.
    pub password: bool,
    /// Since when they have an app for codes.
    pub totp_since: Option<Instant>,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<passkey::Model>,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
}

/// The second factors of the person who asks.
///
/// # Errors
/// Those of the database.
pub async fn my_factors<C: ConnectionTrait>(read: &C, who: &Who) -> Result<Factors, Error> {
    let credential = people::own(read, who.person).await?;
    Ok(Factors {
        password: credential.as_ref().is_some_and(|credential| credential.password_hash.is_some()),
        totp_since: credential.and_then(|credential| credential.totp_set_at),
        passkeys: passkeys::live(who.person).all(read).await?,
        recovery_codes: recovery_codes::live(who.person).all(read).await?.len(),
    })
}

/// Until when codes for this person are not judged, because too many wrong ones came from unknown browsers; `None` when
/// nothing stands in their way.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn codes_wait<C: ConnectionTrait>(
    read: &C,
    who: &Who,
    person: PersonId,
    now: Instant,
) -> Result<Option<Instant>, Error> {
    who.require(&GESTISCI_PERSONE)?;
    let until = blocked_until(read, &Bucket::second_factor(person.uuid(), None)).await?;
    Ok(until.filter(|until| *until > now))
}

/// Takes away all the second factors of a person who lost them, and ends their sessions. To be done after making sure
/// of who asks, since from then on the password is enough.
///
/// # Errors
/// Without the permission; no such person.
pub async fn remove_second_factors(ledger: &Ledger, who: &Who, person: PersonId) -> Result<(), Error> {
    who.require(&GESTISCI_PERSONE)?;
    let mut tx = ledger.begin(who.actor(), "accounts.togli_secondo_fattore").await?;
    let before = people::own(&tx, person).await?.ok_or_else(people::no_such_person)?;
    if before.totp_secret.is_some() {
        let after = credential::Model { totp_secret: None, totp_set_at: None, ..before.clone() };
        tx.update(&before, after).await?;
    }
    for key in passkeys::live(person).all(&tx).await? {
        let removed_at = Some(tx.now());
        tx.update(&key, passkey::Model { removed_at, ..key.clone() }).await?;
    }
    recovery_codes::end_all(&mut tx, person).await?;
    session::end_all(&tx, person, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the recovery codes when nothing is left that they could stand in for.
pub(crate) async fn end_codes_without_factors(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    if second_factors(tx, person).await? == (false, false) {
        recovery_codes::end_all(tx, person).await?;
    }
    Ok(())
}

/// Whoever changes how they enter leaves nobody inside who entered before the change (OWASP ASVS 5.0, 7.4.3).
pub(crate) async fn end_other_sessions<C: ConnectionTrait>(write: &C, signed: &SignedIn) -> Result<(), Error> {
    session::end_all(write, signed.who.person, Some(signed.session)).await
}
