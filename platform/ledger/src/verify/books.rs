use std::collections::BTreeMap;

use db::Read;
use kernel::Instant;
use sea_orm::QueryResult;

use super::{Findings, PLACES_AT_ONCE, signed};
use crate::{Error, checkpoint::Key, raw::Raw, tree::WIDTH};

/// What the ledger's small tables say of its size, held against each other.
pub(super) struct Books {
    /// Leaves that should be there.
    pub(super) end: u64,
    /// Leaves that tiles and checkpoints cover.
    pub(super) sealed: u64,
    /// The instant of the last write.
    pub(super) last_at: Option<Instant>,
    /// Per level of tiles: the lowest and the highest place.
    tiles: BTreeMap<i64, (i64, i64)>,
}

impl Books {
    pub(super) async fn load(read: &Read, key: &Key, findings: &mut Findings) -> Result<Self, Error> {
        let result = check_key(read, key, findings).await;
        findings.read(read, "chiave", result)?;
        let head = only_row(read, "ledger_head", "size, last_at", "testa", findings).await?;
        let seal = only_row(read, "ledger_seal", "size, made", "sigillo", findings).await?;
        let result = pair(read, "SELECT COUNT(*), COALESCE(MAX(size), 0) FROM ledger_checkpoint").await;
        let (count, latest) = findings.read(read, "sigillo", result)?.unwrap_or_default();
        let result = tiled(read).await;
        let tiled = findings.read(read, "mattonella", result)?.unwrap_or_default();
        // One changed by hand is outvoted by the other two.
        let mut votes = [seal.map_or(latest, |(mark, _)| mark), latest, tiled];
        votes.sort_unstable();
        let sealed = votes[1].max(0).unsigned_abs();
        if let Some((mark, made)) = seal {
            if mark != signed(sealed) {
                let what = format!(
                    "Il segno dice che sono sigillate {mark} voci, ma i sigilli e le mattonelle arrivano a {sealed}."
                );
                findings.add("sigillo", what);
            }
            if made != count {
                findings.add("sigillo", format!("I sigilli fatti sono {made}, quelli conservati {count}."));
            }
        }
        if latest < signed(sealed) {
            findings.add(format!("sigillo {sealed}"), format!("Il sigillo di {sealed} voci manca."));
        } else if latest > signed(sealed) {
            let what = format!("Il sigillo firma più voci delle {sealed} che stanno nelle mattonelle.");
            findings.add(format!("sigillo {latest}"), what);
        }
        let size = match head {
            Some((size, _)) if size >= signed(sealed) => size.unsigned_abs(),
            Some((size, _)) => {
                findings.add("testa", format!("La testa conta {size} voci, ma ne sono sigillate {sealed}."));
                sealed
            }
            None => sealed,
        };
        let result = following(read, size).await;
        let end = size + findings.read(read, "giornale", result)?.unwrap_or_default();
        // Where the head itself does not hold, the leaves that wait for a seal are not to blame.
        if end > size && head.is_some_and(|(told, _)| told == signed(size)) {
            let what = format!("Dalla voce {size} alla {} il giornale va oltre la fine che segna la testa.", end - 1);
            findings.add(format!("giornale {size}"), what);
        }
        let last_at = head.map(|(_, last_at)| Instant::from_micros(last_at));
        let result = tile_places(read).await;
        let tiles = findings.read(read, "mattonella", result)?.unwrap_or_default();
        Ok(Self { end, sealed, last_at, tiles })
    }

    /// How far one step that starts at `from` may look.
    pub(super) fn reach(&self, from: u64) -> u64 {
        // Beyond the tiles there is nothing to walk through: a head of any size costs nothing.
        if from < self.sealed { self.end.min(from.saturating_add(PLACES_AT_ONCE)) } else { self.end }
    }

    /// Leaves and tiles past the end can only have been put there from outside.
    pub(super) async fn beyond(&self, read: &Read, findings: &mut Findings) -> Result<(), Error> {
        let sql = "SELECT idx FROM ledger_journal WHERE idx >= $1 OR idx < 0 ORDER BY idx LIMIT 200";
        for row in db::rows(read, sql, [signed(self.end).into()]).await? {
            let index: i64 = row.try_get("", "idx")?;
            findings.add(format!("giornale {index}"), format!("La voce {index} sta oltre la fine del giornale."));
        }
        for (level, (lowest, highest)) in &self.tiles {
            let shift = u32::try_from(*level).ok().and_then(|level| level.checked_mul(8)).filter(|shift| *shift < 64);
            let expected = signed(shift.map_or(0, |shift| self.sealed >> shift).div_ceil(WIDTH));
            if *lowest >= 0 && *highest < expected {
                continue;
            }
            let sql = "SELECT n FROM ledger_tile WHERE level = $1 AND (n < 0 OR n >= $2) ORDER BY n LIMIT 200";
            for row in db::rows(read, sql, [(*level).into(), expected.into()]).await? {
                let n: i64 = row.try_get("", "n")?;
                findings.add(
                    format!("mattonella {level}/{n}"),
                    "La mattonella è di troppo: il giornale non arriva fin lì.",
                );
            }
        }
        Ok(())
    }
}

/// How many leaves stand without a gap from `size` on: more than the head knows, but perhaps the head was changed.
async fn following(read: &Read, size: u64) -> Result<u64, Error> {
    let sql = "SELECT idx FROM ledger_journal WHERE idx >= $1 ORDER BY idx LIMIT 10000";
    let rows = db::rows(read, sql, [signed(size).into()]).await?;
    let run =
        rows.iter().filter_map(Raw::new).zip(size..).take_while(|(row, place)| row.whole(0) == Some(signed(*place)));
    Ok(run.count() as u64)
}

async fn check_key(read: &Read, key: &Key, findings: &mut Findings) -> Result<(), Error> {
    let rows = db::rows(read, "SELECT id, origin, seed FROM ledger_key ORDER BY id", []).await?;
    let same = |row: &QueryResult| {
        Raw::new(row).is_some_and(|row| {
            row.whole(0) == Some(1) && key.is(row.bytes(1).unwrap_or_default(), row.bytes(2).unwrap_or_default())
        })
    };
    match rows.as_slice() {
        [row] if same(row) => {}
        [] => findings.add("chiave", "La chiave che firma i sigilli manca dal database."),
        [_] => {
            findings.add("chiave", "La chiave che sta nel database non è quella con cui il registro è stato aperto.")
        }
        _ => findings.add("chiave", "Nel database ci sono più chiavi: una è di troppo."),
    }
    Ok(())
}

/// The two numbers of a table that has a single row, the one with id 1.
async fn only_row(
    read: &Read,
    table: &str,
    columns: &str,
    place: &str,
    findings: &mut Findings,
) -> Result<Option<(i64, i64)>, Error> {
    let result = db::rows(read, &format!("SELECT id, {columns} FROM {table} ORDER BY id"), []).await;
    let Some(rows) = findings.read(read, place, result)? else { return Ok(None) };
    let mut found = None;
    for row in rows.iter().filter_map(Raw::new) {
        if row.whole(0) == Some(1) {
            found = Some((row.whole(1).unwrap_or_default(), row.whole(2).unwrap_or_default()));
        } else {
            findings.add(place, format!("La tabella {table} ha una riga di troppo."));
        }
    }
    if found.is_none() {
        findings.add(place, format!("La riga della tabella {table} manca."));
    }
    Ok(found)
}

async fn pair(read: &Read, sql: &str) -> Result<(i64, i64), Error> {
    let row = db::one(read, sql, []).await?;
    let row = row.as_ref().and_then(Raw::new);
    Ok(row.map_or((0, 0), |row| (row.whole(0).unwrap_or_default(), row.whole(1).unwrap_or_default())))
}

/// How many leaves the lowest level of tiles holds.
async fn tiled(read: &Read) -> Result<i64, Error> {
    let row = db::one(read, "SELECT n, data FROM ledger_tile WHERE level = 0 ORDER BY n DESC LIMIT 1", []).await?;
    Ok(row.as_ref().and_then(Raw::new).map_or(0, |row| {
        let hashes = row.bytes(1).unwrap_or_default().len() / tlog_tiles::HASH_SIZE;
        row.whole(0).unwrap_or_default().saturating_mul(256).saturating_add(i64::try_from(hashes).unwrap_or_default())
    }))
}

async fn tile_places(read: &Read) -> Result<BTreeMap<i64, (i64, i64)>, Error> {
    let sql = "SELECT level, MIN(n), MAX(n) FROM ledger_tile GROUP BY level ORDER BY level LIMIT 200";
    let rows = db::rows(read, sql, []).await?;
    Ok(rows
        .iter()
        .filter_map(Raw::new)
        .filter_map(|row| Some((row.whole(0)?, (row.whole(1)?, row.whole(2)?))))
        .collect())
}
