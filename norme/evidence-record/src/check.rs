//! Whether a record proves what it should (RFC 4998 sections 4.3 and 5.3).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use firma_algoritmi::{Digest, strength};
use firma_cms::{Given, SignerFacts};

use crate::record::{again, covers};
use crate::{ArchiveTimeStamp, Chain, EvidenceRecord};

/// How far the clocks of two houses may be apart, seconds.
const SKEW: i64 = 300;

/// The hashes of all the objects of a group, by each algorithm that is at hand. The chains of one that is not are left
/// unchecked against the objects, and told so.
pub type Objects = BTreeMap<Digest, Vec<Vec<u8>>>;

/// Whether a stamp covers what it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// It does.
    Holds,
    /// It does not. The reason, Italian.
    Fails(&'static str),
    /// The objects' hashes by its algorithm are not at hand.
    Unknown,
}

/// What was found of one stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampChecked {
    /// In which chain, from 0.
    pub chain: usize,
    /// The hash algorithm of its tree.
    pub digest: Digest,
    /// Whether it covers what it must: the objects, or the stamp before it.
    pub cover: Cover,
    /// Whether its tree leads to what it stamps.
    pub root: bool,
    /// Whether its own signature holds and names its certificate. **Who the authority is, it does not say.**
    pub intact: bool,
    /// When it says.
    pub time: Option<DateTime<Utc>>,
    /// From when until when it can be relied upon: its certificate, and the last day of its algorithms.
    pub good: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Who made it, as the certificate says.
    pub authority: Option<String>,
}

/// What was found of a record; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its stamps, the oldest first.
    pub stamps: Vec<StampChecked>,
}

/// Something that makes a record prove less than it should. The text is Italian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A stamp does not cover what it must.
    Cover(usize, &'static str),
    /// A tree does not lead to what its stamp covers.
    Root(usize),
    /// A stamp's own signature does not hold.
    Signature(usize),
    /// A stamp says a time at which its certificate did not hold, or none.
    OwnTime(usize),
    /// A stamp says a time that is still to come.
    Future(usize),
    /// A stamp is older than the one it covers.
    Order(usize),
    /// A stamp came when the one it covers was no longer good.
    Late(usize, DateTime<Utc>),
    /// The last stamp is no longer good, and none was put upon it.
    Ended(usize, DateTime<Utc>),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |at: &DateTime<Utc>| at.format("%d/%m/%Y").to_string();
        let number = |place: &usize| place + 1;
        match self {
            Self::Cover(at, why) => write!(f, "la marca {} {why}", number(at)),
            Self::Root(at) => write!(f, "la marca {} è di un'altra impronta", number(at)),
            Self::Signature(at) => write!(f, "la firma della marca {} non è valida", number(at)),
            Self::OwnTime(at) => {
                write!(f, "la marca {} porta una data in cui il suo certificato non valeva", number(at))
            }
            Self::Future(at) => write!(f, "la marca {} porta una data futura", number(at)),
            Self::Order(at) => write!(f, "la marca {} è più vecchia di quella che copre", number(at)),
            Self::Late(at, until) => {
                let before = number(at) - 1;
                write!(f, "la marca {} valeva fino al {}, e la {} è venuta dopo", before, day(until), number(at))
            }
            Self::Ended(at, until) => {
                write!(f, "la marca {} valeva fino al {} e non è stata rinnovata in tempo", number(at), day(until))
            }
        }
    }
}

/// The whole, for an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// All that is wrong; empty for a record that proves what it should.
    pub wrong: Vec<Wrong>,
    /// Since when the objects are proved to exist: the time of the first stamp.
    pub since: Option<DateTime<Utc>>,
    /// Until when the last stamp can be relied upon.
    pub until: Option<DateTime<Utc>>,
    /// Whether every chain was held against the objects.
    pub whole: bool,
}

impl EvidenceRecord {
    /// Checks every stamp, and the objects where their hashes are at hand: **all** those of the group, and no others.
    #[must_use]
    pub fn check(&self, objects: &Objects) -> Checked {
        let mut stamps = Vec::new();
        for (place, chain) in self.chains.iter().enumerate() {
            let mut before: Option<&ArchiveTimeStamp> = None;
            for stamp in &chain.stamps {
                let cover = match before {
                    None => of_objects(stamp, self.chains.get(..place).unwrap_or_default(), objects),
                    Some(before) => of_stamp(stamp, before),
                };
                stamps.push(one(place, stamp, cover));
                before = Some(stamp);
            }
        }
        Checked { stamps }
    }
}

/// The first stamp of a chain covers the objects, all of them, with the chains before.
fn of_objects(stamp: &ArchiveTimeStamp, chains: &[Chain], objects: &Objects) -> Cover {
    let Some(hashes) = objects.get(&stamp.digest) else { return Cover::Unknown };
    let wanted = if chains.is_empty() { hashes.clone() } else { again(stamp.digest, chains, hashes) };
    if wanted.is_empty() {
        return Cover::Fails("non copre nessun documento");
    }
    if !wanted.iter().all(|hash| covers(stamp, hash).unwrap_or_default()) {
        return Cover::Fails(
            "non copre uno dei documenti: è stato alterato o aggiunto, o è cambiata una marca di prima",
        );
    }
    let known: BTreeSet<&[u8]> = wanted.iter().map(Vec::as_slice).collect();
    match &stamp.tree {
        Some(tree) if !tree.group().iter().all(|hash| known.contains(hash.as_slice())) => {
            Cover::Fails("copre un documento che non c'è più")
        }
        _ => Cover::Holds,
    }
}

/// Each other covers the one before it, by the same algorithm.
fn of_stamp(stamp: &ArchiveTimeStamp, before: &ArchiveTimeStamp) -> Cover {
    if stamp.digest != before.digest {
        return Cover::Fails("è di un altro algoritmo d'impronta nella stessa catena");
    }
    if covers(stamp, &before.digest.of(&before.token)).unwrap_or_default() {
        Cover::Holds
    } else {
        Cover::Fails("non copre quella di prima")
    }
}

fn one(chain: usize, stamp: &ArchiveTimeStamp, cover: Cover) -> StampChecked {
    let mut found = StampChecked {
        chain,
        digest: stamp.digest,
        cover,
        root: false,
        intact: false,
        time: None,
        good: None,
        authority: None,
    };
    let Ok(token) = firma_cms::token(&stamp.token) else { return found };
    let root = stamp.tree.as_ref().is_none_or(|tree| tree.root(stamp.digest) == token.info.imprint);
    found.root = root && token.info.digest == Some(stamp.digest);
    found.time = Some(token.info.time);
    let facts = token.check(&Given::default());
    if let Some(signer) = facts.signer() {
        found.intact = signer.intact() && signer.is_bound() == Some(true);
        found.good = good(stamp.digest, signer);
        found.authority = signer.certificate().and_then(|certificate| certificate.subject_name().shown());
    }
    found
}

/// From when until when a stamp can be relied upon: the validity of its certificate, cut where an algorithm ends.
fn good(digest: Digest, signer: &SignerFacts<'_>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let certificate = signer.certificate()?;
    let (from, to) = certificate.validity?;
    let key = certificate.key().ok()?;
    let scheme = signer.scheme.as_ref().ok()?.digest();
    let digests = [Some(digest), signer.digest, scheme].into_iter().flatten().filter_map(strength::digest_until);
    let ends = digests.chain(strength::key_until(key.kind(), key.bits()));
    // On the day itself it is no longer good.
    let ends = ends.map(|day| day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::seconds(1));
    Some((from, ends.fold(to, Ord::min)))
}

impl Checked {
    /// The whole, as it stands at an instant.
    #[must_use]
    pub fn verdict(&self, now: DateTime<Utc>) -> Verdict {
        let mut wrong = Vec::new();
        for (at, stamp) in self.stamps.iter().enumerate() {
            if let Cover::Fails(why) = stamp.cover {
                wrong.push(Wrong::Cover(at, why));
            }
            if !stamp.root {
                wrong.push(Wrong::Root(at));
            }
            if !stamp.intact {
                wrong.push(Wrong::Signature(at));
            }
            wrong.extend(timely(at, stamp, at.checked_sub(1).and_then(|before| self.stamps.get(before)), now));
        }
        let last = self.stamps.last().and_then(|last| last.good).map(|(_, until)| until);
        if let Some(until) = last.filter(|until| *until < now) {
            wrong.push(Wrong::Ended(self.stamps.len().saturating_sub(1), until));
        }
        Verdict {
            wrong,
            since: self.stamps.first().and_then(|first| first.time),
            until: last,
            whole: self.stamps.iter().all(|stamp| stamp.cover != Cover::Unknown),
        }
    }
}

/// What is wrong with the time of a stamp, by itself and against the one that it covers.
fn timely(at: usize, stamp: &StampChecked, before: Option<&StampChecked>, now: DateTime<Utc>) -> Vec<Wrong> {
    let (Some(time), Some((from, to))) = (stamp.time, stamp.good) else { return vec![Wrong::OwnTime(at)] };
    let mut wrong = Vec::new();
    if time < from || time > to {
        wrong.push(Wrong::OwnTime(at));
    }
    if time > now + TimeDelta::seconds(SKEW) {
        wrong.push(Wrong::Future(at));
    }
    if before.and_then(|before| before.time).is_some_and(|before| time < before) {
        wrong.push(Wrong::Order(at));
    }
    if let Some((_, until)) = before.and_then(|before| before.good).filter(|(_, until)| time > *until) {
        wrong.push(Wrong::Late(at, until));
    }
    wrong
}
