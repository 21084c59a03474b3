//! The text on a page: HTML in which nothing acts, made here and never taken from outside.

use std::fmt::Write;

use kernel::Id;

use crate::{
    Act, Block, Cell, Cells, Comparison, Content, Detail, Inline, Item, Kind, Line, Mark, Node, Piece, Prose, Table,
    nested::parts,
};

/// What the page knows and the text does not.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The level of a section's title, from 2 to 3: what stands above on the page has 1.
    pub heading: u8,
    /// Where an act of ours is shown to whoever looks; none where it may not be seen.
    pub act: &'a dyn Fn(Id<Act>) -> Option<String>,
    /// What is said before and after words of a comparison to whoever does not see colours: the class of a hidden text.
    pub hidden: &'static str,
}

impl std::fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("heading", &self.heading).finish_non_exhaustive()
    }
}

impl Default for Page<'_> {
    /// Titles of level 2, acts without link, `visually-hidden`.
    fn default() -> Self {
        Self { heading: 2, act: &|_| None, hidden: "visually-hidden" }
    }
}

/// The text as HTML. Each block has the id `b-` and its own; there is no script, style, picture or address of another
/// scheme than `http` and `https`, save what `page.act` gives.
#[must_use]
pub fn html(prose: &Prose, page: &Page<'_>) -> String {
    let mut out = Out { html: String::new(), page, above: page.heading };
    for part in parts(prose) {
        out.push("<section>");
        // Without a title of its own a section stands under what is above on the page.
        let titled = !part.section.title.is_blank();
        out.above = if titled { page.heading } else { page.heading.saturating_sub(1) };
        if titled {
            out.element(&format!("h{}", page.heading), Some(part.block), |out| out.line(&part.section.title));
        }
        out.nodes(&part.nodes);
        out.push("</section>\n");
    }
    out.html
}

struct Out<'a> {
    html: String,
    page: &'a Page<'a>,
    /// The level of the heading above.
    above: u8,
}

impl Out<'_> {
    fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn element(&mut self, name: &str, block: Option<&Block>, inside: impl FnOnce(&mut Self)) {
        match block {
            // Writing to a text does not fail.
            Some(block) => _ = write!(self.html, "<{name} id=\"b-{}\">", block.id),
            None => _ = write!(self.html, "<{name}>"),
        }
        inside(self);
        _ = write!(self.html, "</{name}>");
    }

    fn nodes(&mut self, nodes: &[Node<'_>]) {
        for node in nodes {
            match node {
                Node::Block(block) => self.block(block),
                Node::List { mark, start, items } => self.list(*mark, *start, items),
            }
            self.push("\n");
        }
    }

    fn list(&mut self, mark: Mark, start: u32, items: &[Item<'_>]) {
        let (name, attributes) = match mark {
            Mark::Dash => ("ul", String::new()),
            Mark::Number => ("ol", format!(" start=\"{start}\"")),
            Mark::Letter => ("ol", format!(" type=\"a\" start=\"{start}\"")),
            Mark::Roman => ("ol", format!(" type=\"i\" start=\"{start}\"")),
        };
        _ = write!(self.html, "<{name}{attributes}>");
        for item in items {
            self.element("li", Some(item.block), |out| {
                out.line(&item.point.text);
                if !item.nodes.is_empty() {
                    out.push("\n");
                    out.nodes(&item.nodes);
                }
            });
        }
        _ = write!(self.html, "</{name}>");
    }

    fn block(&mut self, block: &Block) {
        match &block.content {
            Content::Heading(heading) => {
                // No level is left out, whatever the author chose: who does not see the page goes by them.
                let wanted = self.page.heading.saturating_add(heading.level);
                self.above = wanted.min(self.above.saturating_add(1)).min(6);
                self.element(&format!("h{}", self.above), Some(block), |out| out.line(&heading.text));
            }
            Content::Paragraph(paragraph) => self.element("p", Some(block), |out| out.line(&paragraph.text)),
            Content::Quote(quote) => self.element("blockquote", Some(block), |out| {
                out.element("p", None, |out| out.line(&quote.text));
            }),
            Content::Signature(signature) => self.element("p", Some(block), |out| out.line(&signature.text)),
            Content::Table(table) => self.plain_table(Some(block), table),
            Content::Section(section) => self.element("p", Some(block), |out| out.line(&section.title)),
            Content::Point(point) => self.element("p", Some(block), |out| out.line(&point.text)),
        }
    }

    fn plain_table(&mut self, block: Option<&Block>, table: &Table) {
        self.table(block, &table.caption, &Rows::Plain(&table.head, &table.body));
    }

    fn table(&mut self, block: Option<&Block>, caption: &Line, rows: &Rows<'_>) {
        self.element("table", block, |out| {
            if !caption.is_blank() {
                out.element("caption", None, |out| out.line(caption));
            }
            match rows {
                Rows::Plain(head, body) => {
                    out.rows("thead", head.iter(), |out, cell| out.line(&cell.text), |cell| cell.across);
                    out.rows("tbody", body.iter(), |out, cell| out.line(&cell.text), |cell| cell.across);
                }
                Rows::Compared(head, body) => {
                    out.rows("thead", head.iter(), |out, cell| out.pieces(&cell.pieces), |cell| cell.across);
                    out.rows("tbody", body.iter(), |out, cell| out.pieces(&cell.pieces), |cell| cell.across);
                }
            }
        });
    }

    fn rows<'r, C: 'r>(
        &mut self,
        part: &str,
        rows: impl Iterator<Item = &'r Vec<C>>,
        text: impl Fn(&mut Self, &C),
        across: impl Fn(&C) -> u8,
    ) {
        let (open, close) = if part == "thead" { ("<th scope=\"col\"", "</th>") } else { ("<td", "</td>") };
        self.element(part, None, |out| {
            for row in rows {
                out.element("tr", None, |out| {
                    for cell in row {
                        out.push(open);
                        if across(cell) > 1 {
                            _ = write!(out.html, " colspan=\"{}\"", across(cell));
                        }
                        out.push(">");
                        text(out, cell);
                        out.push(close);
                    }
                });
            }
        });
    }

    fn line(&mut self, line: &Line) {
        line.pieces().iter().for_each(|piece| self.inline(piece));
    }

    fn inline(&mut self, piece: &Inline) {
        let run = match piece {
            Inline::Place(place) => {
                self.push("<mark>[");
                escaped(&mut self.html, &place.label);
                return self.push("]</mark>");
            }
            Inline::Run(run) => run,
        };
        let href = run.link.as_ref().and_then(|target| target.href(self.page.act));
        let mut close = Vec::new();
        if let Some(href) = href {
            self.push("<a href=\"");
            escaped(&mut self.html, &href);
            self.push("\">");
            close.push("</a>");
        }
        for (on, open, end) in [(run.bold, "<strong>", "</strong>"), (run.italic, "<em>", "</em>")] {
            if on {
                self.push(open);
                close.push(end);
            }
        }
        escaped(&mut self.html, &run.text);
        close.iter().rev().for_each(|end| self.push(end));
    }

    /// What was added and removed is marked as such, and said in hidden words before and after.
    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Same(line) => self.line(line),
                Piece::Added(line) => self.changed("ins", "aggiunto: ", "fine dell'aggiunta", line),
                Piece::Removed(line) => self.changed("del", "tolto: ", "fine di ciò che è tolto", line),
            }
        }
    }

    fn changed(&mut self, name: &str, before: &str, after: &str, line: &Line) {
        let hidden = self.page.hidden;
        _ = write!(self.html, "<{name}><span class=\"{hidden}\">[{before}</span>");
        self.line(line);
        _ = write!(self.html, "<span class=\"{hidden}\"> {after}]</span></{name}>");
    }
}

enum Rows<'a> {
    Plain(&'a [Vec<Cell>], &'a [Vec<Cell>]),
    Compared(&'a [Vec<Cells>], &'a [Vec<Cells>]),
}

/// A comparison as HTML: each block that changed is introduced by words ("Aggiunto", "Tolto", "Modificato",
/// "Spostato"), and what changed within it is in `ins` and `del` with hidden words around, so that neither colour nor
/// sight is needed. What could not be compared word by word, as a table with another row, is there twice: as it was
/// ("Prima") and as it is ("Dopo").
#[must_use]
pub fn compared_html(comparison: &Comparison<'_>, page: &Page<'_>) -> String {
    let mut out = Out { html: String::new(), page, above: page.heading };
    for entry in &comparison.entries {
        let said = entry.said();
        if said.is_empty() {
            out.compared(&entry.detail, entry.block(), entry.number);
        } else {
            let class = match entry.kind {
                Kind::Added => "mu-added",
                Kind::Removed => "mu-removed",
                Kind::Same | Kind::Changed => "mu-changed",
            };
            _ = write!(out.html, "<div class=\"{class}\"><p class=\"mu-change\">");
            escaped(&mut out.html, &said);
            out.push("</p>");
            match (&entry.detail, entry.kind, entry.old, entry.new) {
                // What could not be compared word by word is shown as it was and as it is.
                (Detail::Whole, Kind::Changed, Some(old), Some(new)) => {
                    for (when, block, number) in [("Prima:", old, 0), ("Dopo:", new, entry.number)] {
                        _ = write!(out.html, "<p class=\"mu-change\">{when}</p>");
                        out.compared(&entry.detail, block, number);
                    }
                }
                _ => out.compared(&entry.detail, entry.block(), entry.number),
            }
            out.push("</div>");
        }
        out.push("\n");
    }
    out.html
}

impl Out<'_> {
    /// A block without its id, which may come twice; of a point whose number is 0 the number is not known.
    fn compared(&mut self, detail: &Detail, block: &Block, number: u32) {
        // Blocks stand one by one here, so that a point says its number itself.
        if let Content::Point(point) = &block.content {
            self.push("<p>");
            if number > 0 {
                let label = format!("{} ", point.mark.label(number));
                escaped(&mut self.html, &label);
            }
            self.detail(detail, &point.text);
            return self.push("</p>");
        }
        match (detail, &block.content) {
            (Detail::Table { head, body }, Content::Table(table)) => {
                self.table(None, &table.caption, &Rows::Compared(head, body));
            }
            (_, Content::Table(table)) => self.plain_table(None, table),
            // Of a section without a title there is nothing to read.
            (Detail::Whole, Content::Section(section)) if section.title.is_blank() => {}
            (detail, content) => {
                let name = match content {
                    Content::Section(_) | Content::Heading(_) => "p class=\"mu-heading\"",
                    Content::Quote(_) => "blockquote",
                    _ => "p",
                };
                _ = write!(self.html, "<{name}>");
                content.lines().for_each(|line| self.detail(detail, line));
                _ = write!(self.html, "</{}>", name.split(' ').next().unwrap_or("p"));
            }
        }
    }

    fn detail(&mut self, detail: &Detail, line: &Line) {
        match detail {
            Detail::Words(pieces) => self.pieces(pieces),
            Detail::Whole | Detail::Table { .. } => self.line(line),
        }
    }
}

fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
}
