//! The words of an ODT.

use std::collections::HashMap;

use bounded_xml::{Element, Piece};

use super::{NotRead, Notes, odt_look::Looks, parts::Parts};
use crate::{
    Content, Heading, Line, Mark, Paragraph, Point, bounds,
    paste::target,
    rough::{Left, LineMaker, Look, Maker, raised},
    rows::{Found, Rows},
};

pub(super) fn read(root: &Element, parts: &mut Parts<'_>, maker: &mut Maker<'_>) -> Result<(), NotRead> {
    let Some(text) = root.at(&["body", "text"]) else { return Err(NotRead::Other) };
    let mut looks = Looks::default();
    if let Some(styles) = parts.xml("styles.xml")? {
        looks.read(&styles.root);
        let pages = styles.root.child("master-styles").into_iter().flat_map(|pages| &pages.children);
        if pages.flat_map(|page| &page.children).any(|part| !part.children.is_empty() && part.name != "forms") {
            maker.left(Left::Margins);
        }
    }
    looks.read(root);
    let mut walk = Walk {
        maker,
        looks,
        notes: Notes::default(),
        line: LineMaker::default(),
        level: 0,
        list: None,
        point: None,
        beside: false,
        counts: HashMap::new(),
    };
    walk.blocks(text);
    let Walk { maker, notes, .. } = walk;
    notes.push(maker);
    Ok(())
}

struct Walk<'m, 'a> {
    maker: &'m mut Maker<'a>,
    looks: Looks,
    notes: Notes,
    line: LineMaker,
    /// The level of the list that is open.
    level: u8,
    /// The style of the list that is open.
    list: Option<String>,
    /// The point that waits for its words.
    point: Option<Point>,
    /// Whether the mark of a point was written and its words follow, in a cell.
    beside: bool,
    /// The last number of each list at each level.
    counts: HashMap<(String, u8), u32>,
}

impl Walk<'_, '_> {
    fn blocks(&mut self, parent: &Element) {
        for child in &parent.children {
            match child.name.as_str() {
                "h" => self.heading(child),
                "p" => self.paragraph(child),
                "list" => self.list(child),
                "table" => self.table(child),
                "tracked-changes" => {
                    if child.children.iter().any(|region| region.child("deletion").is_some()) {
                        self.maker.left(Left::Deleted);
                    }
                }
                "section" => self.blocks(child),
                "frame" | "custom-shape" | "g" => self.picture(child),
                "forms" if child.children.is_empty() => {}
                "forms" => self.maker.left(Left::Active),
                name if name.ends_with("-index") || name == "table-of-content" || name == "bibliography" => {
                    self.maker.left(Left::Index);
                }
                _ => {}
            }
        }
    }

    /// The words of a paragraph.
    fn words(&mut self, element: &Element, strong: bool) -> Line {
        let mut look = self.looks.says(element.attribute("style-name")).over(&Look::default());
        look.bold &= strong;
        self.inline(element, &look);
        self.maker.line(&mut self.line)
    }

    fn heading(&mut self, element: &Element) {
        let text = self.words(element, false);
        if text.is_blank() {
            return;
        }
        if self.level > 0 {
            // A heading in a list is a point of it.
            return self.push(text, false);
        }
        let level = element.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1_u8);
        self.maker.push(Content::Heading(Heading { level: level.clamp(1, bounds::HEADINGS), text }));
    }

    fn paragraph(&mut self, element: &Element) {
        let quotes = self.looks.says(element.attribute("style-name")).quotes;
        let text = self.words(element, true);
        if !text.is_blank() {
            self.push(text, quotes);
        }
    }

    fn push(&mut self, text: Line, quotes: bool) {
        let inside = self.level;
        self.maker.push(match self.point.take() {
            Some(point) => Content::Point(Point { text, ..point }),
            None if quotes => Content::Quote(Paragraph { inside, text }),
            None => Content::Paragraph(Paragraph { inside, text }),
        });
    }

    fn list(&mut self, element: &Element) {
        let outer = (self.level, self.list.clone());
        self.level = self.level.saturating_add(1).min(bounds::LEVELS);
        if let Some(style) = element.attribute("style-name") {
            self.list = Some(style.to_owned());
        }
        let (mark, start) = self.looks.list(self.list.as_deref(), self.level);
        let key = (self.list.clone().unwrap_or_default(), self.level);
        let goes_on =
            element.attribute("continue-numbering") == Some("true") || element.attribute("continue-list").is_some();
        if !goes_on {
            self.counts.remove(&key);
        }
        self.point = None;
        for item in &element.children {
            if item.name == "list-item" {
                let last = self.counts.get(&key).copied();
                let own = item.attribute("start-value").and_then(|number| number.parse().ok());
                let number = own.unwrap_or_else(|| last.map_or(start, |last| last.saturating_add(1)));
                self.counts.insert(key.clone(), number);
                let start = (mark != Mark::Dash && number > 0).then_some(number);
                self.point = Some(Point { level: self.level, mark, start, text: Line::default() });
            }
            self.blocks(item);
            self.point = None;
        }
        (self.level, self.list) = outer;
    }

    fn inline(&mut self, parent: &Element, look: &Look) {
        for piece in parent.pieces() {
            let child = match piece {
                Piece::Text(text) => {
                    self.line.words(text, look);
                    continue;
                }
                Piece::Element(child) => child,
            };
            match child.name.as_str() {
                "span" => self.span(child, look),
                "a" => {
                    let to = child.attribute("href").filter(|to| !to.starts_with('#'));
                    let link = to.and_then(target);
                    if to.is_some() && link.is_none() {
                        self.maker.left(Left::Links);
                    }
                    self.inline(child, &Look { link: link.or_else(|| look.link.clone()), ..look.clone() });
                }
                "s" | "tab" => self.line.words(" ", look),
                "line-break" => self.line.newline(),
                "note" => self.note(child),
                "annotation" => self.maker.left(Left::Hidden),
                "frame" | "custom-shape" | "g" | "line" | "rect" => self.picture(child),
                "ruby" => child.children_named("ruby-base").for_each(|base| self.inline(base, look)),
                "annotation-end" | "bookmark" | "bookmark-start" | "bookmark-end" | "soft-page-break" | "script" => {}
                // Fields say what they show.
                _ => self.inline(child, look),
            }
        }
    }

    fn span(&mut self, span: &Element, look: &Look) {
        let says = self.looks.says(span.attribute("style-name"));
        if says.hidden {
            return self.maker.left(Left::Hidden);
        }
        if says.struck {
            self.maker.left(Left::Struck);
        }
        let look = says.over(look);
        match says.raised.then(|| raised(&span.text)).flatten().filter(|_| span.children.is_empty()) {
            Some(text) => self.line.words(&text, &look),
            None => self.inline(span, &look),
        }
    }

    fn picture(&mut self, element: &Element) {
        let boxed = |element: &Element| element.child("text-box").is_some();
        self.maker.left(if boxed(element) { Left::Boxes } else { Left::Pictures });
    }

    fn note(&mut self, note: &Element) {
        let Some(body) = note.child("note-body") else { return };
        let at = self.notes.0.len();
        self.notes.0.push(Line::default());
        let text = self.flat(body);
        if let Some(place) = self.notes.0.get_mut(at) {
            *place = text;
        }
        self.line.words(&format!("({})", at + 1), &Look::default());
    }

    /// Paragraphs as one line with breaks.
    fn flat(&mut self, parent: &Element) -> Line {
        let outer = std::mem::take(&mut self.line);
        self.flatten(parent);
        let text = self.maker.line(&mut self.line);
        self.line = outer;
        text
    }

    fn flatten(&mut self, parent: &Element) {
        for child in &parent.children {
            match child.name.as_str() {
                "p" | "h" => {
                    // The first paragraph of a point stands beside its mark.
                    if !std::mem::take(&mut self.beside) {
                        self.line.new_paragraph();
                    }
                    let look = self.looks.says(child.attribute("style-name")).over(&Look::default());
                    self.inline(child, &look);
                }
                "list-item" => {
                    self.line.new_paragraph();
                    self.line.words("– ", &Look::default());
                    self.beside = true;
                    self.flatten(child);
                    self.beside = false;
                }
                "table" => {
                    self.maker.left(Left::Nested);
                    self.flatten(child);
                }
                "frame" | "custom-shape" => self.picture(child),
                _ => self.flatten(child),
            }
        }
    }

    fn table(&mut self, table: &Element) {
        let mut rows = Rows::default();
        self.rows(table, false, &mut rows);
        let inside = self.level;
        rows.push(inside, self.maker);
    }

    fn rows(&mut self, parent: &Element, head: bool, rows: &mut Rows) {
        for child in &parent.children {
            match child.name.as_str() {
                "table-header-rows" => self.rows(child, true, rows),
                "table-row" => {
                    let cells: Vec<Found> = child.children.iter().filter_map(|cell| self.cell(cell)).collect();
                    rows.row(cells, head);
                }
                "table-rows" | "table-row-group" => self.rows(child, head, rows),
                _ => {}
            }
        }
    }

    fn cell(&mut self, cell: &Element) -> Option<Found> {
        // What is covered from the left or from above stands in no column of its own.
        if cell.name != "table-cell" {
            return None;
        }
        let number = |name| cell.attribute(name).and_then(|number| number.parse().ok()).unwrap_or(1_usize);
        let (across, down) = (number("number-columns-spanned"), number("number-rows-spanned"));
        Some(Found { text: self.flat(cell), across, down })
    }
}
