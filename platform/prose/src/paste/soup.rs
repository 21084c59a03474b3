//! HTML as a shallow tree. The tokens are those of the standard (`html5gum`, which keeps attributes in a tree and is
//! linear); the tree is our own, because that of the standard copies open marks again and again and grows with the
//! square of what a stranger sends.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use crate::{Fault, bounds};

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Soup {
    Text(String),
    Element(Element),
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    /// Those that say something to us.
    attributes: Vec<(&'static str, String)>,
    pub children: Vec<Soup>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(one, _)| *one == name).map(|(_, value)| value.as_str())
    }

    /// The value of a property of its style, in small letters.
    pub fn style(&self, property: &str) -> Option<String> {
        let style = self.attribute("style")?.to_ascii_lowercase();
        let found = style.split(';').filter_map(|one| one.split_once(':')).find(|(name, _)| name.trim() == property);
        found.map(|(_, value)| value.trim().to_owned())
    }
}

const ATTRIBUTES: [&str; 8] = ["style", "href", "colspan", "rowspan", "start", "type", "value", "hidden"];
/// What they say is not text of the page.
pub(super) const DROPPED: [&str; 20] = [
    "script",
    "style",
    "title",
    "textarea",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "xmp",
    "plaintext",
    "template",
    "object",
    "applet",
    "svg",
    "math",
    "select",
    "audio",
    "video",
    "canvas",
    "map",
];
const VOID: [&str; 14] =
    ["br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source", "track", "embed", "param"];
/// They end a paragraph that is open.
const BLOCKS: [&str; 28] = [
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "main",
    "nav",
    "address",
    "figure",
    "fieldset",
    "form",
    "center",
    "details",
];

/// Reads HTML.
pub(super) fn read(html: &str) -> Result<Vec<Soup>, Fault> {
    let too_much = |found: usize, of: &str, limit| Err(Fault::TooMuch { what: format!("{found} {of}"), limit });
    if html.len() > bounds::PASTE_BYTES {
        return too_much(html.len(), "byte incollati", bounds::PASTE_BYTES);
    }
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut builder = Builder { open: vec![Element::default()], skipping: None, nodes: 0 };
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => builder.start(&tag),
            Token::EndTag(tag) => builder.end(&text(&tag.name)),
            Token::String(words) => builder.text(text(&words)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if builder.nodes > bounds::PASTE_NODES {
            return too_much(builder.nodes, "elementi incollati", bounds::PASTE_NODES);
        }
    }
    builder.close_to(1);
    Ok(builder.open.pop().map(|root| root.children).unwrap_or_default())
}

fn text(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Builder {
    /// The root, and what is open in it.
    open: Vec<Element>,
    /// Within what is dropped: its name, and how many of that name are open.
    skipping: Option<(String, usize)>,
    nodes: usize,
}

impl Builder {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = text(&tag.name);
        if let Some((skipped, depth)) = &mut self.skipping {
            *depth += usize::from(*skipped == name && !tag.self_closing);
            return;
        }
        self.nodes += 1;
        self.implied(&name);
        let attributes = ATTRIBUTES.into_iter().filter_map(|known| {
            let value = tag.attributes.get(known.as_bytes())?;
            Some((known, text(value)))
        });
        let dropped = DROPPED.contains(&name.as_str());
        let element = Element { attributes: attributes.collect(), children: Vec::new(), name };
        // HTML knows no elements that close themselves; in drawings they do.
        if dropped && !tag.self_closing {
            self.skipping = Some((element.name.clone(), 1));
        }
        if dropped || VOID.contains(&element.name.as_str()) {
            self.push(Soup::Element(element));
        } else if self.open.len() < bounds::PASTE_DEPTH {
            self.open.push(element);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipping {
            *depth -= usize::from(skipped.as_str() == name);
            if *depth == 0 {
                self.skipping = None;
            }
            return;
        }
        // A cell holds its own: what was opened outside is not closed from within.
        let fence: &[&str] = match name {
            "table" => &[],
            "tr" | "thead" | "tbody" | "tfoot" | "td" | "th" => &["table"],
            _ => &["table", "td", "th"],
        };
        self.close(&[name], fence);
    }

    fn text(&mut self, text: String) {
        if self.skipping.is_none() {
            self.nodes += 1;
            self.push(Soup::Text(text));
        }
    }

    fn push(&mut self, child: Soup) {
        if let Some(top) = self.open.last_mut() {
            top.children.push(child);
        }
    }

    /// What a tag that begins closes by itself.
    fn implied(&mut self, name: &str) {
        match name {
            "li" => self.close(&["li"], &["ul", "ol", "table", "td", "th"]),
            "dt" | "dd" => self.close(&["dt", "dd"], &["dl", "table", "td", "th"]),
            "tr" => self.close(&["tr"], &["table"]),
            "td" | "th" => self.close(&["td", "th"], &["tr", "table"]),
            "thead" | "tbody" | "tfoot" => self.close(&["thead", "tbody", "tfoot"], &["table"]),
            name if BLOCKS.contains(&name) => self.close(&["p"], &["table", "td", "th", "li", "dd"]),
            _ => {}
        }
    }

    /// Closes the innermost of these, if it lies within the innermost fence.
    fn close(&mut self, names: &[&str], fence: &[&str]) {
        for (at, element) in self.open.iter().enumerate().skip(1).rev() {
            let name = element.name.as_str();
            if names.contains(&name) {
                return self.close_to(at);
            }
            if fence.contains(&name) {
                return;
            }
        }
    }

    /// Closes all from this place on.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            if let Some(element) = self.open.pop() {
                self.push(Soup::Element(element));
            }
        }
    }
}
