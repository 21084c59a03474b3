use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher, RandomState},
};

use db::Read;
use kernel::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::{Books, Findings, leaves::LeafRef, signed};
use crate::{Error, raw::Raw};

/// Leaves whose entries in the index are summed together.
const LEAVES_IN_A_SUM: u64 = 4_096;
/// Entries read at once.
const ENTRIES_AT_ONCE: usize = 8_192;
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
        let sqlite = ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite;
        let page = format!(
            "SELECT row_id, idx FROM ledger_subject WHERE (row_id, idx) > ($1, $2) ORDER BY row_id, idx LIMIT {ENTRIES_AT_ONCE}"
        );
        let mut row = if sqlite { Vec::new() } else { Uuid::nil().as_bytes().to_vec() };
        let mut idx = i64::MIN;
        loop {
            // SQLite holds ids as bytes: what is no id must be stepped over as bytes too.
            let from: Value = if sqlite { row.clone().into() } else { Uuid::from_slice(&row).unwrap_or_default().into() };
            let entries = match db::rows(read, &page, [from, idx.into()]).await {
                Ok(entries) => entries,
                Err(error) => return findings.unreadable(read, "indice", error),
            };
            for entry in entries.iter().filter_map(Raw::new) {
                self.entry(entry, books, findings);
            }
            let Some(last) = entries.last().filter(|_| entries.len() == ENTRIES_AT_ONCE).and_then(Raw::new) else { break };
            row = last.bytes(0).unwrap_or_default().to_vec();
            idx = last.whole(1).unwrap_or(i64::MAX);
        }
        self.name(read, findings).await
    }

    fn entry(&mut self, entry: Raw<'_>, books: &Books, findings: &mut Findings) {
        let idx = entry.whole(1).unwrap_or(-1);
        let leaf = u64::try_from(idx).ok().filter(|leaf| *leaf < books.end);
        match (entry.uuid(0), leaf) {
            (Some(id), Some(leaf)) => self.add(leaf, self.hash(id, leaf).wrapping_neg()),
            (Some(id), None) => findings.add(format!("indice {id}"), format!("L'indice parla della voce {idx}, che non c'è.")),
            (None, _) => findings.add("indice", "L'indice ha una riga che non si legge."),
        }
    }

    async fn name(&self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        let wrong: Vec<u64> = (0..).zip(&self.sums).filter(|(_, sum)| **sum != 0).map(|(group, _)| group).collect();
        for group in wrong.iter().take(MOST_SUMS) {
            name_group(read, group * LEAVES_IN_A_SUM, findings).await?;
        }
        if wrong.len() > MOST_SUMS {
            let what = format!("L'indice non corrisponde al giornale in altri {} gruppi di voci.", wrong.len() - MOST_SUMS);
            findings.add("indice", what);
        }
        Ok(())
    }
}

/// Names what differs in the index between the leaf `from` and the end of its group: slow, only for groups that do.
async fn name_group(read: &Read, from: u64, findings: &mut Findings) -> Result<(), Error> {
    let range = || [signed(from).into(), signed(from + LEAVES_IN_A_SUM).into()];
    let leaves = db::rows(read, "SELECT idx, leaf FROM ledger_journal WHERE idx >= $1 AND idx < $2", range()).await?;
    let mut told: BTreeMap<i64, HashSet<Uuid>> = BTreeMap::new();
    for row in leaves.iter().filter_map(Raw::new) {
        // A leaf that is no witness has been named already, and says nothing about the index.
        let (Some(idx), Some(Ok(leaf))) = (row.whole(0), row.bytes(1).map(LeafRef::parse)) else { continue };
        if leaf.stands_at(idx) {
            told.insert(idx, leaf.rows.iter().map(|mention| mention.1).collect());
        }
    }
    let entries = db::rows(read, "SELECT row_id, idx FROM ledger_subject WHERE idx >= $1 AND idx < $2", range()).await?;
    for entry in entries.iter().filter_map(Raw::new) {
        let (Some(id), Some(idx)) = (entry.uuid(0), entry.whole(1)) else { continue };
        if told.get_mut(&idx).is_some_and(|ids| !ids.remove(&id)) {
            let what = format!("L'indice dice che la voce {idx} parla di questa riga, e non è vero.");
            findings.add(format!("indice {id}"), what);
        }
    }
    for (idx, ids) in told {
        for id in ids {
            findings.add(format!("indice {id}"), format!("L'indice non sa che la voce {idx} parla di questa riga."));
        }
    }
    Ok(())
}
