//! What an author does to a text, block by block: authors at work on different blocks never meet.

use serde::{Deserialize, Serialize};

use crate::{Block, BlockId, Content, Fault, Prose, bounds};

/// One step of an author. It names blocks by their ids and says what the author saw, so that nobody's words are
/// overwritten unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Op {
    /// A block comes after another; with none, at the beginning.
    Insert {
        /// After which.
        after: Option<BlockId>,
        /// What comes.
        block: Block,
    },
    /// A block says something else.
    Replace {
        /// Which.
        id: BlockId,
        /// [`Content::fingerprint`] of what the author saw.
        seen: String,
        /// What it says from now on.
        content: Content,
    },
    /// A block goes.
    Remove {
        /// Which.
        id: BlockId,
        /// [`Content::fingerprint`] of what the author saw.
        seen: String,
    },
    /// A block goes elsewhere.
    Move {
        /// Which.
        id: BlockId,
        /// After which it stood when the author saw it.
        from: Option<BlockId>,
        /// After which it stands from now on.
        after: Option<BlockId>,
    },
}

/// Why steps were not taken. `Display` is for their author.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Clash {
    /// Somebody else changed the block.
    #[error("intanto un'altra persona ha cambiato questa parte, che ora dice: «{}». Confronta e riscrivi", quoted(now))]
    Changed {
        /// Which.
        id: BlockId,
        /// What it says.
        now: Box<Content>,
    },
    /// Somebody else removed the block.
    #[error("intanto un'altra persona ha tolto la parte che stavi scrivendo: se serve, aggiungila di nuovo")]
    Gone {
        /// Which.
        id: BlockId,
    },
    /// Somebody else moved the block, or put another before it.
    #[error(
        "intanto un'altra persona ha cambiato l'ordine intorno a questa parte: guarda dove si trova e spostala di nuovo"
    )]
    Moved {
        /// Which.
        id: BlockId,
    },
    /// The block after which something was to come is not there any more.
    #[error("intanto un'altra persona ha tolto la parte dopo la quale volevi scrivere: scegli un altro punto")]
    NoPlace {
        /// Which.
        after: BlockId,
    },
    /// A block of this id is there and says something else.
    #[error("questa parte c'è già e dice: «{}». Ricarica la pagina", quoted(now))]
    Taken {
        /// Which.
        id: BlockId,
        /// What it says.
        now: Box<Content>,
    },
    /// The text that would come out is none.
    #[error("{}", all(faults))]
    Faults {
        /// All that is wrong with it.
        faults: Vec<Fault>,
    },
}

fn all(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn quoted(content: &Content) -> String {
    let text = content.lines().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let short: String = text.chars().take(160).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// The text after these steps, all or none. A step that was taken already is not taken twice: who sends it again,
/// because no answer came, is answered as the first time.
///
/// # Errors
/// Each step that meets another author's, and what is wrong with the text that would come out.
pub fn apply(prose: &Prose, ops: &[Op]) -> Result<Prose, Vec<Clash>> {
    if ops.len() > bounds::STEPS {
        let fault = Fault::TooMuch { what: format!("{} modifiche in una volta", ops.len()), limit: bounds::STEPS };
        return Err(vec![Clash::Faults { faults: vec![fault] }]);
    }
    let mut blocks = prose.blocks().to_vec();
    let clashes: Vec<Clash> = ops.iter().filter_map(|op| step(&mut blocks, op).err()).collect();
    if !clashes.is_empty() {
        return Err(clashes);
    }
    Prose::new(blocks).map_err(|faults| vec![Clash::Faults { faults }])
}

fn step(blocks: &mut Vec<Block>, op: &Op) -> Result<(), Clash> {
    match op {
        Op::Insert { after, block } => {
            if let Some(there) = blocks.iter().find(|one| one.id == block.id) {
                let now = || Box::new(there.content.clone());
                return if there == block { Ok(()) } else { Err(Clash::Taken { id: block.id, now: now() }) };
            }
            let at = place(blocks, *after)?;
            blocks.insert(at, block.clone());
        }
        Op::Replace { id, seen, content } => {
            let Some(block) = blocks.iter_mut().find(|one| one.id == *id) else { return Err(Clash::Gone { id: *id }) };
            if block.content == *content {
                return Ok(());
            }
            unchanged(block, seen)?;
            block.content = content.clone();
        }
        Op::Remove { id, seen } => {
            let Some(at) = position(blocks, *id) else { return Ok(()) };
            if let Some(block) = blocks.get(at) {
                unchanged(block, seen)?;
            }
            blocks.remove(at);
        }
        Op::Move { id, from, after } => {
            let Some(at) = position(blocks, *id) else { return Err(Clash::Gone { id: *id }) };
            let before = at.checked_sub(1).and_then(|at| blocks.get(at)).map(|block| block.id);
            if before == *after || *after == Some(*id) {
                return Ok(());
            }
            if before != *from {
                return Err(Clash::Moved { id: *id });
            }
            place(blocks, *after)?;
            let block = blocks.remove(at);
            let to = place(blocks, *after)?;
            blocks.insert(to, block);
        }
    }
    Ok(())
}

fn unchanged(block: &Block, seen: &str) -> Result<(), Clash> {
    if block.content.fingerprint() == seen {
        return Ok(());
    }
    Err(Clash::Changed { id: block.id, now: Box::new(block.content.clone()) })
}

fn position(blocks: &[Block], id: BlockId) -> Option<usize> {
    blocks.iter().position(|one| one.id == id)
}

fn place(blocks: &[Block], after: Option<BlockId>) -> Result<usize, Clash> {
    let Some(after) = after else { return Ok(0) };
    position(blocks, after).map(|at| at + 1).ok_or(Clash::NoPlace { after })
}
