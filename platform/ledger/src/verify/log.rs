use std::collections::BTreeMap;

use db::Read;
use tlog_tiles::{HASH_SIZE, Hash};

use super::{Books, Findings, signed};
use crate::{
    Error,
    checkpoint::Opener,
    raw::Raw,
    tree::{Edge, WIDTH},
};

/// Leaves whose tiles and checkpoints are brought before they are needed: sixteen tiles.
const LEAVES_AHEAD: u64 = 4_096;

/// A tile as it should be published: level, place, hashes.
type Tile = (u8, u64, Vec<u8>);

/// The Merkle tree, grown anew from the leaves and held against the published tiles and the signed checkpoints.
///
/// Where a leaf and its hash in the tile differ, two trees are grown, one from each; the next checkpoint says which of
/// the two was signed, so that what is named is what was changed.
pub(super) struct Log {
    opener: Opener,
    sealed: u64,
    journal: Grown,
    /// The tree of the tiles, while it is another.
    published: Option<Grown>,
    /// Leaves whose hash is not their tile's, until a checkpoint decides.
    suspects: Vec<u64>,
    /// A leaf is gone and so is its hash: from here on there is no tree to compare with.
    broken: bool,
    /// Places without a leaf, until one that has one follows.
    gap: Option<(u64, u64)>,
    /// How far tiles and checkpoints have been brought.
    loaded: u64,
    /// Level 0 of the tiles around the present leaves.
    tiles: BTreeMap<u64, Vec<u8>>,
    /// The checkpoints of the next leaves.
    checkpoints: BTreeMap<u64, Vec<u8>>,
    /// The size of the last checkpoint that held.
    held: u64,
    /// Checkpoints that do not hold after one that did not either.
    followers: u64,
    /// Tiles of the higher levels, ready to be compared.
    ready: Vec<Tile>,
}

#[derive(Clone, Default)]
struct Grown {
    edge: Edge,
    /// Tiles that filled up since the last checkpoint.
    full: Vec<Tile>,
}

impl Grown {
    fn push(&mut self, hash: Hash) {
        let before = self.full.len();
        self.edge.push(hash, &mut self.full);
        if self.full.len() > before {
            // Level 0 is compared hash by hash.
            self.full.retain(|(level, ..)| *level > 0);
        }
    }

    fn is(&self, root: [u8; 32]) -> bool {
        self.edge.root().is_some_and(|mine| mine.0 == root)
    }
}

impl Log {
    pub(super) fn new(key: &str, books: &Books) -> Result<Self, Error> {
        let opener = Opener::new(key).map_err(|what| Error::Damaged { index: 0, what })?;
        Ok(Self {
            opener,
            sealed: books.sealed,
            journal: Grown::default(),
            published: None,
            suspects: Vec::new(),
            broken: false,
            gap: None,
            loaded: 0,
            tiles: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            held: 0,
            followers: 0,
            ready: Vec::new(),
        })
    }

    /// Brings the tiles and checkpoints that speak of the leaves from `from` to before `until`, and of some more.
    pub(super) async fn load(
        &mut self,
        read: &Read,
        from: u64,
        until: u64,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        let until = until.min(self.sealed);
        if until <= self.loaded {
            return Ok(());
        }
        let until = self.sealed.min(until.saturating_add(LEAVES_AHEAD));
        let first = from / WIDTH;
        self.tiles.retain(|n, _| *n >= first);
        let known = self.tiles.keys().next_back().map_or(first, |n| n + 1);
        let until_tile = until.div_ceil(WIDTH);
        if known < until_tile {
            let sql = "SELECT n, data FROM ledger_tile WHERE level = 0 AND n >= $1 AND n < $2 ORDER BY n";
            match db::rows(read, sql, [signed(known).into(), signed(until_tile).into()]).await {
                Ok(rows) => self.tiles.extend(
                    rows.iter()
                        .filter_map(Raw::new)
                        .filter_map(|row| Some((u64::try_from(row.whole(0)?).ok()?, row.bytes(1)?.to_vec()))),
                ),
                Err(error) => findings.unreadable(read, format!("mattonella 0/{known}"), error)?,
            }
        }
        for n in known..until_tile {
            self.width(n, findings);
        }
        let sql = "SELECT size, note FROM ledger_checkpoint WHERE size > $1 AND size <= $2 ORDER BY size";
        match db::rows(read, sql, [signed(self.loaded).into(), signed(until).into()]).await {
            Ok(rows) => self.checkpoints.extend(
                rows.iter()
                    .filter_map(Raw::new)
                    .filter_map(|row| Some((u64::try_from(row.whole(0)?).ok()?, row.bytes(1)?.to_vec()))),
            ),
            Err(error) => findings.unreadable(read, format!("sigillo {}", self.loaded + 1), error)?,
        }
        self.loaded = until;
        Ok(())
    }

    fn width(&self, n: u64, findings: &mut Findings) {
        let expected = (self.sealed - n * WIDTH).min(WIDTH) as usize * HASH_SIZE;
        let place = || format!("mattonella 0/{n}");
        match self.tiles.get(&n).map(Vec::len) {
            Some(found) if found == expected => {}
            Some(found) => findings.add(place(), format!("La mattonella ha {found} byte invece di {expected}.")),
            None => findings.add(place(), "La mattonella manca."),
        }
    }

    /// The places from `next` to before `found` have no leaf.
    pub(super) fn missing(&mut self, next: u64, found: u64, findings: &mut Findings) {
        if next >= found {
            return;
        }
        match &mut self.gap {
            Some((_, end)) if *end == next => *end = found,
            gap => say(gap.replace((next, found)), findings),
        }
        for place in next..found.min(self.sealed) {
            if self.broken {
                break;
            }
            self.push(place, None, findings);
        }
    }

    /// Adds the hash of the leaf at `place`, or, where the leaf is gone, the one that its tile keeps.
    pub(super) fn push(&mut self, place: u64, leaf: Option<Hash>, findings: &mut Findings) {
        if leaf.is_some() {
            say(self.gap.take(), findings);
        }
        if place >= self.sealed || self.broken {
            return;
        }
        let published = self.published_hash(place);
        let Some(mine) = leaf.or(published) else {
            self.broken = true;
            return;
        };
        if published.is_some_and(|published| published != mine) {
            self.suspects.push(place);
            self.published.get_or_insert_with(|| self.journal.clone());
        }
        self.journal.push(mine);
        if let Some(other) = &mut self.published {
            other.push(published.unwrap_or(mine));
        }
        self.checkpoint(place + 1, findings);
    }

    fn published_hash(&self, place: u64) -> Option<Hash> {
        let from = usize::try_from(place % WIDTH).ok()? * HASH_SIZE;
        let hash = self.tiles.get(&(place / WIDTH))?.get(from..from + HASH_SIZE)?;
        hash.try_into().ok().map(Hash)
    }

    fn checkpoint(&mut self, size: u64, findings: &mut Findings) {
        let Some(note) = self.checkpoints.remove(&size) else { return };
        findings.checkpoints += 1;
        let opened = std::str::from_utf8(&note).map_err(|e| format!("il sigillo non si legge ({e})"));
        match opened.and_then(|note| self.opener.open(note)) {
            Ok(seal) if seal.size == size => self.decide(size, seal.root, findings),
            Ok(seal) => findings.add(format!("sigillo {size}"), format!("Il sigillo firma {} voci.", seal.size)),
            Err(what) => findings.add(format!("sigillo {size}"), format!("Il sigillo non vale: {what}.")),
        }
    }

    fn decide(&mut self, size: u64, root: [u8; 32], findings: &mut Findings) {
        if self.journal.is(root) {
            let mut last = None;
            for place in std::mem::take(&mut self.suspects) {
                if last.replace(place / WIDTH) != Some(place / WIDTH) {
                    let what = format!("La mattonella non corrisponde alla voce {place} del giornale.");
                    findings.add(format!("mattonella 0/{}", place / WIDTH), what);
                }
            }
        } else if let Some(published) = self.published.take_if(|other| other.is(root)) {
            for place in std::mem::take(&mut self.suspects) {
                let what = format!("La voce {place} è stata cambiata dopo essere stata firmata.");
                findings.add(format!("giornale {place}"), what);
            }
            self.journal = published;
        } else {
            return self.neither(size, findings);
        }
        self.published = None;
        self.ready.append(&mut self.journal.full);
        self.held = size;
        self.followers(findings);
    }

    /// Neither the leaves nor the tiles are what was signed.
    fn neither(&mut self, size: u64, findings: &mut Findings) {
        self.undecided(findings);
        if self.followers > 0 {
            self.followers += 1;
            return;
        }
        self.followers = 1;
        let what = match self.held {
            0 => format!("Le prime {size} voci del giornale non sono quelle firmate: almeno una è stata cambiata."),
            held => format!("Le voci da {held} a {} non sono quelle firmate: almeno una è stata cambiata.", size - 1),
        };
        findings.add(format!("sigillo {size}"), what);
    }

    fn followers(&mut self, findings: &mut Findings) {
        if self.followers > 1 {
            findings.add(
                "sigillo",
                format!("Per la stessa ragione non corrispondono altri {} sigilli.", self.followers - 1),
            );
        }
        self.followers = 0;
    }

    fn undecided(&mut self, findings: &mut Findings) {
        for place in std::mem::take(&mut self.suspects) {
            let what = format!(
                "La voce {place} e la mattonella 0/{} non corrispondono: una delle due è stata cambiata.",
                place / WIDTH
            );
            findings.add(format!("giornale {place}"), what);
        }
    }

    /// Compares the tiles of the higher levels that are ready.
    pub(super) async fn settle(&mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        if self.broken {
            self.checkpoints.clear();
        }
        for (level, n, data) in std::mem::take(&mut self.ready) {
            let sql = "SELECT data FROM ledger_tile WHERE level = $1 AND n = $2";
            let place = format!("mattonella {level}/{n}");
            match db::one(read, sql, [i64::from(level).into(), signed(n).into()]).await {
                Ok(Some(row)) if Raw::new(&row).is_some_and(|row| row.bytes(0) == Some(&data)) => {}
                Ok(Some(_)) => findings.add(place, "La mattonella non corrisponde a quelle che riassume."),
                Ok(None) => findings.add(place, "La mattonella manca."),
                Err(error) => findings.unreadable(read, place, error)?,
            }
        }
        Ok(())
    }

    pub(super) async fn finish(mut self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        say(self.gap.take(), findings);
        self.undecided(findings);
        self.followers(findings);
        if self.broken {
            findings.add("sigillo", "Dove mancano sia le voci sia le mattonelle i sigilli non si possono controllare.");
            return Ok(());
        }
        self.ready.append(&mut self.journal.full);
        let partial = self.journal.edge.partial().filter(|(level, ..)| *level > 0);
        self.ready.extend(partial.map(|(level, n, data)| (level, n, data.to_vec())));
        self.settle(read, findings).await?;
        let sql = "SELECT size FROM ledger_checkpoint WHERE size > $1 OR size <= 0 ORDER BY size LIMIT 200";
        for row in db::rows(read, sql, [signed(self.sealed).into()]).await? {
            let size: i64 = row.try_get("", "size")?;
            findings.add(format!("sigillo {size}"), "Il sigillo firma voci che nelle mattonelle non ci sono.");
        }
        Ok(())
    }
}

fn say(gap: Option<(u64, u64)>, findings: &mut Findings) {
    let Some((from, end)) = gap else { return };
    let what = match end - from {
        1 => format!("La voce {from} manca."),
        _ => format!("Le voci da {from} a {} mancano.", end - 1),
    };
    findings.add(format!("giornale {from}"), what);
}
