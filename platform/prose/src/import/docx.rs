//! The words of a DOCX.

use std::collections::{HashMap, VecDeque};

use bounded_xml::Element;

use super::{
    NotRead, Notes,
    docx_look::{Looks, on},
    parts::Parts,
};
use crate::{
    Content, Heading, Line, Mark, Paragraph, Point, bounds,
    paste::target,
    rough::{Left, LineMaker, Look, Maker, raised},
    rows::{Found, Rows},
};

pub(super) fn read(root: &Element, parts: &mut Parts<'_>, maker: &mut Maker<'_>) -> Result<(), NotRead> {
    let mut looks = Looks::default();
    if let Some(styles) = parts.xml("word/styles.xml")? {
        looks.styles(&styles.root);
    }
    if let Some(numbering) = parts.xml("word/numbering.xml")? {
        looks.numbering(&numbering.root);
    }
    let mut links = HashMap::new();
    if let Some(relations) = parts.xml("word/_rels/document.xml.rels")? {
        for one in relations.root.children_named("Relationship") {
            if let (Some(id), Some(to)) = (one.attribute("Id"), one.attribute("Target")) {
                links.insert(id.to_owned(), to.to_owned());
            }
        }
    }
    let mut foot = HashMap::new();
    for (name, kind) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        let Some(notes) = parts.xml(name)? else { continue };
        for note in notes.root.children {
            if let Some(id) = note.attribute("id").map(str::to_owned).filter(|_| note.name == kind) {
                foot.insert((kind, id), note);
            }
        }
    }
    let mut walk = Walk {
        maker,
        looks,
        links,
        foot,
        notes: Notes::default(),
        waiting: VecDeque::new(),
        line: LineMaker::default(),
    };
    if let Some(body) = root.child("body") {
        walk.blocks(body);
    }
    while let Some(note) = walk.waiting.pop_front() {
        let at = walk.notes.0.len();
        walk.notes.0.push(Line::default());
        let text = walk.flat(&note);
        if let Some(place) = walk.notes.0.get_mut(at) {
            *place = text;
        }
    }
    let Walk { maker, notes, .. } = walk;
    notes.push(maker);
    Ok(())
}

struct Walk<'m, 'a> {
    maker: &'m mut Maker<'a>,
    looks: Looks,
    links: HashMap<String, String>,
    foot: HashMap<(&'static str, String), Element>,
    notes: Notes,
    /// Notes that were referred to and not read yet, in the order of their numbers: a note may refer to another, and a
    /// file may be made in which each of a hundred thousand refers to the next.
    waiting: VecDeque<Element>,
    line: LineMaker,
}

impl Walk<'_, '_> {
    fn blocks(&mut self, body: &Element) {
        for child in &body.children {
            match child.name.as_str() {
                "p" => self.paragraph(child),
                "tbl" => self.table(child),
                "del" | "moveFrom" => self.maker.left(Left::Deleted),
                "sectPr" => self.margins(child),
                "altChunk" => self.maker.left(Left::Active),
                // What wraps blocks: content controls, insertions, custom elements.
                "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => self.blocks(child),
                _ => {}
            }
        }
    }

    fn margins(&mut self, section: &Element) {
        if section.children.iter().any(|child| child.name == "headerReference" || child.name == "footerReference") {
            self.maker.left(Left::Margins);
        }
    }

    fn paragraph(&mut self, paragraph: &Element) {
        let properties = paragraph.child("pPr");
        if let Some(section) = properties.and_then(|properties| properties.child("sectPr")) {
            self.margins(section);
        }
        let style =
            properties.and_then(|properties| properties.child("pStyle")).and_then(|style| style.attribute("val"));
        let heading = self.looks.heading(style, properties);
        let look = self.look(&Look::default(), style, None, heading.is_none());
        self.inline(paragraph, &look);
        let text = self.maker.line(&mut self.line);
        if text.is_blank() {
            return;
        }
        let counted = self.looks.count(style, properties);
        let content = match (heading, counted) {
            (Some(level), counted) => {
                // The number of a heading is part of what it says: "Art. 3".
                let number = counted.filter(|counted| counted.mark != Mark::Dash).map(|counted| counted.label);
                let text = number.map_or_else(|| text.clone(), |number| after(&number, &text));
                Content::Heading(Heading { level: level.min(bounds::HEADINGS), text })
            }
            (None, Some(counted)) => {
                let level = u8::try_from(counted.level + 1).unwrap_or(bounds::LEVELS).min(bounds::LEVELS);
                let start = (counted.mark != Mark::Dash && counted.number > 0).then_some(counted.number);
                Content::Point(Point { level, mark: counted.mark, start, text })
            }
            (None, None) if self.looks.quotes(style) => Content::Quote(Paragraph { inside: 0, text }),
            (None, None) => Content::Paragraph(Paragraph { inside: 0, text }),
        };
        self.maker.push(content);
    }

    /// How words look: as around them, as their style says, as they say themselves.
    fn look(&self, around: &Look, style: Option<&str>, own: Option<&Element>, strong: bool) -> Look {
        let (bold, italic) = self.looks.look(style);
        let mut look = around.clone();
        let own = |name| own.and_then(|own| on(own, name));
        // What is strong by being a heading is not strong twice.
        look.bold = own("b").or(bold).unwrap_or(look.bold) && strong;
        look.italic = own("i").or(italic).unwrap_or(look.italic);
        look
    }

    fn inline(&mut self, parent: &Element, look: &Look) {
        for child in &parent.children {
            match child.name.as_str() {
                "r" => self.run(child, look),
                "hyperlink" => {
                    let to = child.attribute("id").and_then(|id| self.links.get(id)).cloned();
                    let link = to.as_deref().and_then(target);
                    if to.is_some() && link.is_none() {
                        self.maker.left(Left::Links);
                    }
                    self.inline(child, &Look { link: link.or_else(|| look.link.clone()), ..look.clone() });
                }
                "del" | "moveFrom" => self.maker.left(Left::Deleted),
                "AlternateContent" => self.picture(child),
                "oMath" | "oMathPara" => self.maker.left(Left::Formulas),
                "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "customXml" | "dir" | "bdo" => {
                    self.inline(child, look);
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, run: &Element, around: &Look) {
        let properties = run.child("rPr");
        let has = |name| properties.and_then(|own| on(own, name)) == Some(true);
        if has("vanish") {
            return self.maker.left(Left::Hidden);
        }
        if has("strike") || has("dstrike") {
            self.maker.left(Left::Struck);
        }
        let value = |name| properties.and_then(|own| own.child(name)).and_then(|found| found.attribute("val"));
        let look = self.look(around, value("rStyle"), properties, true);
        let high = value("vertAlign") == Some("superscript");
        for child in &run.children {
            match child.name.as_str() {
                "t" => match high.then(|| raised(&child.text)).flatten() {
                    Some(text) => self.line.words(&text, &look),
                    None => self.line.words(&child.text, &look),
                },
                "tab" => self.line.words(" ", &look),
                "br" if child.attribute("type").is_none_or(|kind| kind == "textWrapping") => self.line.newline(),
                "cr" => self.line.newline(),
                "noBreakHyphen" => self.line.words("-", &look),
                "drawing" | "pict" | "object" | "AlternateContent" => self.picture(child),
                "footnoteReference" => self.note("footnote", child),
                "endnoteReference" => self.note("endnote", child),
                "commentReference" => self.maker.left(Left::Hidden),
                "sym" => self.maker.left(Left::Unseen),
                _ => {}
            }
        }
    }

    fn picture(&mut self, element: &Element) {
        fn boxed(element: &Element) -> bool {
            // As deep as the reader's limit, no deeper.
            element.name == "txbxContent" || element.children.iter().any(boxed)
        }
        self.maker.left(if boxed(element) { Left::Boxes } else { Left::Pictures });
    }

    fn note(&mut self, kind: &'static str, reference: &Element) {
        // Each is said once: a note that refers to itself ends there.
        let found = reference.attribute("id").and_then(|id| self.foot.remove(&(kind, id.to_owned())));
        let Some(note) = found else { return };
        self.waiting.push_back(note);
        let number = self.notes.0.len() + self.waiting.len();
        self.line.words(&format!("({number})"), &Look::default());
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
                "p" => {
                    let properties = child.child("pPr");
                    let style = properties.and_then(|own| own.child("pStyle")).and_then(|style| style.attribute("val"));
                    self.line.new_paragraph();
                    let look = self.look(&Look::default(), style, None, true);
                    if let Some(counted) = self.looks.count(style, properties) {
                        let label = if counted.mark == Mark::Dash { "–" } else { &counted.label };
                        self.line.words(&format!("{label} "), &look);
                    }
                    self.inline(child, &look);
                }
                "tbl" => {
                    self.maker.left(Left::Nested);
                    self.flatten(child);
                }
                "tr" | "tc" | "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" => self.flatten(child),
                "del" | "moveFrom" => self.maker.left(Left::Deleted),
                _ => {}
            }
        }
    }

    fn table(&mut self, table: &Element) {
        let mut rows = Rows::default();
        self.rows(table, &mut rows);
        rows.push(0, self.maker);
    }

    fn rows(&mut self, parent: &Element, rows: &mut Rows) {
        for child in &parent.children {
            match child.name.as_str() {
                "tr" => {
                    let head = child.child("trPr").and_then(|own| on(own, "tblHeader")) == Some(true);
                    let mut cells = Vec::new();
                    self.cells(child, &mut cells);
                    rows.row(cells, head);
                }
                "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" => self.rows(child, rows),
                "del" | "moveFrom" => self.maker.left(Left::Deleted),
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: &Element, cells: &mut Vec<Found>) {
        for child in &row.children {
            match child.name.as_str() {
                "tc" => {
                    let properties = child.child("tcPr");
                    let own = |name| properties.and_then(|own| own.child(name));
                    let across = own("gridSpan").and_then(|span| span.attribute("val")?.parse().ok()).unwrap_or(1);
                    if own("vMerge").is_some_and(|merge| merge.attribute("val") != Some("restart")) {
                        self.maker.left(Left::Merged);
                    }
                    let text = self.flat(child);
                    cells.push(Found { text, across, down: 1 });
                }
                "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" => self.cells(child, cells),
                _ => {}
            }
        }
    }
}

/// A line after a number.
fn after(number: &str, line: &Line) -> Line {
    let mut made = LineMaker::default();
    made.words(&format!("{number} "), &Look::default());
    made.again(line);
    made.finish()
}
