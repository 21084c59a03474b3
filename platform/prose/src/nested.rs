//! The flat text as it is read: sections, and in them lists that hold lists.

use std::{iter::Peekable, vec::IntoIter};

use crate::{Block, Content, Mark, Point, Prose, Role, Section};

/// A section with what stands in it.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The block that opens it.
    pub block: &'a Block,
    /// What that block says.
    pub section: &'a Section,
    /// What stands in it.
    pub nodes: Vec<Node<'a>>,
}

/// What stands in a section or in a point.
#[derive(Clone, Debug)]
pub enum Node<'a> {
    /// A block that is no point.
    Block(&'a Block),
    /// Points that follow each other.
    List {
        /// How they are counted.
        mark: Mark,
        /// The number of the first.
        start: u32,
        /// Them.
        items: Vec<Item<'a>>,
    },
}

/// A point with what belongs to it.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its block.
    pub block: &'a Block,
    /// What that block says.
    pub point: &'a Point,
    /// Its number.
    pub number: u32,
    /// What belongs to it.
    pub nodes: Vec<Node<'a>>,
}

/// The text as it is read. No deeper than the levels of points.
#[must_use]
pub fn parts(prose: &Prose) -> Vec<Part<'_>> {
    let mut parts: Vec<(&Block, &Section, Vec<(&Block, u32)>)> = Vec::new();
    for (block, number) in prose.blocks().iter().zip(numbers(prose.blocks())) {
        match (&block.content, parts.last_mut()) {
            (Content::Section(section), _) => parts.push((block, section, Vec::new())),
            (_, Some((_, _, inside))) => inside.push((block, number)),
            // A text begins with a section.
            (_, None) => {}
        }
    }
    let part = |(block, section, inside): (_, _, Vec<_>)| Part {
        block,
        section,
        nodes: nodes(&mut inside.into_iter().peekable(), 0),
    };
    parts.into_iter().map(part).collect()
}

/// The number of each point; 0 for what is none.
#[must_use]
pub fn numbers(blocks: &[Block]) -> Vec<u32> {
    counted(blocks).into_iter().map(|(_, number)| number).collect()
}

/// For each block the number that would follow from what stands before, and the one that it has; 0 for what is no
/// point.
///
/// A list is counted on as long as only what belongs to its points stands between them. In a dispositivo the points of
/// the first level are counted through, whatever stands between: people cite them by number.
pub(crate) fn counted(blocks: &[Block]) -> Vec<(u32, u32)> {
    let mut counts: [Option<(Mark, u32)>; crate::bounds::LEVELS as usize] = Default::default();
    let mut kept = 0;
    let count = |block: &Block| {
        let inside = match &block.content {
            Content::Section(section) => {
                kept = usize::from(section.role == Role::Dispositivo);
                counts = Default::default();
                return (0, 0);
            }
            Content::Point(point) => {
                let level = usize::from(point.level.clamp(1, crate::bounds::LEVELS));
                counts.iter_mut().skip(level).for_each(|deeper| *deeper = None);
                let Some(count) = counts.get_mut(level - 1) else { return (0, 0) };
                let next = match *count {
                    Some((mark, last)) if mark == point.mark => last.saturating_add(1),
                    _ => 1,
                };
                let number = point.start.unwrap_or(next);
                *count = Some((point.mark, number));
                return (next, number);
            }
            Content::Paragraph(paragraph) | Content::Quote(paragraph) => paragraph.inside,
            Content::Table(table) => table.inside,
            Content::Heading(_) | Content::Signature(_) => 0,
        };
        counts.iter_mut().skip(usize::from(inside).max(kept)).for_each(|deeper| *deeper = None);
        (0, 0)
    };
    blocks.iter().map(count).collect()
}

/// To what a block belongs: 0 for the section, n for the point of that level.
fn belongs(content: &Content) -> u8 {
    match content {
        Content::Point(point) => point.level.saturating_sub(1),
        Content::Paragraph(paragraph) | Content::Quote(paragraph) => paragraph.inside,
        Content::Table(table) => table.inside,
        Content::Section(_) | Content::Heading(_) | Content::Signature(_) => 0,
    }
}

type Numbered<'a> = Peekable<IntoIter<(&'a Block, u32)>>;

/// What belongs to this level. What says that it lies deeper, under a point that is not there, is taken in here.
fn nodes<'a>(blocks: &mut Numbered<'a>, level: u8) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    while let Some(&(block, number)) = blocks.peek() {
        if belongs(&block.content) < level {
            break;
        }
        match &block.content {
            Content::Point(point) => nodes.push(list(blocks, point, number)),
            _ => {
                blocks.next();
                nodes.push(Node::Block(block));
            }
        }
    }
    nodes
}

fn list<'a>(blocks: &mut Numbered<'a>, first: &Point, start: u32) -> Node<'a> {
    let (mut items, mut next) = (Vec::new(), start);
    while let Some(&(block, number)) = blocks.peek() {
        let Content::Point(point) = &block.content else { break };
        if (point.level, point.mark) != (first.level, first.mark) || number != next {
            break;
        }
        blocks.next();
        items.push(Item { block, point, number, nodes: nodes(blocks, point.level) });
        next = number.saturating_add(1);
    }
    Node::List { mark: first.mark, start, items }
}
