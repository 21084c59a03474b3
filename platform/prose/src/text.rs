//! The text without its look, and with its places filled.

use std::collections::BTreeSet;

use crate::{Block, Content, Fault, Inline, Line, Prose, Run, nested};

/// The words alone, for searching and for quoting: a line for each paragraph, points with their marks, cells parted by
/// tabs.
#[must_use]
pub fn plain(prose: &Prose) -> String {
    let mut text = String::new();
    for (block, number) in prose.blocks().iter().zip(nested::numbers(prose.blocks())) {
        match &block.content {
            Content::Table(table) => {
                push(&mut text, &table.caption.to_string());
                for row in table.head.iter().chain(&table.body) {
                    let cells: Vec<String> = row.iter().map(|cell| cell.text.to_string().replace('\n', " ")).collect();
                    push(&mut text, &cells.join("\t"));
                }
            }
            Content::Point(point) => push(&mut text, &format!("{} {}", point.mark.label(number), point.text)),
            other => other.lines().for_each(|line| push(&mut text, &line.to_string())),
        }
    }
    text
}

fn push(text: &mut String, line: &str) {
    if !line.trim().is_empty() {
        text.push_str(line);
        text.push('\n');
    }
}

/// The text with its places filled; also the keys of those for which there is no datum, and stay.
///
/// # Errors
/// What is wrong with the filled text: a datum may be too long, or hold characters that do harm.
pub fn filled(prose: &Prose, value: &dyn Fn(&str) -> Option<String>) -> Result<(Prose, BTreeSet<String>), Vec<Fault>> {
    let mut missing = BTreeSet::new();
    let mut each = |line: &Line| {
        let piece = |piece: &Inline| match piece {
            Inline::Place(place) => match value(&place.key) {
                Some(text) => Inline::Run(Run { text, ..Run::default() }),
                None => {
                    missing.insert(place.key.clone());
                    piece.clone()
                }
            },
            Inline::Run(_) => piece.clone(),
        };
        Line::new(line.pieces().iter().map(piece).collect())
    };
    let blocks = prose.blocks().iter();
    let blocks = blocks.map(|block| Block { id: block.id, content: block.content.map_lines(&mut each) }).collect();
    Ok((Prose::new(blocks)?, missing))
}
