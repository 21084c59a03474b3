//! The Merkle tree in tiles (C2SP `tlog-tiles`, height 8): each tile row holds the hashes of up to 256 subtrees.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use tlog_tiles::{HASH_SIZE, Hash, Tile, TileReader, node_hash};

use crate::Error;

/// The height of a tile: 256 hashes.
pub(crate) const HEIGHT: u8 = 8;
/// Hashes in a full tile.
pub(crate) const WIDTH: u64 = 1 << HEIGHT;
const FULL: usize = 256 * HASH_SIZE;

/// The path at which a tile is published (C2SP `tlog-tiles`: `tile/0/x001/234` when full, `tile/0/x001/234.p/17` when it
/// holds 17 hashes).
pub fn tile_path(level: u8, n: u64, width: u32) -> String {
    let mut digits = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        digits = format!("x{:03}/{digits}", rest % 1000);
        rest /= 1000;
    }
    let partial = if u64::from(width) < WIDTH { format!(".p/{width}") } else { String::new() };
    format!("tile/{level}/{digits}{partial}")
}

/// The right edge of the tree: the last tile of each level, partial or full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Per level: how many hashes it holds in all, and those of the last, unfinished tile.
    levels: Vec<(u64, Vec<u8>)>,
}

impl Edge {
    /// The edge of a tree of `size` leaves, read from the stored tiles.
    pub(crate) async fn load<C: ConnectionTrait>(connection: &C, size: u64) -> Result<Self, Error> {
        let mut levels = Vec::new();
        let (mut level, mut count) = (0_u8, size);
        while count > 0 {
            let (n, width) = (count / WIDTH, count % WIDTH);
            let data = if width == 0 { Vec::new() } else { load_tile(connection, level, n, width).await? };
            levels.push((count, data));
            level += 1;
            count /= WIDTH;
        }
        Ok(Self { levels })
    }

    /// Adds a leaf's hash; hands every tile that fills up to `full`.
    pub(crate) fn push(&mut self, hash: Hash, full: &mut Vec<(u8, u64, Vec<u8>)>) {
        let (mut level, mut hash) = (0_usize, hash);
        loop {
            if self.levels.len() == level {
                self.levels.push((0, Vec::new()));
            }
            let (count, data) = &mut self.levels[level];
            data.extend_from_slice(&hash.0);
            *count += 1;
            if data.len() < FULL {
                return;
            }
            let data = std::mem::take(data);
            hash = Tile::subtree_hash(&data);
            let n = *count / WIDTH - 1;
            full.push((u8::try_from(level).unwrap_or(u8::MAX), n, data));
            level += 1;
        }
    }

    /// The unfinished tiles.
    pub(crate) fn partial(&self) -> impl Iterator<Item = (u8, u64, &[u8])> {
        (0_u8..)
            .zip(&self.levels)
            .filter(|(_, (_, data))| !data.is_empty())
            .map(|(level, (count, data))| (level, count / WIDTH, data.as_slice()))
    }

    /// The root of the tree (RFC 6962 §2.1): the peaks folded from the right.
    pub(crate) fn root(&self) -> Option<Hash> {
        let mut root: Option<Hash> = None;
        for (_, data) in &self.levels {
            let mut width = data.len() / HASH_SIZE;
            while width > 0 {
                // The smallest complete subtree stands at the right end.
                let peak = 1 << width.trailing_zeros();
                let from = (width - peak) * HASH_SIZE;
                let left = Tile::subtree_hash(&data[from..width * HASH_SIZE]);
                root = Some(root.map_or(left, |right| node_hash(left, right)));
                width -= peak;
            }
        }
        root
    }
}

pub(crate) async fn load_tile<C: ConnectionTrait>(
    connection: &C,
    level: u8,
    n: u64,
    width: u64,
) -> Result<Vec<u8>, Error> {
    let short = || Error::Damaged { index: n, what: format!("manca la mattonella {level}/{n}") };
    let sql = "SELECT data FROM ledger_tile WHERE level = $1 AND n = $2";
    let place = i64::try_from(n).unwrap_or(i64::MAX);
    let row = db::one(connection, sql, [i64::from(level).into(), place.into()]).await?.ok_or_else(short)?;
    let mut data: Vec<u8> = row.try_get("", "data")?;
    let length = usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(HASH_SIZE);
    if data.len() < length {
        return Err(short());
    }
    data.truncate(length);
    Ok(data)
}

/// A reader over tiles held in memory. What it lacks it writes down, so that they can be fetched and the work done again.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    tiles: HashMap<(u8, u64), Vec<u8>>,
    missing: std::cell::RefCell<Vec<(u8, u64, u64)>>,
}

impl TileReader for Shelf {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let mut found = Vec::with_capacity(tiles.len());
        for tile in tiles {
            let length = tile.width() as usize * HASH_SIZE;
            match self.tiles.get(&(tile.level(), tile.level_index())) {
                Some(data) if data.len() >= length => found.push(data[..length].to_vec()),
                _ => self.missing.borrow_mut().push((tile.level(), tile.level_index(), u64::from(tile.width()))),
            }
        }
        if found.len() == tiles.len() { Ok(found) } else { Err(tlog_tiles::Error::InvalidTile) }
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

impl Shelf {
    /// Runs `work` over the tiles, fetching from the database those that it turns out to need.
    pub(crate) async fn run<C: ConnectionTrait, T>(
        connection: &C,
        work: impl Fn(&Self) -> Result<T, tlog_tiles::Error>,
    ) -> Result<T, Error> {
        let mut shelf = Self::default();
        // A tree of 2^64 leaves has eight levels: more rounds than that mean damage.
        for _ in 0..10 {
            match work(&shelf) {
                Ok(done) => return Ok(done),
                Err(error) => {
                    let missing = shelf.missing.take();
                    if missing.is_empty() {
                        return Err(Error::Damaged { index: 0, what: error.to_string() });
                    }
                    for (level, n, width) in missing {
                        let data = load_tile(connection, level, n, width).await?;
                        shelf.tiles.insert((level, n), data);
                    }
                }
            }
        }
        Err(Error::Damaged { index: 0, what: "le mattonelle non bastano".into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tlog_tiles::{HashReader, record_hash, stored_hashes, tree_hash};

    struct Stored(Vec<Hash>);
    impl HashReader for Stored {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
            Ok(indexes.iter().map(|i| self.0[*i as usize]).collect())
        }
    }

    #[test]
    fn tiles_stand_where_c2sp_looks_for_them() {
        assert_eq!(tile_path(0, 0, 256), "tile/0/000");
        assert_eq!(tile_path(1, 999, 1), "tile/1/999.p/1");
        assert_eq!(tile_path(0, 1_234_067, 255), "tile/0/x001/x234/067.p/255");
    }

    #[test]
    fn the_root_is_that_of_the_reference_at_every_size() {
        let (mut edge, mut stored, mut full) = (Edge::default(), Stored(Vec::new()), Vec::new());
        assert_eq!(edge.root(), None);
        for n in 0..700_u64 {
            let leaf = n.to_be_bytes();
            let more = stored_hashes(n, &leaf, &stored).unwrap();
            stored.0.extend(more);
            edge.push(record_hash(&leaf), &mut full);
            assert_eq!(edge.root(), Some(tree_hash(n + 1, &stored).unwrap()), "size {}", n + 1);
        }
        assert_eq!(full.iter().map(|(level, n, _)| (*level, *n)).collect::<Vec<_>>(), [(0, 0), (0, 1)]);
    }
}
