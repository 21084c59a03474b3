//! Codes from an app (TOTP, RFC 6238): six digits, thirty seconds, SHA-1, which every app knows.

use authz::PersonId;
use kernel::{Instant, Uuid};
use ledger::Ledger;
use sea_orm::ConnectionTrait;
use totp_rs::{Builder, Totp};
use vault::{Cell, Vault};
use zeroize::Zeroizing;

use crate::{
    Error, Secret, SignedIn,
    challenge::{self, Kind},
    credential, people, qr,
    second_factor::{end_codes_without_factors, end_other_sessions},
    secret::Token,
};

/// Bytes of a secret: 160 bits, as RFC 4226 section 4 advises.
const SECRET_BYTES: usize = 20;
/// Seconds in which a code stands, and one of them on either side for clocks that differ.
const STEP: u64 = 30;

/// What to show to a person who adds an app.
#[derive(Clone, Debug)]
pub struct TotpOffer {
    /// To be handed back with the first code (a hidden field of the form will do).
    pub token: Secret,
    /// The secret in base 32, for typing it in.
    pub base32: Secret,
    /// The `otpauth://` address, as a link for whoever opens the page on the phone itself.
    pub uri: Secret,
    /// The same address as a QR code: an SVG picture to put into the page as it is.
    pub qr_svg: Secret,
}

/// Offers a secret for an app; nothing changes until a code shows that the app has it. `issuer` is what the app writes
/// above the code: the ente's name.
///
/// # Errors
/// When the proof of identity is old.
pub async fn start_totp(ledger: &Ledger, signed: &SignedIn, issuer: &str) -> Result<TotpOffer, Error> {
    let now = ledger.now();
    signed.require_fresh(now)?;
    let random = &**ledger.random();
    let mut secret = [0; SECRET_BYTES];
    random.fill(&mut secret);
    // For the minutes until the first code, no more readable than afterwards.
    let state = hex::encode(ledger.vault().seal(offered(&signed.who.person.uuid()), &secret, random));
    let write = ledger.db().write().await?;
    let token = challenge::open_new(&write, Kind::TotpEnrol, signed.who.person, &state, now, random).await?;
    write.commit().await?;
    offer(signed, issuer, &secret, &token)
}

/// Where the secret of an app lies that has given no code yet.
fn offered(person: &Uuid) -> Cell<'_> {
    Cell { table: "accounts_challenge", column: "state", row: person.as_bytes() }
}

/// Where the secret of a person's app lies: in this row of their credentials.
pub(crate) fn kept(credential: &Uuid) -> Cell<'_> {
    Cell { table: "accounts_credential", column: "totp_secret", row: credential.as_bytes() }
}

/// Takes away the apps being added whose secret lies readable, from before the ente had a key: they last some minutes, and
/// whoever was adding one starts again.
pub(crate) async fn drop_readable_offers<C: ConnectionTrait>(write: &C) -> Result<(), Error> {
    let readable = |state: &str| !hex::decode(state).is_ok_and(|bytes| vault::is_sealed(&bytes));
    challenge::drop_where(write, Kind::TotpEnrol, readable).await
}

fn open_offered(vault: &Vault, person: PersonId, state: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let sealed = hex::decode(state).map_err(Error::broken)?;
    Ok(vault.open(offered(&person.uuid()), &sealed)?)
}

/// The offer made before under this token, for as long as its code can still be given: the person has scanned it already.
///
/// # Errors
/// Those of the database.
pub async fn same_totp(
    ledger: &Ledger,
    signed: &SignedIn,
    issuer: &str,
    token: &str,
) -> Result<Option<TotpOffer>, Error> {
    let Some(token) = Token::read(token) else { return Ok(None) };
    let read = ledger.db().read().await?;
    let standing = challenge::standing(&read, Kind::TotpEnrol, &token, ledger.now()).await?;
    let own = standing.filter(|challenge| challenge.person == Some(signed.who.person));
    let Some(challenge) = own else { return Ok(None) };
    let secret = open_offered(ledger.vault(), signed.who.person, &challenge.state)?;
    offer(signed, issuer, &secret, &token).map(Some)
}

fn offer(signed: &SignedIn, issuer: &str, secret: &[u8], token: &Token) -> Result<TotpOffer, Error> {
    let base32 = totp_rs::Secret::new(secret.into()).to_base32();
    let issuer: String = issuer.chars().filter(|c| *c != ':').take(60).collect();
    let builder = base(secret).with_account_name(signed.username.as_str()).with_issuer(Some(issuer.trim()));
    let uri = builder.build().map_err(Error::broken)?.to_url().map_err(Error::broken)?;
    let qr_svg = Secret::new(qr::svg(&uri)?);
    Ok(TotpOffer { token: token.text(), base32: Secret::new(base32), uri: Secret::new(uri), qr_svg })
}

/// Adds the app once it gives the right code; an app added before stops working.
///
/// # Errors
/// A refusal: wrong code, too late.
pub async fn confirm_totp(ledger: &Ledger, signed: &SignedIn, token: &str, code: &str) -> Result<(), Error> {
    let mut tx = ledger.begin(signed.who.actor(), "accounts.aggiungi_app").await?;
    let challenge = challenge::attempt(&tx, Kind::TotpEnrol, token, tx.now()).await?;
    let Some(challenge) = challenge.filter(|challenge| challenge.person == Some(signed.who.person)) else {
        return Err(Error::field(
            "code",
            "È passato troppo tempo, o ci sono stati troppi tentativi, per attivare i codici con questo codice QR.",
        ));
    };
    let secret = open_offered(ledger.vault(), signed.who.person, &challenge.state)?;
    let Some(step) = check(&secret, code, tx.now())? else {
        tx.commit().await?;
        return Err(Error::field(
            "code",
            "Il codice non è giusto. Controlla che l'ora del telefono sia automatica e scrivi il codice che vedi adesso.",
        ));
    };
    let before = people::own(&tx, signed.who.person).await?.ok_or_else(people::no_such_person)?;
    let after = credential::Model {
        totp_secret: Some(ledger.vault().seal(kept(&before.id.uuid()), &secret, tx.random())),
        totp_set_at: Some(tx.now()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    // The step of a new secret says nothing about the old one's.
    db::execute(&tx, "DELETE FROM accounts_totp_step WHERE person_id = $1", [signed.who.person.into()]).await?;
    use_step(&tx, signed.who.person, step).await?;
    challenge::close(&tx, &challenge).await?;
    let sql = "UPDATE accounts_session SET second_factor = $2 WHERE id = $1";
    db::execute(&tx, sql, [signed.session.into(), true.into()]).await?;
    end_other_sessions(&tx, signed).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes away the person's own app.
///
/// # Errors
/// When the proof of identity is old.
pub async fn remove_totp(ledger: &Ledger, signed: &SignedIn) -> Result<(), Error> {
    signed.require_fresh(ledger.now())?;
    let mut tx = ledger.begin(signed.who.actor(), "accounts.togli_app").await?;
    let before = people::own(&tx, signed.who.person).await?.ok_or_else(people::no_such_person)?;
    if before.totp_secret.is_some() {
        tx.update(&before, credential::Model { totp_secret: None, totp_set_at: None, ..before.clone() }).await?;
        end_codes_without_factors(&mut tx, signed.who.person).await?;
        end_other_sessions(&tx, signed).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether the code is the person's and was not used before; from now on it is used.
pub(crate) async fn accept<C: ConnectionTrait>(
    write: &C,
    vault: &Vault,
    person: PersonId,
    code: &str,
    now: Instant,
) -> Result<bool, Error> {
    let Some(credential) = people::own(write, person).await? else { return Ok(false) };
    let Some(stored) = credential.totp_secret else { return Ok(false) };
    let secret = vault.open(kept(&credential.id.uuid()), &stored)?;
    match check(&secret, code, now)? {
        Some(step) => use_step(write, person, step).await,
        None => Ok(false),
    }
}

fn base(secret: &[u8]) -> Builder {
    Builder::new().with_secret(totp_rs::Secret::new(secret.into())).with_step_duration(STEP).with_skew(1)
}

/// The time step whose code this is.
fn check(secret: &[u8], code: &str, now: Instant) -> Result<Option<u64>, Error> {
    let digits: String = code.chars().take(20).filter(|c| !c.is_whitespace()).collect();
    let totp: Totp = base(secret).build().map_err(Error::broken)?;
    let seconds = u64::try_from(now.micros() / 1_000_000).unwrap_or_default();
    Ok(totp.check(&digits, seconds))
}

/// Marks a step as used, in one statement: of two requests with the same code, on two nodes, one wins.
async fn use_step<C: ConnectionTrait>(write: &C, person: PersonId, step: u64) -> Result<bool, Error> {
    let sql = "INSERT INTO accounts_totp_step (person_id, step) VALUES ($1, $2) \
        ON CONFLICT (person_id) DO UPDATE SET step = excluded.step WHERE accounts_totp_step.step < excluded.step";
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    Ok(db::execute(write, sql, [person.into(), step.into()]).await?.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238 appendix B, SHA-1, cut to six digits.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let now = Instant::default().plus_seconds(seconds);
            let step = check(b"12345678901234567890", code, now).unwrap();
            assert_eq!(step, Some(u64::try_from(seconds).unwrap() / 30), "{code}");
            assert_eq!(check(b"12345678901234567890", "000000", now).unwrap(), None);
        }
    }

    #[test]
    fn what_is_not_a_code_is_no_code() {
        for text in ["", "12345", "1234567", "abcdef", "２８７０８２", &"9".repeat(100_000)] {
            assert_eq!(
                check(b"12345678901234567890", text, Instant::default().plus_seconds(59)).unwrap(),
                None,
                "{text}"
            );
        }
    }
}
