use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher, RandomState},
};

use db::Read;
use kernel::Uuid;
use memchr::memchr;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::{Books, Findings, leaves::LeafRef, signed};
use crate::{Error, raw::Raw};

/// Leaves whose entries in the index are summed together.
const LEAVES_IN_A_SUM: u64 = 256;
/// Entries of the index fetched at once.
const AT_ONCE: i64 = 8_192;
/// Sums that do not agree are looked into one by one, up to so many.
const MOST_SUMS: usize = 20;

/// `ledger_subject`, the index of which leaves speak of a row, held against the leaves.
///
/// Leaves and index come in different orders, so for each group of leaves there is a sum of hashes of (row, leaf): what
/// the leaves say is added, what the index says is taken away, and nothing must be left. The hashes have a key that is
/// drawn anew each time, so that no one can choose entries that cancel out.
#[derive(Default)]
pub(super) struct Index {
    key: RandomState,
    sums: Vec<u64>,
}

impl Index {
    fn hash(&self, id: Uuid, leaf: u64) -> u64 {
        self.key.hash_one((id.as_u128(), leaf))
    }

    fn add(&mut self, leaf: u64, entry: u64) {
        let Ok(group) = usize::try_from(leaf / LEAVES_IN_A_SUM) else { return };
        if self.sums.len() <= group {
            self.sums.resize(group + 1, 0);
        }
        if let Some(sum) = self.sums.get_mut(group) {
            *sum = sum.wrapping_add(entry);
        }
    }

    pub(super) fn mentions(&mut self, leaf: u64, ids: impl ExactSizeIterator<Item = Uuid>) {
        if ids.len() < 2 {
            ids.for_each(|id| self.add(leaf, self.hash(id, leaf)));
            return;
        }
        // The index has a row once, however often its leaf speaks of it.
        for id in ids.collect::<HashSet<Uuid>>() {
            self.add(leaf, self.hash(id, leaf));
        }
    }

    pub(super) async fn finish(mut self, read: &Read, books: &Books, findings: &mut Findings) -> Result<(), Error> {
        let mut from = Some(Key::first(read));
        while let Some(key) = from {
            from = self.stretch(read, &key, books, findings).await?;
        }
        self.name(read, books, findings).await
    }

    /// Takes away the entries that follow `from`. The last of them, unless the index ends there.
    async fn stretch(
        &mut self,
        read: &Read,
        from: &Key,
        books: &Books,
        findings: &mut Findings,
    ) -> Result<Option<Key>, Error> {
        let entries = format!(
            "SELECT row_id, idx FROM ledger_subject WHERE (row_id, idx) > ($1, $2) ORDER BY row_id, idx LIMIT {AT_ONCE}"
        );
        // All of them as one value: handing over each as a row of its own takes twice the time.
        let packed = format!(
            "SELECT COUNT(*), string_agg(CAST(row_id AS TEXT) || ':' || CAST(idx AS TEXT), ';') FROM ({entries}) AS e"
        );
        let row = db::one(read, &packed, from.values(read)).await?;
        let row = row.as_ref().and_then(Raw::new);
        let count = row.and_then(|row| row.whole(0)).unwrap_or_default();
        let packed = row.and_then(|row| row.bytes(1)).unwrap_or_default();
        let last = match unpack(packed, is_sqlite(read)).filter(|entries| signed(entries.len() as u64) == count) {
            Some(entries) => {
                entries.iter().for_each(|(id, idx)| self.entry(Some(*id), *idx, books, findings));
                entries.into_iter().max().map(|(id, idx)| Key { row: id.as_bytes().to_vec(), idx })
            }
            // Something among them is no id.
            None => {
                let rows = db::rows(read, &entries, from.values(read)).await?;
                for row in rows.iter().filter_map(Raw::new) {
                    self.entry(row.uuid(0), row.whole(1).unwrap_or(-1), books, findings);
                }
                rows.last().and_then(Raw::new).map(Key::of)
            }
        };
        Ok(last.filter(|_| count == AT_ONCE))
    }

    fn entry(&mut self, id: Option<Uuid>, idx: i64, books: &Books, findings: &mut Findings) {
        let leaf = u64::try_from(idx).ok().filter(|leaf| *leaf < books.end);
        match (id, leaf) {
            (Some(id), Some(leaf)) => self.add(leaf, self.hash(id, leaf).wrapping_neg()),
            (Some(id), None) => {
                findings.add(format!("indice {id}"), format!("L'indice parla della voce {idx}, che non c'è."))
            }
            (None, _) => findings.add("indice", "L'indice ha una riga che non si legge."),
        }
    }

    async fn name(&self, read: &Read, books: &Books, findings: &mut Findings) -> Result<(), Error> {
        let wrong: Vec<u64> = (0..).zip(&self.sums).filter(|(_, sum)| **sum != 0).map(|(group, _)| group).collect();
        for group in wrong.iter().take(MOST_SUMS) {
            let from = group * LEAVES_IN_A_SUM;
            if !name_group(read, from, books, findings).await? {
                let until = from + LEAVES_IN_A_SUM - 1;
                findings.add("indice", format!("L'indice non corrisponde alle voci del giornale da {from} a {until}."));
            }
        }
        if wrong.len() > MOST_SUMS {
            let what =
                format!("L'indice non corrisponde al giornale in altri {} gruppi di voci.", wrong.len() - MOST_SUMS);
            findings.add("indice", what);
        }
        Ok(())
    }
}

/// A place in the index, in the order of its key.
struct Key {
    /// SQLite holds ids as bytes, and what is no id must be stepped over too.
    row: Vec<u8>,
    idx: i64,
}

impl Key {
    fn first(read: &Read) -> Self {
        Self { row: if is_sqlite(read) { Vec::new() } else { Uuid::nil().as_bytes().to_vec() }, idx: i64::MIN }
    }

    fn of(row: Raw<'_>) -> Self {
        Self { row: row.bytes(0).unwrap_or_default().to_vec(), idx: row.whole(1).unwrap_or(i64::MAX) }
    }

    fn values(&self, read: &Read) -> [Value; 2] {
        let row = if is_sqlite(read) {
            self.row.clone().into()
        } else {
            Uuid::from_slice(&self.row).unwrap_or_default().into()
        };
        [row, self.idx.into()]
    }
}

fn is_sqlite(read: &Read) -> bool {
    ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite
}

/// Entries packed as an id, a colon, the digits of a place, a semicolon: SQLite's ids are sixteen bytes, PostgreSQL's text. `None`
/// where that is not what they are.
fn unpack(packed: &[u8], sqlite: bool) -> Option<Vec<(Uuid, i64)>> {
    let mut entries = Vec::with_capacity(8_192);
    let mut rest = packed;
    while !rest.is_empty() {
        let (id, after) = rest.split_at_checked(if sqlite { 16 } else { 36 })?;
        let id = if sqlite { Uuid::from_slice(id) } else { Uuid::try_parse_ascii(id) }.ok()?;
        let after = after.strip_prefix(b":")?;
        let end = memchr(b';', after).unwrap_or(after.len());
        let (digits, after) = after.split_at_checked(end)?;
        entries.push((id, std::str::from_utf8(digits).ok()?.parse().ok()?));
        rest = after.get(1..).unwrap_or_default();
    }
    Some(entries)
}

/// Names what differs in the index between the leaf `from` and the end of its group: slow, only for groups that do. Says
/// whether it found anything.
async fn name_group(read: &Read, from: u64, books: &Books, findings: &mut Findings) -> Result<bool, Error> {
    let mut named = false;
    let range = || [signed(from).into(), signed(from + LEAVES_IN_A_SUM).into()];
    let leaves = db::rows(read, "SELECT idx, leaf FROM ledger_journal WHERE idx >= $1 AND idx < $2", range()).await?;
    let mut told: BTreeMap<i64, HashSet<Uuid>> = BTreeMap::new();
    for row in leaves.iter().filter_map(Raw::new) {
        let Some(idx) = row.whole(0) else { continue };
        match row.bytes(1).map(LeafRef::parse) {
            Some(Ok(leaf)) if leaf.stands_at(idx) => {
                told.insert(idx, leaf.rows.iter().map(|mention| mention.1).collect());
            }
            // No witness, and named already.
            _ => named = true,
        }
    }
    named |= (leaves.len() as u64) < LEAVES_IN_A_SUM.min(books.end - from);
    let entries =
        db::rows(read, "SELECT row_id, idx FROM ledger_subject WHERE idx >= $1 AND idx < $2", range()).await?;
    for entry in entries.iter().filter_map(Raw::new) {
        let idx = entry.whole(1).unwrap_or(-1);
        let Some(id) = entry.uuid(0) else {
            findings.add("indice", "L'indice ha una riga che non si legge.");
            named = true;
            continue;
        };
        if told.get_mut(&idx).is_some_and(|ids| !ids.remove(&id)) {
            let what = format!("L'indice dice che la voce {idx} parla di questa riga, e non è vero.");
            findings.add(format!("indice {id}"), what);
            named = true;
        }
    }
    for (idx, ids) in told {
        for id in ids {
            findings.add(format!("indice {id}"), format!("L'indice non sa che la voce {idx} parla di questa riga."));
            named = true;
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_entries_are_read_back_and_rubbish_is_not() {
        let ids = [Uuid::from_u128(7), Uuid::from_u128(u128::from_be_bytes(*b";0;1;2;3;4;5;6;7"))];
        for sqlite in [true, false] {
            let pack = |id: Uuid| if sqlite { id.as_bytes().to_vec() } else { id.to_string().into_bytes() };
            let good = [pack(ids[0]), b":12;".to_vec(), pack(ids[1]), b":-3".to_vec()].concat();
            assert_eq!(unpack(&good, sqlite), Some(vec![(ids[0], 12), (ids[1], -3)]));
            assert_eq!(unpack(b"", sqlite), Some(vec![]));
            // The second is an id that is longer than ids are.
            let longer = [&pack(ids[0])[..], b":1:2"].concat();
            for bad in [&good[..9], &longer, b";".as_slice(), &[good.as_slice(), b";x"].concat()] {
                assert_eq!(unpack(bad, sqlite), None, "{bad:?}");
            }
        }
    }
}
