//! Counting failed attempts so that guessing is slow, without letting anyone lock another out.
//!
//! Attempts are counted in *buckets* kept in the database, so that all nodes count together. Someone who comes from a
//! browser in which that person has entered before is counted in a bucket of their own: whoever hammers a name from
//! elsewhere fills other buckets, and the owner at their usual desk never notices.
//!
//! An attempt is counted as failed *before* the password is checked and given back when it was right: a hundred
//! attempts sent at the same instant are a hundred attempts.

use std::net::{IpAddr, Ipv6Addr};

use kernel::Instant;
use sea_orm::ConnectionTrait;

use crate::{Error, secret::digest};

/// The longest wait, in seconds. Long enough that guessing is hopeless (a hundred a day), short enough for a human.
const LONGEST_WAIT: i64 = 900;

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bucket {
    key: [u8; 32],
    /// Failures that cost no waiting.
    free: i64,
    /// Seconds after which one failure is forgotten.
    forget: i64,
}

impl Bucket {
    fn new(kind: &str, parts: &[&[u8]], free: i64, forget: i64) -> Self {
        // Every part is hashed first: no two lists of parts can run together into the same bytes.
        let mut key = digest(&[kind.as_bytes()]);
        for part in parts {
            key = digest(&[&key, &digest(&[part])]);
        }
        Self { key, free, forget }
    }

    /// A name tried from one network.
    pub(crate) fn name(username: &str, address: IpAddr) -> Self {
        Self::new("name", &[username.as_bytes(), &network(address)], 5, 600)
    }

    /// Any name tried from one address. A whole town hall may stand behind it: it forgives much and forgets soon.
    pub(crate) fn address(address: IpAddr) -> Self {
        Self::new("address", &[&host(address)], 30, 20)
    }

    /// A name tried from a browser that its owner uses.
    pub(crate) fn device(username: &str, device: &[u8]) -> Self {
        Self::new("device", &[username.as_bytes(), device], 10, 300)
    }

    /// Codes tried for someone whose password was right: whoever does that already has the password, so all unknown
    /// browsers are counted together.
    pub(crate) fn second_factor(person: kernel::Uuid, device: Option<&[u8]>) -> Self {
        match device {
            Some(device) => Self::new("code device", &[person.as_bytes(), device], 10, 300),
            None => Self::new("code", &[person.as_bytes()], 10, 600),
        }
    }

    /// The password asked again inside a session.
    pub(crate) fn inside(session: kernel::Uuid) -> Self {
        Self::new("inside", &[session.as_bytes()], 5, 600)
    }
}

/// The network of an address: what one attacker easily has many addresses of.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().iter().take(3).copied().collect(),
        IpAddr::V6(v6) => prefix(v6, 6),
    }
}

/// One subscriber: an IPv4 address, or the 64 bits that an IPv6 line has to itself.
fn host(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => prefix(v6, 8),
    }
}

fn prefix(address: Ipv6Addr, bytes: usize) -> Vec<u8> {
    address.octets().iter().take(bytes).copied().collect()
}

/// Seconds to wait after `failures`, of which `free` cost nothing: 1, 2, 4 … up to a quarter of an hour.
const fn wait_after(failures: i64, free: i64) -> i64 {
    match failures - free {
        ..=0 => 0,
        over @ 1..=10 => 1 << (over - 1),
        _ => LONGEST_WAIT,
    }
}

/// Counts one failed attempt in every bucket, or refuses (and counts nothing) while any of them asks to wait.
///
/// # Errors
/// The refusal, with the time to wait; those of the database.
pub(crate) async fn reserve<C: ConnectionTrait>(write: &C, buckets: &[Bucket], now: Instant) -> Result<(), Error> {
    // Always in the same order, so that two attempts cannot wait for each other.
    let mut buckets: Vec<&Bucket> = buckets.iter().collect();
    buckets.sort_unstable();
    let mut counted = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        // The idle update takes the row's lock where the engine has such locks.
        let sql = "INSERT INTO accounts_attempt (bucket, failures, last_at, blocked_until) VALUES ($1, 0, $2, 0) \
            ON CONFLICT (bucket) DO UPDATE SET failures = accounts_attempt.failures \
            RETURNING failures, last_at, blocked_until";
        let Some(row) = db::one(write, sql, [bucket.key.to_vec().into(), now.into()]).await? else { continue };
        let (failures, last): (i64, Instant) = (row.try_get("", "failures")?, row.try_get("", "last_at")?);
        let blocked: Instant = row.try_get("", "blocked_until")?;
        if blocked > now {
            return Err(refusal(blocked.micros() - now.micros()));
        }
        let quiet = (now.micros() - last.micros()).max(0) / 1_000_000;
        counted.push((bucket, (failures - quiet / bucket.forget).max(0) + 1));
    }
    for (bucket, failures) in counted {
        let until = now.plus_seconds(wait_after(failures, bucket.free));
        let sql = "UPDATE accounts_attempt SET failures = $2, last_at = $3, blocked_until = $4 WHERE bucket = $1";
        db::execute(write, sql, [bucket.key.to_vec().into(), failures.into(), now.into(), until.into()]).await?;
    }
    Ok(())
}

/// Until when a bucket asks to wait, which may be past.
pub(crate) async fn blocked_until<C: ConnectionTrait>(read: &C, bucket: &Bucket) -> Result<Option<Instant>, Error> {
    let sql = "SELECT blocked_until FROM accounts_attempt WHERE bucket = $1";
    let row = db::one(read, sql, [bucket.key.to_vec().into()]).await?;
    Ok(row.map(|row| row.try_get("", "blocked_until")).transpose()?)
}

/// The attempt was right: what was counted for the person is forgotten, what was counted for others too goes back by
/// one.
pub(crate) async fn forgive<C: ConnectionTrait>(write: &C, own: &Bucket, shared: Option<&Bucket>) -> Result<(), Error> {
    db::execute(write, "DELETE FROM accounts_attempt WHERE bucket = $1", [own.key.to_vec().into()]).await?;
    if let Some(shared) = shared {
        let sql =
            "UPDATE accounts_attempt SET failures = failures - 1, blocked_until = 0 WHERE bucket = $1 AND failures > 0";
        db::execute(write, sql, [shared.key.to_vec().into()]).await?;
    }
    Ok(())
}

fn refusal(micros: i64) -> Error {
    let seconds = micros.div_euclid(1_000_000) + 1;
    let wait = match seconds {
        1 => "un secondo".into(),
        2..=90 => format!("{seconds} secondi"),
        _ => format!("{} minuti", (seconds + 59) / 60),
    };
    Error::because(format!("Ci sono stati troppi tentativi sbagliati. Aspetta {wait} e riprova."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = [5, 6, 7, 8, 14, 15, 16, 1_000_000].map(|failures| wait_after(failures, 5)).to_vec();
        assert_eq!(waits, [0, 1, 2, 4, 256, 512, 900, 900]);
    }

    #[test]
    fn one_network_is_one_attacker() {
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(Bucket::name("a", at("192.0.2.7")), Bucket::name("a", at("::ffff:192.0.2.200")));
        assert_ne!(Bucket::name("a", at("192.0.2.7")), Bucket::name("a", at("192.0.3.7")));
        assert_eq!(Bucket::address(at("2001:db8::1")), Bucket::address(at("2001:db8::2")));
        assert_ne!(Bucket::address(at("2001:db8::1")), Bucket::address(at("2001:db8:0:1::1")));
    }

    #[test]
    fn names_and_devices_do_not_run_together() {
        assert_ne!(Bucket::device("ab", b"c"), Bucket::device("a", b"bc"));
    }
}
