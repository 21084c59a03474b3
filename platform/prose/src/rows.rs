//! From the rows of a foreign table to ours.

use crate::{
    Cell, Content, Line, Paragraph, Table, bounds,
    rough::{Left, Maker},
};

/// A cell as it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub text: Line,
    pub across: usize,
    pub down: usize,
}

/// Rows as they were found.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub caption: Line,
    rows: Vec<Vec<Cell>>,
    /// How many rows say what the columns are.
    head: usize,
    /// Cells from above that still reach down: their column, their breadth, for how many rows.
    reach: Vec<(usize, usize, usize)>,
    merged: bool,
}

impl Rows {
    /// The next row.
    pub fn row(&mut self, found: Vec<Found>, head: bool) {
        // One column too many is enough to tell that there are too many.
        let most = bounds::COLUMNS + 1;
        let (mut cells, mut column) = (Vec::new(), 0);
        let mut reach = std::mem::take(&mut self.reach);
        reach.sort_unstable();
        let mut above = reach.iter().copied().peekable();
        let mut kept = Vec::new();
        let mut found = found.into_iter();
        loop {
            if let Some((_, across, down)) = above.next_if(|(at, _, _)| *at <= column) {
                cells.push(Cell { text: Line::default(), across: narrow(across) });
                if down > 1 {
                    kept.push((column, across, down - 1));
                }
                column += across;
                continue;
            }
            let Some(one) = found.next() else { break };
            let across = one.across.clamp(1, most);
            if one.down > 1 && column < most {
                self.merged = true;
                kept.push((column, across, one.down.min(bounds::CELLS) - 1));
            }
            cells.push(Cell { text: one.text, across: narrow(across) });
            column += across;
        }
        // What reaches down beyond the end of this row reaches further.
        kept.extend(above.filter(|(_, _, down)| *down > 1).map(|(at, across, down)| (at, across, down - 1)));
        self.reach = kept;
        if cells.iter().all(|cell| cell.text.is_blank()) {
            return;
        }
        if head && self.head == self.rows.len() {
            self.head += 1;
        }
        self.rows.push(cells);
    }

    /// Only the words.
    pub fn into_lines(self) -> impl Iterator<Item = Line> {
        std::iter::once(self.caption).chain(self.rows.into_iter().flatten().map(|cell| cell.text))
    }

    /// A table, or paragraphs where it only served to place words on a page.
    pub fn push(mut self, inside: u8, maker: &mut Maker<'_>) {
        let columns = self.rows.iter().map(|row| width(row)).max().unwrap_or_default();
        let wide = columns > bounds::COLUMNS;
        if wide {
            maker.left(Left::Wide);
        }
        let layout = wide || columns < 2 || self.rows.len() < 2;
        if layout {
            for text in self.into_lines().filter(|text| !text.is_blank()) {
                maker.push(Content::Paragraph(Paragraph { inside, text }));
            }
            return;
        }
        for row in &mut self.rows {
            let missing = columns - width(row);
            row.extend((0..missing).map(|_| Cell { text: Line::default(), across: 1 }));
        }
        if self.merged {
            maker.left(Left::Merged);
        }
        if self.head == 0 {
            maker.left(Left::Headless);
        }
        // A table of heads alone has one: the others are its rows.
        let head = if self.head == self.rows.len() { 1 } else { self.head.max(1) };
        let body = self.rows.split_off(head);
        maker.push(Content::Table(Table { inside, caption: self.caption, head: self.rows, body }));
    }
}

fn width(row: &[Cell]) -> usize {
    row.iter().map(|cell| usize::from(cell.across)).sum()
}

fn narrow(across: usize) -> u8 {
    u8::try_from(across).unwrap_or(u8::MAX)
}
