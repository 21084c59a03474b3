use std::collections::{BTreeMap, HashMap};

use db::Read;
use kernel::Uuid;

use super::{Findings, Word, findings::cause, leaves::MentionRef, places};
use crate::{Error, Ledger, Op, RecordTable, raw::Raw, row_digest, row_salt};

/// Rows fetched at once.
const ROWS_AT_ONCE: usize = 1_000;
/// After a stretch that was not worth walking, so many times the rows are asked for one by one.
const PATIENCE: u32 = 16;

/// What is expected of a row by the last leaf that spoke of it.
struct Expected {
    leaf: u64,
    ordinal: usize,
    digest: [u8; 32],
    salt: Option<[u8; 16]>,
}

/// One table of record while the journal goes by.
struct Watched<'a> {
    table: &'a dyn RecordTable,
    /// Rows that leaves say were written for the first time.
    inserted: u64,
    /// Rows of the present block, in the order of the leaves.
    block: Vec<(Uuid, Expected)>,
    /// How many times more the rows are asked for by id, before a stretch is tried again.
    scattered: u32,
    /// Rows that are not what a leaf says: wrong, unless a later leaf speaks of them.
    pending: HashMap<Uuid, Expected>,
}

/// The tables of record, held against the journal.
pub(super) struct Rows<'a> {
    tables: Vec<Watched<'a>>,
    /// Tables that the database cannot give: said once, and no more.
    closed: Vec<&'static str>,
}

impl<'a> Rows<'a> {
    /// Tries each table by itself, so that one that was dropped, or lost a column, has a name.
    pub(super) async fn new(
        ledger: &Ledger,
        tables: &[&'a dyn RecordTable],
        findings: &mut Findings,
    ) -> Result<Self, Error> {
        let (mut watched, mut closed) = (Vec::new(), Vec::new());
        for table in tables.iter().copied() {
            let read = ledger.db().read().await?;
            match table.canonical(&read, &[Uuid::nil()]).await {
                Ok(_) => watched.push(Watched {
                    table,
                    inserted: 0,
                    block: Vec::new(),
                    scattered: 0,
                    pending: HashMap::new(),
                }),
                Err(error) => {
                    closed.push(table.name());
                    findings.add(table.name(), format!("La tabella non si legge ({}).", cause(&error)));
                }
            }
        }
        Ok(Self { tables: watched, closed })
    }

    pub(super) fn mention(
        &mut self,
        leaf: u64,
        ordinal: usize,
        mention: &MentionRef<'_>,
        salt: Option<&[u8]>,
        findings: &mut Findings,
    ) {
        let MentionRef(table, id, op, digest) = mention;
        let Some(watched) = self.tables.iter_mut().find(|watched| watched.table.name() == table) else {
            if !self.closed.contains(&table.as_ref()) {
                findings.add(format!("giornale {leaf}"), format!("La voce parla della tabella {table}, che non c'è."));
            }
            return;
        };
        let mut expected =
            Expected { leaf, ordinal, digest: [0; 32], salt: salt.and_then(|salt| salt.try_into().ok()) };
        if hex::decode_to_slice(digest.as_bytes(), &mut expected.digest).is_err() {
            return findings.add(format!("giornale {leaf}"), format!("L'impronta della riga {id} non si legge."));
        }
        if *op == Op::Insert {
            watched.inserted += 1;
        }
        if !watched.pending.is_empty() {
            watched.pending.remove(id);
        }
        watched.block.push((*id, expected));
    }

    /// Compares rows with what the block's leaves say. A row written again later is looked at again then.
    pub(super) async fn settle(&mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        for watched in &mut self.tables {
            watched.settle(read, findings).await?;
        }
        Ok(())
    }

    pub(super) async fn finish(self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        for watched in self.tables {
            let name = watched.table.name();
            let result = watched.finish(read, findings).await;
            findings.read(read, name, result)?;
        }
        Ok(())
    }
}

impl Expected {
    fn is(&self, content: &[u8]) -> bool {
        self.salt.is_some_and(|salt| row_digest(&row_salt(&salt, self.ordinal), content) == self.digest)
    }
}

impl Watched<'_> {
    async fn settle(&mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        let mut block = std::mem::take(&mut self.block);
        // Stable: of a row that was written twice in the block, the last word is what counts.
        block.sort_by_key(|(id, _)| *id);
        block.dedup_by(|later, earlier| {
            later.0 == earlier.0 && {
                std::mem::swap(later, earlier);
                true
            }
        });
        let mut holds = vec![false; block.len()];
        for (chunk, holds) in block.chunks(ROWS_AT_ONCE).zip(holds.chunks_mut(ROWS_AT_ONCE)) {
            for (id, content) in self.stretch(read, chunk, findings).await? {
                let Ok(at) = chunk.binary_search_by_key(&id, |(id, _)| *id) else { continue };
                if let (Some((_, expected)), Some(holds)) = (chunk.get(at), holds.get_mut(at)) {
                    *holds |= expected.is(&content);
                }
            }
        }
        findings.rows += holds.iter().filter(|holds| **holds).count() as u64;
        self.pending.extend(block.into_iter().zip(holds).filter(|(_, holds)| !holds).map(|(row, _)| row));
        Ok(())
    }

    /// The contents of these rows, and perhaps of others. Rows that were written one after the other have ids that follow
    /// one another: where that is so, walking the stretch is quicker than asking for each.
    async fn stretch(
        &mut self,
        read: &Read,
        rows: &[(Uuid, Expected)],
        findings: &mut Findings,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, Error> {
        let ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        self.scattered = self.scattered.saturating_sub(1);
        if self.scattered == 0 {
            let limit = ids.len() as u64 + ids.len() as u64 / 4 + 2;
            match self.table.between(read, *first, *last, limit).await {
                Ok(contents) if (contents.len() as u64) < limit => return Ok(contents),
                Ok(_) => self.scattered = PATIENCE,
                Err(_) => {}
            }
        }
        self.contents(read, &ids, findings).await
    }

    async fn contents(
        &self,
        read: &Read,
        ids: &[Uuid],
        findings: &mut Findings,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, Error> {
        if let Ok(contents) = self.table.canonical(read, ids).await {
            return Ok(contents);
        }
        // A damaged page: the rows that are still there are read one by one.
        let mut contents = Vec::new();
        for id in ids {
            match self.table.canonical(read, &[*id]).await {
                Ok(mut one) => contents.append(&mut one),
                Err(error) => findings.unreadable(read, format!("{} {id}", self.table.name()), error)?,
            }
        }
        Ok(contents)
    }

    async fn finish(mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        let mut wrong: Vec<(Uuid, Expected)> = self.pending.drain().collect();
        wrong.sort_unstable_by_key(|(id, expected)| (expected.leaf, *id));
        let mut gone = 0;
        for chunk in wrong.chunks(ROWS_AT_ONCE) {
            let ids: Vec<Uuid> = chunk.iter().map(|(id, _)| *id).collect();
            let there: HashMap<Uuid, Vec<u8>> = self.contents(read, &ids, findings).await?.into_iter().collect();
            for (id, expected) in chunk {
                let leaf = expected.leaf;
                let what = match there.get(id) {
                    None => {
                        gone += 1;
                        format!("La riga scritta alla voce {leaf} del giornale non c'è più.")
                    }
                    Some(_) if expected.salt.is_none() => {
                        format!("La riga non si può controllare: alla voce {leaf} del giornale manca il sale giusto.")
                    }
                    Some(_) => format!("La riga non è quella scritta alla voce {leaf} del giornale: è stata cambiata."),
                };
                findings.add(format!("{} {id}", self.table.name()), what);
            }
        }
        self.strangers(read, gone, findings).await
    }

    /// Names the rows that no leaf speaks of. They are looked for only where there are more rows than there should be.
    async fn strangers(&self, read: &Read, gone: u64, findings: &mut Findings) -> Result<(), Error> {
        let name = self.table.name();
        let count = self.table.count(read).await?;
        if count <= self.inserted.saturating_sub(gone) {
            return Ok(());
        }
        let (mut seen, mut after) = (0_u64, Uuid::nil());
        loop {
            let ids = self.table.ids_after(read, after, ROWS_AT_ONCE as u64).await?;
            let Some(last) = ids.last() else { break };
            after = *last;
            seen += ids.len() as u64;
            let told = self.told(read, &ids).await?;
            for id in &ids {
                let what = match told.get(id) {
                    Some((Word::Yes, _)) => continue,
                    Some((Word::Lost, leaf)) => {
                        format!(
                            "La riga non si può controllare: la voce {leaf} del giornale, che ne parlava, manca o non si legge."
                        )
                    }
                    _ => "La riga non è passata dal giornale: qualcuno l'ha aggiunta da fuori.".into(),
                };
                findings.add(format!("{name} {id}"), what);
            }
        }
        if seen != count {
            let what =
                format!("La tabella ha {count} righe, ma solo {seen} hanno un identificativo loro che si legge.");
            findings.add(name, what);
        }
        Ok(())
    }

    /// What the leaves really say of these rows. The index is only where to look: it may have been changed too.
    async fn told(&self, read: &Read, ids: &[Uuid]) -> Result<HashMap<Uuid, (Word, i64)>, Error> {
        // The first leaf that speaks of a row is enough, if it does.
        let first = "SELECT row_id, MIN(idx) FROM ledger_subject WHERE row_id IN";
        let mut told = self.words(read, first, "GROUP BY row_id", ids).await?;
        let doubtful: Vec<Uuid> =
            ids.iter().copied().filter(|id| told.get(id).is_some_and(|(word, _)| *word != Word::Yes)).collect();
        if !doubtful.is_empty() {
            let all = "SELECT row_id, idx FROM ledger_subject WHERE row_id IN";
            told.extend(self.words(read, all, "", &doubtful).await?);
        }
        Ok(told)
    }

    async fn words(
        &self,
        read: &Read,
        select: &str,
        after: &str,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, (Word, i64)>, Error> {
        let sql = format!("{select} ({}) {after}", places(read, ids.len()));
        let mut by_leaf: BTreeMap<i64, Vec<Uuid>> = BTreeMap::new();
        for row in db::rows(read, &sql, ids.iter().map(|id| (*id).into())).await?.iter().filter_map(Raw::new) {
            if let (Some(id), Some(place)) = (row.uuid(0), row.whole(1)) {
                by_leaf.entry(place).or_default().push(id);
            }
        }
        let mut told: HashMap<Uuid, (Word, i64)> = HashMap::new();
        // One leaf at a time: that of a bulk work is large, and speaks of many of these rows.
        for (place, ids) in by_leaf {
            let leaf = db::one(read, "SELECT leaf FROM ledger_journal WHERE idx = $1", [place.into()]).await?;
            let words =
                Word::of(leaf.as_ref().and_then(Raw::new).and_then(|row| row.bytes(0)), place, self.table.name(), &ids);
            for (id, word) in ids.into_iter().zip(words) {
                let known = told.entry(id).or_insert((word, place));
                if known.0 != Word::Yes && word != Word::No {
                    *known = (word, place);
                }
            }
        }
        Ok(told)
    }
}
