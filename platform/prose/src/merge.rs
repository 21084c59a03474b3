//! Two texts that began as one become one again, block by block.

use std::collections::{HashMap, HashSet};

use crate::{Block, BlockId, Content, Fault, Prose};

/// What became of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text; where two authors met it says what the first one wrote, until somebody decides.
    text: Prose,
    /// Where they met.
    pub conflicts: Vec<Conflict>,
}

/// Two authors did different things to one block. A person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The block.
    pub id: BlockId,
    /// What they did.
    pub what: Met,
}

/// What two authors did to one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// Both wrote; `None` is the one who removed it. The text has what is there of the first, else of the second.
    Words {
        /// What stood there; `None` where both brought it.
        base: Option<Content>,
        /// What the first one wrote.
        first: Option<Content>,
        /// What the second one wrote.
        second: Option<Content>,
    },
    /// Both changed the order around it, each in another way. The text has it where the first one put it.
    Place,
}

impl Merged {
    /// The text, if nobody has to decide.
    ///
    /// # Errors
    /// Where two authors met.
    pub fn clean(self) -> Result<Prose, Vec<Conflict>> {
        if self.conflicts.is_empty() { Ok(self.text) } else { Err(self.conflicts) }
    }

    /// The text once a person decided each conflict: in the blocks of `second` what the second author did holds, in the
    /// others what the first one did. Order stays as the first one left it.
    ///
    /// # Errors
    /// What is wrong with the text that would come out.
    pub fn decided(self, second: &HashSet<BlockId>) -> Result<Prose, Vec<Fault>> {
        let mut chosen: HashMap<BlockId, Option<Content>> = HashMap::new();
        for conflict in self.conflicts {
            if let Met::Words { first: one, second: other, .. } = conflict.what {
                chosen.insert(conflict.id, if second.contains(&conflict.id) { other } else { one });
            }
        }
        let block = |block: Block| match chosen.remove(&block.id) {
            Some(content) => content.map(|content| Block { id: block.id, content }),
            None => Some(block),
        };
        Prose::new(self.text.into_blocks().into_iter().filter_map(block).collect())
    }

    /// The text to show while somebody decides: each block that a [`Conflict`] names must be shown with both.
    #[must_use]
    pub fn undecided(&self) -> &Prose {
        &self.text
    }
}

impl Conflict {
    /// What happened, in Italian.
    #[must_use]
    pub fn said(&self) -> &'static str {
        match &self.what {
            Met::Words { first: None, .. } => "La prima persona ha tolto questa parte, la seconda l'ha cambiata",
            Met::Words { second: None, .. } => "La prima persona ha cambiato questa parte, la seconda l'ha tolta",
            Met::Words { .. } => "Due persone hanno scritto cose diverse in questa parte",
            Met::Place => "Due persone hanno cambiato in modo diverso l'ordine intorno a questa parte",
        }
    }
}

/// Merges what two authors made of one text. Whatever only one of them touched is as that one left it; where both did
/// the same it is so; where they did different things to one block it is a [`Conflict`].
///
/// # Errors
/// What is wrong with the text that would come out: together they may be too long, or one ended the annexes that the
/// other began.
pub fn merge(base: &Prose, first: &Prose, second: &Prose) -> Result<Merged, Vec<Fault>> {
    let (base_of, first_of, second_of) = (index(base), index(first), index(second));
    let mut conflicts = Vec::new();
    let mut contents: HashMap<BlockId, &Content> = HashMap::new();
    for id in order(first, second, base) {
        let sides = (base_of.get(&id).copied(), first_of.get(&id).copied(), second_of.get(&id).copied());
        let (kept, met) = decide(sides);
        if met {
            let (base, first, second) = sides;
            let what = Met::Words { base: base.cloned(), first: first.cloned(), second: second.cloned() };
            conflicts.push(Conflict { id, what });
        }
        if let Some(content) = kept {
            contents.insert(id, content);
        }
    }
    let (ids, places) = arrange(base, first, second, &contents);
    conflicts.extend(places.into_iter().map(|id| Conflict { id, what: Met::Place }));
    let block = |id: BlockId| contents.get(&id).map(|content| Block { id, content: (*content).clone() });
    Ok(Merged { text: Prose::new(ids.into_iter().filter_map(block).collect())?, conflicts })
}

fn index(prose: &Prose) -> HashMap<BlockId, &Content> {
    prose.blocks().iter().map(|block| (block.id, &block.content)).collect()
}

fn ids(prose: &Prose) -> Vec<BlockId> {
    prose.blocks().iter().map(|block| block.id).collect()
}

/// Each id once.
fn order(first: &Prose, second: &Prose, base: &Prose) -> Vec<BlockId> {
    let mut seen = HashSet::new();
    [first, second, base].into_iter().flat_map(ids).filter(|id| seen.insert(*id)).collect()
}

/// What a block says, and whether that is to be decided.
fn decide<'a>(
    (base, first, second): (Option<&'a Content>, Option<&'a Content>, Option<&'a Content>),
) -> (Option<&'a Content>, bool) {
    if first == second || second == base {
        return (first, false);
    }
    if first == base {
        return (second, false);
    }
    (first.or(second), true)
}

/// In which order what is left stands, and what both moved.
fn arrange(
    base: &Prose,
    first: &Prose,
    second: &Prose,
    kept: &HashMap<BlockId, &Content>,
) -> (Vec<BlockId>, Vec<BlockId>) {
    let [base, first, second] = [base, first, second].map(ids);
    let all = [&base, &first, &second].map(|ids| ids.iter().copied().collect::<HashSet<BlockId>>());
    let [known, ..] = &all;
    let common = |of: &[BlockId]| -> Vec<BlockId> {
        of.iter().copied().filter(|id| all.iter().all(|ids| ids.contains(id))).collect()
    };
    let (was, mine, theirs) = (common(&base), common(&first), common(&second));
    // The order of who moved something; of the first where both did or neither, and where both did each that stands
    // elsewhere for both is told.
    let (spine, other) = if mine == was && theirs != was { (&second, &first) } else { (&first, &second) };
    let mut met = Vec::new();
    if mine != was && theirs != was && mine != theirs {
        let before = |of: &[BlockId]| -> HashMap<BlockId, Option<BlockId>> {
            of.iter().enumerate().map(|(at, id)| (*id, at.checked_sub(1).and_then(|at| of.get(at)).copied())).collect()
        };
        let (mine, theirs) = (before(&mine), before(&theirs));
        met.extend(was.iter().filter(|id| mine.get(*id) != theirs.get(*id)).copied());
    }
    let mut placed: Vec<BlockId> = spine.iter().copied().filter(|id| kept.contains_key(id)).collect();
    let on_spine: HashSet<BlockId> = spine.iter().copied().collect();
    let mut there: HashSet<BlockId> = placed.iter().copied().collect();
    let mut after: Option<BlockId> = None;
    for id in other {
        if there.contains(id) {
            after = Some(*id);
            continue;
        }
        if !kept.contains_key(id) {
            continue;
        }
        let mut at = after.and_then(|after| placed.iter().position(|one| *one == after)).map_or(0, |at| at + 1);
        // What the spine's author brought to the same place stands first.
        while placed.get(at).is_some_and(|one| on_spine.contains(one) && !known.contains(one) && after.is_some()) {
            at += 1;
        }
        placed.insert(at, *id);
        there.insert(*id);
        after = Some(*id);
    }
    (placed, met)
}
