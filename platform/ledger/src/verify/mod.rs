//! Rechecks everything, from the signed checkpoints down to the single column, and changes nothing.

mod attested;
mod books;
mod findings;
mod index;
mod instant;
mod leaves;
mod log;
mod rows;

pub(crate) use instant::parse as parse_instant;

use std::{borrow::Cow, collections::HashSet};

use db::Read;
use kernel::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult};
use tlog_tiles::record_hash;

use crate::{
    Error, Ledger, RecordTable,
    packed::{self, Packed, field},
    raw::{Kind, Raw},
};
use books::Books;
use findings::{Findings, going_on};
pub use findings::{Problem, Report};
use index::Index;
use leaves::{LeafRef, Leaves};
use log::Log;
use rows::Rows;

/// Leaves read at once.
const LEAVES_AT_ONCE: u64 = 1_024;
/// Bytes of leaves in a block that are too many: a bulk work's leaf speaks of thousands of rows.
const TOO_MANY_BYTES: usize = 8_000_000;
/// Places looked at together at most, where leaves are missing.
const PLACES_AT_ONCE: u64 = 65_536;
/// So many places of the journal in a row that the engine cannot read mean that there is no point in going on.
const UNREADABLE_IN_A_ROW: u64 = 10_000;

/// Rechecks everything: the leaves' order and hashes, tiles, checkpoints, registers without holes, and for every table
/// of record that each row is the one of its last leaf, that none is missing and none was added from outside.
///
/// Reads one consistent view and writes nothing: it does not seal, so that it never signs what it has not looked at.
/// Leaves that wait for the next seal are checked against the rows, but no signature covers them yet. Memory is bounded by
/// the rows that were written more than once. `progress` hears how many leaves of how many are done.
///
/// # Errors
/// Those of the database; what does not hold is not an error but a [`Problem`].
pub async fn verify(
    ledger: &Ledger,
    tables: &[&dyn RecordTable],
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<Report, Error> {
    let mut findings = Findings::default();
    let mut rows = Rows::new(ledger, tables, &mut findings).await?;
    let read = ledger.db().read().await?;
    let books = Books::load(&read, ledger.key(), &mut findings).await?;
    let mut log = Log::new(&ledger.verifier_key(), &books)?;
    let mut leaves = Leaves::default();
    let mut index = Index::default();
    let (mut next, mut at_once) = (0, LEAVES_AT_ONCE);
    while next < books.end {
        let block = Block::fetch(&read, next, books.reach(next), at_once, &mut findings).await?;
        log.load(&read, next, block.until, &mut findings).await?;
        let stored = block.leaves();
        at_once = Block::next_size(at_once, stored.iter().map(|stored| stored.leaf.len()).sum());
        for Stored { place, leaf, salt } in stored {
            log.missing(next, place, &mut findings);
            log.push(place, Some(record_hash(leaf)), &mut findings);
            leaves.read(place, leaf, salt.as_deref(), &mut rows, &mut index, &mut findings);
            next = place + 1;
        }
        log.missing(next, block.until, &mut findings);
        next = block.until;
        log.settle(&read, &mut findings).await?;
        rows.settle(&read, &mut findings).await?;
        progress(next, books.end);
    }
    let result = books.beyond(&read, &mut findings).await;
    findings.read(&read, "mattonella", result)?;
    let result = log.finish(&read, &mut findings).await;
    findings.read(&read, "sigillo", result)?;
    let result = attested::check(&read, &mut findings).await;
    findings.read(&read, "sigillo", result)?;
    let result = leaves.finish(&read, &books, &mut findings).await;
    findings.read(&read, "registro", result)?;
    rows.finish(&read, &mut findings).await?;
    let result = index.finish(&read, &books, &mut findings).await;
    findings.read(&read, "indice", result)?;
    Ok(findings.report())
}

/// Some leaves as they stand.
struct Block {
    held: Held,
    from: u64,
    /// The first place that this block says nothing about.
    until: u64,
}

/// Leaf and salt of each place.
enum Held {
    /// Every place from the first on has its leaf.
    Packed(Packed),
    /// The same, a row each.
    Dense(Vec<QueryResult>),
    /// Some places have none: the rows say which they are.
    Sparse(Vec<QueryResult>),
}

impl Block {
    /// The leaves from `from` on, up to `end` or less.
    async fn fetch(read: &Read, from: u64, end: u64, at_once: u64, findings: &mut Findings) -> Result<Self, Error> {
        let until = end.min(from.saturating_add(at_once));
        if ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite {
            // The walk along the key is in its order; each leaf says its place besides.
            let fields = [field("leaf", Kind::Text), field("salt", Kind::Bytes)];
            let which = "ledger_journal WHERE idx >= $1 AND idx < $2";
            match Packed::fetch(read, &fields, which, [signed(from).into(), signed(until).into()]).await {
                Ok(Some(packed)) if packed.len() as u64 == until - from => {
                    return Ok(Self { held: Held::Packed(packed), from, until });
                }
                _ => {}
            }
        }
        // One value less for each leaf is a tenth of the time: places are asked for only where some are empty.
        let sql = "SELECT leaf, salt FROM ledger_journal WHERE idx >= $1 AND idx < $2 ORDER BY idx";
        match db::rows(read, sql, [signed(from).into(), signed(until).into()]).await {
            Ok(rows) if rows.len() as u64 == until - from => Ok(Self { held: Held::Dense(rows), from, until }),
            Ok(_) => Self::sparse(read, from, end, at_once, findings).await,
            Err(error) => {
                going_on(read, error.into())?;
                Self::sparse(read, from, end, 1, findings).await
            }
        }
    }

    /// The same where leaves are missing, or where the engine stumbles and one at a time is better.
    async fn sparse(read: &Read, from: u64, end: u64, limit: u64, findings: &mut Findings) -> Result<Self, Error> {
        let sql = "SELECT leaf, salt, idx FROM ledger_journal WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3";
        for first in from..end.min(from.saturating_add(UNREADABLE_IN_A_ROW)) {
            match db::rows(read, sql, [signed(first).into(), signed(end).into(), signed(limit).into()]).await {
                Ok(rows) => {
                    let full = rows.len() as u64 == limit;
                    let last = rows.last().and_then(Raw::new).and_then(|row| row.whole(2));
                    let last = last.and_then(|idx| u64::try_from(idx).ok()).filter(|_| full);
                    return Ok(Self { held: Held::Sparse(rows), from, until: last.map_or(end, |last| last + 1) });
                }
                // The rest of the stretch is told as missing.
                Err(error) if first == from => findings.unreadable(read, format!("giornale {from}"), error)?,
                Err(_) => {}
            }
        }
        if end <= from.saturating_add(UNREADABLE_IN_A_ROW) {
            return Ok(Self { held: Held::Sparse(Vec::new()), from, until: end });
        }
        Err(Error::Damaged { index: from, what: "il database non riesce a leggere il giornale".into() })
    }

    /// How many leaves to ask for after this block of `size`, whose leaves have so many bytes.
    fn next_size(size: u64, bytes: usize) -> u64 {
        if bytes > TOO_MANY_BYTES { (size / 4).max(16) } else { (size * 2).min(LEAVES_AT_ONCE) }
    }

    fn leaves(&self) -> Vec<Stored<'_>> {
        match &self.held {
            Held::Packed(packed) => {
                (self.from..).zip(packed.rows()).map(|(place, row)| Stored::packed(place, row)).collect()
            }
            Held::Dense(rows) => {
                (self.from..).zip(rows).filter_map(|(place, row)| Some(Stored::new(place, Raw::new(row)?))).collect()
            }
            Held::Sparse(rows) => {
                let place = |row: Raw<'_>| u64::try_from(row.whole(2)?).ok();
                rows.iter().filter_map(Raw::new).filter_map(|row| Some(Stored::new(place(row)?, row))).collect()
            }
        }
    }
}

/// A leaf as it is kept, with the salt beside it.
struct Stored<'a> {
    place: u64,
    leaf: &'a [u8],
    salt: Option<Cow<'a, [u8]>>,
}

impl<'a> Stored<'a> {
    fn new(place: u64, row: Raw<'a>) -> Self {
        Self { place, leaf: row.bytes(0).unwrap_or_default(), salt: row.bytes(1).map(Cow::Borrowed) }
    }

    fn packed(place: u64, mut row: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut next = || row.next().and_then(packed::value);
        let leaf = next().unwrap_or_default();
        Self { place, leaf, salt: next().map(|digits| Cow::Owned(hex::decode(digits).unwrap_or_default())) }
    }
}

/// A count or place as the engines keep it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The places of so many values in a statement: `$1, $2, $3`. SQLite looks up a named place slowly where there are
/// hundreds: there they have no name.
pub(crate) fn places(read: &Read, count: usize) -> String {
    if ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite {
        return ["?"].repeat(count).join(", ");
    }
    (1..=count).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// What a leaf's bytes say of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Yes,
    No,
    /// The leaf is not there, or is no witness: it has been named already.
    Lost,
}

impl Word {
    /// What a leaf says of each of these rows.
    fn of(leaf: Option<&[u8]>, place: i64, table: &str, ids: &[Uuid]) -> Vec<Self> {
        match leaf.map(LeafRef::parse) {
            Some(Ok(leaf)) if leaf.stands_at(place) => {
                let ours = leaf.rows.iter().filter(|mention| mention.0 == table).map(|mention| mention.1);
                let ours: HashSet<Uuid> = ours.collect();
                ids.iter().map(|id| if ours.contains(id) { Self::Yes } else { Self::No }).collect()
            }
            _ => vec![Self::Lost; ids.len()],
        }
    }
}
