use db::Read;
use kernel::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::{Books, Findings, Word, places, signed};
use crate::{Error, raw::Raw};

/// Entries looked up at once.
const ENTRIES_AT_ONCE: usize = 500;

/// `ledger_subject`, the index of which leaves speak of a row, held against the leaves: what they say must be in it, and
/// there must be nothing more.
#[derive(Default)]
pub(super) struct Index {
    block: Vec<(Uuid, u64)>,
    found: u64,
}

impl Index {
    pub(super) fn mentions(&mut self, leaf: u64, ids: impl ExactSizeIterator<Item = Uuid>) {
        let (from, many) = (self.block.len(), ids.len() > 1);
        self.block.extend(ids.map(|id| (id, leaf)));
        if many {
            // The index has a row once, however often its leaf speaks of it.
            let mut mine = self.block.split_off(from);
            mine.sort_unstable();
            mine.dedup();
            self.block.append(&mut mine);
        }
    }

    pub(super) async fn settle(&mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        self.block.sort_unstable();
        for chunk in self.block.chunks(ENTRIES_AT_ONCE) {
            let values = || chunk.iter().flat_map(|(id, leaf)| [Value::from(*id), signed(*leaf).into()]);
            let told = format!("WITH told (id, leaf) AS (VALUES {})", places(read, chunk.len(), 2));
            // "Cross" keeps SQLite from walking the whole index for each chunk.
            let count = format!("{told} SELECT COUNT(*) FROM told CROSS JOIN ledger_subject s WHERE s.row_id = told.id AND s.idx = told.leaf");
            let count = match db::one(read, &count, values()).await {
                Ok(row) => row.as_ref().and_then(Raw::new).and_then(|row| row.whole(0)).unwrap_or_default(),
                Err(error) => return findings.unreadable(read, "indice", error),
            };
            self.found += count.unsigned_abs();
            if usize::try_from(count) == Ok(chunk.len()) {
                continue;
            }
            let lost = format!(
                "{told} SELECT told.id, told.leaf FROM told LEFT JOIN ledger_subject s ON s.row_id = told.id AND s.idx = told.leaf \
                 WHERE s.idx IS NULL"
            );
            for row in db::rows(read, &lost, values()).await?.iter().filter_map(Raw::new) {
                let (id, leaf) = (row.uuid(0).unwrap_or_default(), row.whole(1).unwrap_or_default());
                findings.add(format!("indice {id}"), format!("L'indice non sa che la voce {leaf} parla di questa riga."));
            }
        }
        self.block.clear();
        Ok(())
    }

    pub(super) async fn finish(self, read: &Read, books: &Books, findings: &mut Findings) -> Result<(), Error> {
        let count = match db::one(read, "SELECT COUNT(*) FROM ledger_subject", []).await {
            Ok(row) => row.as_ref().and_then(Raw::new).and_then(|row| row.whole(0)).unwrap_or_default(),
            Err(error) => return findings.unreadable(read, "indice", error),
        };
        if signed(self.found) == count {
            return Ok(());
        }
        if !name_strangers(read, books, findings).await? {
            let what = format!("L'indice ha {count} righe; il giornale ne spiega {}.", self.found);
            findings.add("indice", what);
        }
        Ok(())
    }
}

/// Names the entries that no leaf justifies: slow, only walked when there are too many. Says whether anything was named.
async fn name_strangers(read: &Read, books: &Books, findings: &mut Findings) -> Result<bool, Error> {
    let sqlite = ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite;
    let page = format!(
        "SELECT s.row_id, s.idx, j.leaf FROM ledger_subject s LEFT JOIN ledger_journal j ON j.idx = s.idx \
         WHERE (s.row_id, s.idx) > ($1, $2) ORDER BY s.row_id, s.idx LIMIT {ENTRIES_AT_ONCE}"
    );
    let mut row = if sqlite { Vec::new() } else { Uuid::nil().as_bytes().to_vec() };
    let (mut idx, mut named) = (i64::MIN, false);
    loop {
        // SQLite holds ids as bytes: what is no id must be stepped over as bytes too.
        let from: Value = if sqlite { row.clone().into() } else { Uuid::from_slice(&row).unwrap_or_default().into() };
        let entries = db::rows(read, &page, [from, idx.into()]).await?;
        for entry in entries.iter().filter_map(Raw::new) {
            let before = named;
            idx = entry.whole(1).unwrap_or(i64::MAX);
            named = true;
            let Some(id) = entry.uuid(0) else {
                findings.add("indice", "L'indice ha una riga che non si legge.");
                continue;
            };
            let there = u64::try_from(idx).is_ok_and(|idx| idx < books.end);
            match Word::of(entry.bytes(2), idx, None, id) {
                Word::Yes => named = before,
                Word::Lost if there => {}
                Word::Lost => findings.add(format!("indice {id}"), format!("L'indice parla della voce {idx}, che non c'è.")),
                Word::No => {
                    let what = format!("L'indice dice che la voce {idx} parla di questa riga, e non è vero.");
                    findings.add(format!("indice {id}"), what);
                }
            }
        }
        match entries.last().and_then(Raw::new) {
            Some(last) if entries.len() == ENTRIES_AT_ONCE => row = last.bytes(0).unwrap_or_default().to_vec(),
            _ => return Ok(named),
        }
    }
}
