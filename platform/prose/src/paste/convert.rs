//! From the tree of what was pasted to blocks.

use super::{
    label,
    soup::{DROPPED, Element, Soup},
};
use crate::{
    Address, Content, Heading, Line, Mark, Paragraph, Point, Target, Urn, bounds,
    rough::{Left, LineMaker, Look, Maker, raised},
    rows,
};

pub(super) fn convert(soup: &[Soup], maker: &mut Maker<'_>) {
    let mut walk = Walk { maker, line: LineMaker::default(), next: Next::default(), flat: false, label: None };
    walk.nodes(soup, &Look::default());
    walk.flush();
}

/// What the words that follow will be.
#[derive(Clone, Debug, Default)]
struct Next {
    heading: Option<u8>,
    quote: bool,
    /// The point that waits for its words.
    point: Option<Point>,
    /// The level of the list that is open.
    level: u8,
    /// How the list that is open is counted, and the number of its next point.
    list: Option<(Mark, u32)>,
}

struct Walk<'m, 'a> {
    maker: &'m mut Maker<'a>,
    line: LineMaker,
    next: Next,
    /// Within a cell: what would be a block is a line.
    flat: bool,
    /// Within the mark that Word prints before a point.
    label: Option<String>,
}

impl Walk<'_, '_> {
    fn nodes(&mut self, nodes: &[Soup], look: &Look) {
        for node in nodes {
            match node {
                Soup::Text(text) => match &mut self.label {
                    Some(label) => label.push_str(text),
                    None => self.line.words(text, look),
                },
                Soup::Element(element) => self.element(element, look),
            }
        }
    }

    /// The words so far become a block.
    fn flush(&mut self) {
        if self.flat {
            return self.line.new_paragraph();
        }
        let text = self.maker.line(&mut self.line);
        if text.is_blank() {
            return;
        }
        let inside = self.next.level;
        let content = match (self.next.heading, self.next.point.take()) {
            (Some(level), _) => Content::Heading(Heading { level, text }),
            (None, Some(point)) => Content::Point(Point { text, ..point }),
            (None, None) if self.next.quote => Content::Quote(Paragraph { inside, text }),
            (None, None) => Content::Paragraph(Paragraph { inside, text }),
        };
        self.maker.push(content);
    }

    /// What stands in a block of its own, under other circumstances.
    fn block(&mut self, element: &Element, look: &Look, change: impl FnOnce(&mut Next)) {
        self.flush();
        let before = self.next.clone();
        change(&mut self.next);
        self.nodes(&element.children, look);
        self.flush();
        // A point that got its words here waits for none outside.
        let point = before.point.clone().filter(|_| self.next.point.is_some());
        self.next = Next { point, ..before };
    }

    fn element(&mut self, element: &Element, look: &Look) {
        let name = element.name.as_str();
        if hidden(element) {
            return self.maker.left(Left::Hidden);
        }
        if DROPPED.contains(&name) {
            return self.dropped(name);
        }
        match name {
            "br" => self.line.newline(),
            "hr" => self.flush(),
            "img" => self.maker.left(Left::Pictures),
            "embed" | "input" | "button" => self.maker.left(Left::Active),
            "del" => self.maker.left(Left::Deleted),
            "sup" if raised(&words_of(element)).is_some() => {
                let text = raised(&words_of(element)).unwrap_or_default();
                self.line.words(&text, look);
            }
            // In a list a heading would end it.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.next.level > 0 => {
                self.block(element, &Look { bold: true, ..look.clone() }, |_| ());
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.bytes().next_back().map_or(1, |digit| digit - b'0').min(bounds::HEADINGS);
                self.block(element, &Look::default(), |next| *next = Next { heading: Some(level), ..Next::default() });
            }
            "p" => self.paragraph(element, look),
            "ul" | "ol" => self.list(element, look),
            "li" => self.item(element, look),
            "table" => self.table(element, look),
            "blockquote" => self.block(element, look, |next| next.quote = true),
            "dt" => self.block(element, &Look { bold: true, ..look.clone() }, |_| ()),
            "pre" => self.block(element, look, |_| ()),
            name if is_block(name) => self.block(element, look, |_| ()),
            _ => self.inline(element, look),
        }
    }

    fn dropped(&mut self, name: &str) {
        match name {
            // Nobody misses them: they come with every page.
            "style" | "title" | "noscript" | "template" => {}
            "svg" | "math" | "canvas" | "map" => self.maker.left(Left::Pictures),
            _ => self.maker.left(Left::Active),
        }
    }

    fn inline(&mut self, element: &Element, look: &Look) {
        let mut look = look.clone();
        match element.name.as_str() {
            "b" | "strong" => look.bold = true,
            "i" | "em" | "cite" | "dfn" => look.italic = true,
            "s" | "strike" => self.maker.left(Left::Struck),
            "a" => look.link = self.link(element).or(look.link),
            _ => {}
        }
        if let Some(weight) = element.style("font-weight") {
            look.bold = matches!(weight.as_str(), "bold" | "bolder" | "600" | "700" | "800" | "900");
        }
        if let Some(style) = element.style("font-style") {
            look.italic = matches!(style.as_str(), "italic" | "oblique");
        }
        if element.style("text-decoration").is_some_and(|value| value.contains("line-through")) {
            self.maker.left(Left::Struck);
        }
        if element.style("mso-list").is_some_and(|value| value == "ignore") {
            // The mark that Word prints: it says how the point is counted.
            let outer = self.label.replace(String::new());
            self.nodes(&element.children, &look);
            let label = self.label.take().unwrap_or_default();
            self.label = outer;
            return self.marked(&label);
        }
        self.nodes(&element.children, &look);
    }

    fn link(&mut self, element: &Element) -> Option<Target> {
        let href = element.attribute("href")?.trim();
        // Places within the page that was copied are no loss.
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let found = target(href);
        if found.is_none() {
            self.maker.left(Left::Links);
        }
        found
    }

    /// A paragraph, which in Word's HTML may be a point of a list.
    fn paragraph(&mut self, element: &Element, look: &Look) {
        let Some(level) = element.style("mso-list").and_then(|style| word_level(&style)) else {
            return self.block(element, look, |_| ());
        };
        self.block(element, look, |next| {
            next.point = Some(Point { level, mark: Mark::Dash, start: None, text: Line::default() });
            next.level = level;
        });
    }

    /// The mark of the point that waits was read.
    fn marked(&mut self, label: &str) {
        let expected = self.maker.next_number(self.next.point.as_ref().map_or(1, |point| point.level));
        if let Some(point) = &mut self.next.point {
            (point.mark, point.start) = label::read(label, expected);
        }
    }

    fn list(&mut self, element: &Element, look: &Look) {
        let mark = if element.name == "ul" { Mark::Dash } else { counted(element) };
        let start =
            element.attribute("start").and_then(|text| text.trim().parse::<u32>().ok()).filter(|start| *start > 0);
        self.block(element, look, |next| {
            next.level = next.level.saturating_add(1).min(bounds::LEVELS);
            next.list = Some((mark, start.unwrap_or(1)));
            // A point without words that holds a list is only its frame.
            next.point = None;
            next.heading = None;
        });
    }

    fn item(&mut self, element: &Element, look: &Look) {
        let (mark, number) = self.next.list.unwrap_or((Mark::Dash, 1));
        let own = element.attribute("value").and_then(|text| text.trim().parse::<u32>().ok()).filter(|own| *own > 0);
        let number = own.unwrap_or(number);
        let start = (mark != Mark::Dash).then_some(number);
        let level = self.next.level.max(1);
        if self.flat {
            self.flush();
            let label = mark.label(number);
            self.line.words(&format!("{label} "), look);
            self.nodes(&element.children, look);
            self.line.new_paragraph();
        } else {
            self.block(element, look, |next| {
                next.level = level;
                next.point = Some(Point { level, mark, start, text: Line::default() });
            });
            self.next.point = None;
        }
        self.next.list = Some((mark, number.saturating_add(1)));
    }

    fn table(&mut self, element: &Element, look: &Look) {
        if self.flat {
            self.maker.left(Left::Nested);
        }
        self.flush();
        let mut found = rows::Rows::default();
        self.rows(element, look, false, &mut found);
        if self.flat {
            for cell in found.into_lines() {
                self.line.new_paragraph();
                self.line.again(&cell);
            }
            return self.line.new_paragraph();
        }
        let inside = self.next.level;
        found.push(inside, self.maker);
    }

    fn rows(&mut self, element: &Element, look: &Look, head: bool, found: &mut rows::Rows) {
        for child in &element.children {
            match child {
                // What stands where no words may stand is not lost.
                Soup::Text(text) if text.trim().is_empty() => {}
                Soup::Text(text) => found.row(vec![self.alone(text, look)], false),
                Soup::Element(child) => match child.name.as_str() {
                    "thead" => self.rows(child, look, true, found),
                    "tr" => self.row(child, look, head, found),
                    "caption" => found.caption = self.cell(child, look),
                    "td" | "th" => {
                        let text = self.cell(child, look);
                        found.row(vec![rows::Found { text, across: 1, down: 1 }], false);
                    }
                    _ => self.rows(child, look, false, found),
                },
            }
        }
    }

    fn row(&mut self, element: &Element, look: &Look, head: bool, found: &mut rows::Rows) {
        let (mut cells, mut heads) = (Vec::new(), true);
        for child in &element.children {
            match child {
                Soup::Text(text) if text.trim().is_empty() => {}
                Soup::Text(text) => cells.push(self.alone(text, look)),
                Soup::Element(child) => {
                    heads &= child.name == "th";
                    let text = self.cell(child, look);
                    let number =
                        |name| child.attribute(name).and_then(|text| text.trim().parse::<usize>().ok()).unwrap_or(1);
                    cells.push(rows::Found { text, across: number("colspan"), down: number("rowspan") });
                }
            }
        }
        found.row(cells, head || heads);
    }

    /// The words of a cell, as one line with breaks.
    fn cell(&mut self, element: &Element, look: &Look) -> Line {
        let outer = (std::mem::take(&mut self.line), std::mem::take(&mut self.next), self.flat);
        self.flat = true;
        self.nodes(&element.children, look);
        let line = self.maker.line(&mut self.line);
        (self.line, self.next, self.flat) = outer;
        line
    }

    /// Words that stand in no cell, as one.
    fn alone(&mut self, text: &str, look: &Look) -> rows::Found {
        let mut line = LineMaker::default();
        line.words(text, look);
        rows::Found { text: self.maker.line(&mut line), across: 1, down: 1 }
    }
}

/// Where an address leads: a law where it is that of Normattiva.
pub(crate) fn target(href: &str) -> Option<Target> {
    let law = href.find("/uri-res/N2Ls?").filter(|_| href.contains("normattiva.it"));
    let law = law.and_then(|at| href.get(at + "/uri-res/N2Ls?".len()..));
    let law = law.and_then(|urn| Urn::new(urn.trim_end_matches("!vig=")).ok());
    law.map(Target::Law).or_else(|| Address::new(href).ok().map(Target::Web))
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "address"
            | "figure"
            | "figcaption"
            | "fieldset"
            | "form"
            | "center"
            | "details"
            | "summary"
            | "dl"
            | "dd"
            | "body"
            | "html"
            | "caption"
            | "tr"
            | "td"
            | "th"
    )
}

/// What the page did not show, and Word's comments.
fn hidden(element: &Element) -> bool {
    element.attribute("hidden").is_some()
        || element.style("display").is_some_and(|value| value == "none")
        || element.style("mso-hide").is_some_and(|value| value == "all")
        || element.style("mso-element").is_some_and(|value| value.starts_with("comment"))
}

/// `l0 level2 lfo1`: the level.
fn word_level(style: &str) -> Option<u8> {
    let level = style.split_whitespace().find_map(|word| word.strip_prefix("level"))?;
    level.parse::<u8>().ok().map(|level| level.clamp(1, bounds::LEVELS))
}

/// How an ordered list is counted.
fn counted(element: &Element) -> Mark {
    let style = element.style("list-style-type");
    match style.as_deref().or(element.attribute("type")).unwrap_or_default() {
        "a" | "A" | "lower-alpha" | "upper-alpha" | "lower-latin" | "upper-latin" => Mark::Letter,
        "i" | "I" | "lower-roman" | "upper-roman" => Mark::Roman,
        _ => Mark::Number,
    }
}

/// All words in an element.
fn words_of(element: &Element) -> String {
    let word = |child: &Soup| match child {
        Soup::Text(text) => text.clone(),
        // As deep as the tree, which is shallow.
        Soup::Element(element) => words_of(element),
    };
    element.children.iter().map(word).collect()
}
