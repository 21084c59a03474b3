//! Two versions of a text, block by block.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::{Block, BlockId, Cell, Content, Line, Piece, Prose, Table, nested, words};

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// Its blocks in the order of the later version; those that were removed where they stood.
    pub entries: Vec<Entry<'a>>,
}

/// What became of a block.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// That.
    pub kind: Kind,
    /// Whether it stands elsewhere.
    pub moved: bool,
    /// As it was.
    pub old: Option<&'a Block>,
    /// As it is.
    pub new: Option<&'a Block>,
    /// Its number, if it is a point: the later one, or the earlier one where it was removed.
    pub number: u32,
    /// What changed in its words.
    pub detail: Detail,
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Same,
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It has other words, another level or another kind.
    Changed,
}

/// What changed in the words of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The block is shown whole: the later one, or the one that went.
    Whole,
    /// Its words, those that came and those that went.
    Words(Vec<Piece>),
    /// A table that kept its rows and columns: its cells.
    Table {
        /// The rows of the head.
        head: Vec<Vec<Cells>>,
        /// The others.
        body: Vec<Vec<Cells>>,
    },
}

/// A cell of a table that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Over how many columns it goes.
    pub across: u8,
    /// Its words, those that came and those that went.
    pub pieces: Vec<Piece>,
}

impl Comparison<'_> {
    /// Whether the two versions say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.entries.iter().all(|entry| entry.kind == Kind::Same && !entry.moved)
    }
}

impl<'a> Entry<'a> {
    /// The later block, or the one that went.
    ///
    /// # Panics
    /// Never: an entry is about one of them at least.
    #[must_use]
    pub fn block(&self) -> &'a Block {
        self.new.or(self.old).expect("an entry is about a block")
    }

    /// What became of it, in Italian; empty where nothing did.
    #[must_use]
    pub fn said(&self) -> String {
        let name = self.block().content.name();
        let moved = if self.moved { ", spostato da un altro punto del testo" } else { "" };
        match self.kind {
            Kind::Same if self.moved => format!("Spostato ({name})"),
            Kind::Same => String::new(),
            Kind::Added => format!("Aggiunto ({name})"),
            Kind::Removed => format!("Tolto ({name})"),
            Kind::Changed => match self.old.map(|old| old.content.name()).filter(|old| *old != name) {
                Some(old) => format!("Modificato (era: {old}; ora: {name}){moved}"),
                None if self.only_form() => format!("Modificato nella forma, non nelle parole ({name}){moved}"),
                None => format!("Modificato ({name}){moved}"),
            },
        }
    }

    /// Whether the words stayed, and something else of the block changed: its level, mark or role.
    fn only_form(&self) -> bool {
        let words = |block: &'a Block| block.content.lines().map(Line::to_string).collect::<Vec<_>>();
        self.old.map(words) == self.new.map(words)
    }
}

/// Compares an earlier version with a later one. Blocks are recognised by their ids, and where a text was brought in
/// anew, by what they say.
#[must_use]
pub fn compare<'a>(old: &'a Prose, new: &'a Prose) -> Comparison<'a> {
    let (was, is) = (Side::of(old), Side::of(new));
    let mates = mates(old.blocks(), new.blocks());
    // Each block of the later version under the id by which the earlier one knows it.
    let before: Vec<BlockId> = old.blocks().iter().map(|block| block.id).collect();
    let after: Vec<BlockId> =
        new.blocks().iter().map(|block| mates.get(&block.id).copied().unwrap_or(block.id)).collect();
    let places: HashMap<BlockId, usize> = before.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let stay: HashSet<BlockId> = after.iter().copied().collect();
    let mut entries = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            entries.extend(from.zip(to).map(|(from, to)| both(&was, from, &is, to, false)));
            continue;
        }
        for at in from {
            // What stands elsewhere is told there.
            if !before.get(at).is_some_and(|id| stay.contains(id)) {
                entries.push(Entry { kind: Kind::Removed, moved: false, ..one(was.at(at), None, was.number(at)) });
            }
        }
        for at in to {
            entries.push(match after.get(at).and_then(|id| places.get(id)) {
                Some(&from) => both(&was, from, &is, at, true),
                None => Entry { kind: Kind::Added, moved: false, ..one(None, is.at(at), is.number(at)) },
            });
        }
    }
    Comparison { entries }
}

struct Side<'a> {
    blocks: &'a [Block],
    numbers: Vec<u32>,
}

impl<'a> Side<'a> {
    fn of(prose: &'a Prose) -> Self {
        Self { blocks: prose.blocks(), numbers: nested::numbers(prose.blocks()) }
    }

    fn at(&self, at: usize) -> Option<&'a Block> {
        self.blocks.get(at)
    }

    fn number(&self, at: usize) -> u32 {
        self.numbers.get(at).copied().unwrap_or_default()
    }
}

fn one<'a>(old: Option<&'a Block>, new: Option<&'a Block>, number: u32) -> Entry<'a> {
    Entry { kind: Kind::Same, moved: false, old, new, number, detail: Detail::Whole }
}

fn both<'a>(was: &Side<'a>, from: usize, is: &Side<'a>, to: usize, moved: bool) -> Entry<'a> {
    let (old, new) = (was.at(from), is.at(to));
    let entry = Entry { moved, ..one(old, new, is.number(to)) };
    match (old, new) {
        (Some(old), Some(new)) if old.content != new.content => {
            Entry { kind: Kind::Changed, detail: detail(&old.content, &new.content), ..entry }
        }
        _ => entry,
    }
}

/// Blocks of the later version that the earlier one knows under another id, because they say the very same.
fn mates(old: &[Block], new: &[Block]) -> HashMap<BlockId, BlockId> {
    let ids = |blocks: &[Block]| -> HashSet<BlockId> { blocks.iter().map(|block| block.id).collect() };
    let (kept, known) = (ids(new), ids(old));
    let mut free: HashMap<String, Vec<BlockId>> = HashMap::new();
    for block in old.iter().rev().filter(|block| !kept.contains(&block.id)) {
        free.entry(block.content.fingerprint()).or_default().push(block.id);
    }
    let new = new.iter().filter(|block| !known.contains(&block.id));
    new.filter_map(|block| Some((block.id, free.get_mut(&block.content.fingerprint())?.pop()?))).collect()
}

fn detail(old: &Content, new: &Content) -> Detail {
    match (old, new) {
        (Content::Table(old), Content::Table(new)) => table(old, new).unwrap_or(Detail::Whole),
        (Content::Table(_), _) | (_, Content::Table(_)) => Detail::Whole,
        (old, new) => {
            let line = |content: &Content| content.lines().next().cloned().unwrap_or_default();
            words::compare(&line(old), &line(new)).map_or(Detail::Whole, Detail::Words)
        }
    }
}

/// `None` where it has other rows or columns, or another caption.
fn table(old: &Table, new: &Table) -> Option<Detail> {
    let shape = |rows: &[Vec<Cell>]| -> Vec<Vec<u8>> {
        rows.iter().map(|row| row.iter().map(|cell| cell.across).collect()).collect()
    };
    if (shape(&old.head), shape(&old.body), &old.caption) != (shape(&new.head), shape(&new.body), &new.caption) {
        return None;
    }
    let cell =
        |(old, new): (&Cell, &Cell)| Some(Cells { across: new.across, pieces: words::compare(&old.text, &new.text)? });
    let rows = |old: &[Vec<Cell>], new: &[Vec<Cell>]| -> Option<Vec<Vec<Cells>>> {
        old.iter().zip(new).map(|(old, new)| old.iter().zip(new).map(cell).collect()).collect()
    };
    Some(Detail::Table { head: rows(&old.head, &new.head)?, body: rows(&old.body, &new.body)? })
}
