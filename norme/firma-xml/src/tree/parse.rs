//! Text to tree: strict XML 1.0 with namespaces, without any DTD, every bound checked on the way.

use super::chars;
use super::read::Reader;
use super::{Attribute, Declaration, Element, Kind, NONE, Node, Piece, Tree, XML};
use crate::{Error, Limits};
use std::collections::HashMap;

/// The namespace of namespace declarations (Namespaces in XML 1.0, 3).
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// Most namespace declarations in force at once: each name is looked up in them.
const IN_FORCE_MAX: usize = 256;
/// Most different namespaces in a document.
const URIS_MAX: usize = 10_000;
/// Longest namespace, bytes: canonicalization writes it again and again.
const URI_MAX: usize = 4_096;

pub(super) fn parse(text: String, limits: Limits) -> Result<Tree, Error> {
    let tree = Tree {
        text: String::new(),
        made: String::new(),
        nodes: vec![Node { parent: NONE, next: NONE, first: NONE, after: 0, kind: Kind::Document }],
        elements: Vec::new(),
        attributes: Vec::new(),
        declarations: Vec::new(),
        uris: vec![String::new(), XML.to_owned()],
    };
    let known = [(String::new(), 0), (XML.to_owned(), 1)].into_iter().collect();
    let mut builder = Builder {
        reader: Reader::new(&text),
        tree,
        limits,
        open: Vec::new(),
        last: vec![NONE],
        in_force: Vec::new(),
        known,
        root_seen: false,
    };
    builder.run()?;
    let mut tree = builder.tree;
    let after = len32(&tree.nodes);
    if let Some(document) = tree.nodes.first_mut() {
        document.after = after;
    }
    tree.text = text;
    Ok(tree)
}

/// An element that is not closed yet.
struct Open {
    node: u32,
    /// How many namespace declarations were in force before it.
    in_force: usize,
    /// Its name as written.
    name: Piece,
}

struct Builder<'t> {
    reader: Reader<'t>,
    tree: Tree,
    limits: Limits,
    open: Vec<Open>,
    /// The last child so far of the document and of each open element.
    last: Vec<u32>,
    in_force: Vec<(Piece, u32)>,
    known: HashMap<String, u32>,
    root_seen: bool,
}

/// An attribute as it stands in the tag.
struct Raw {
    prefix: Piece,
    local: Piece,
    value: Piece,
}

impl<'t> Builder<'t> {
    fn run(&mut self) -> Result<(), Error> {
        self.reader.declaration()?;
        while !self.reader.rest().is_empty() {
            let rest = self.reader.rest();
            if let Some(after) = rest.strip_prefix("<!--") {
                let comment = self.reader.until(after, "-->", "un commento")?;
                if self.reader.str(comment).contains("--") || self.reader.str(comment).ends_with('-') {
                    return Err(self.reader.malformed("un commento contiene «--»"));
                }
                self.push(Kind::Comment(comment))?;
            } else if let Some(after) = rest.strip_prefix("<![CDATA[") {
                let text = self.reader.until(after, "]]>", "una sezione CDATA")?;
                self.push_text(text)?;
            } else if let Some(after) = rest.strip_prefix("<?") {
                self.instruction(after)?;
            } else if rest.starts_with("<!") {
                return Err(Error::Doctype { line: self.reader.line() });
            } else if rest.starts_with("</") {
                self.end()?;
            } else if rest.starts_with('<') {
                self.start()?;
            } else {
                let raw = self.reader.text_until_markup();
                let text = self.reader.character_data(raw, &mut self.tree.made)?;
                self.push_text(text)?;
            }
        }
        match self.open.last() {
            Some(open) => {
                let name = self.reader.str(open.name).to_owned();
                Err(self.reader.malformed(&format!("il file finisce prima che l'elemento «{name}» sia chiuso")))
            }
            None if self.root_seen => Ok(()),
            None => Err(self.reader.malformed("manca l'elemento radice")),
        }
    }

    fn instruction(&mut self, after: &'t str) -> Result<(), Error> {
        let whole = self.reader.until(after, "?>", "un'istruzione «<?»")?;
        let text = self.reader.str(whole);
        let target_len = text.find(chars::blank).unwrap_or(text.len());
        let name = text.get(..target_len).unwrap_or_default();
        if !chars::is_name(name) || name.eq_ignore_ascii_case("xml") {
            return Err(self.reader.malformed("un'istruzione «<?» ha un nome non ammesso"));
        }
        let skipped = text.get(target_len..).map_or(0, |rest| rest.len() - rest.trim_start_matches(chars::blank).len());
        let (target, rest) = (whole.head(target_len), whole.tail(target_len + skipped));
        self.push(Kind::Instruction { target, data: rest })
    }

    fn push_text(&mut self, text: Piece) -> Result<(), Error> {
        if text.len == 0 {
            return Ok(());
        }
        if self.open.is_empty() {
            let blank = !text.made && self.reader.str(text).chars().all(chars::blank);
            return if blank {
                Ok(())
            } else {
                Err(self.reader.malformed("c'è del testo fuori dall'elemento radice"))
            };
        }
        self.push(Kind::Text(text))
    }

    fn push(&mut self, kind: Kind) -> Result<(), Error> {
        if self.tree.nodes.len() >= self.limits.nodes {
            return Err(Error::TooManyNodes { limit: self.limits.nodes });
        }
        let id = u32::try_from(self.tree.nodes.len()).map_err(|_| Error::TooManyNodes { limit: self.limits.nodes })?;
        let parent = self.open.last().map_or(0, |open| open.node);
        let previous = self.last.last().copied().unwrap_or(NONE);
        if let Some(previous) = self.tree.nodes.get_mut(previous as usize) {
            previous.next = id;
        } else if let Some(parent) = self.tree.nodes.get_mut(parent as usize) {
            parent.first = id;
        }
        if let Some(last) = self.last.last_mut() {
            *last = id;
        }
        self.tree.nodes.push(Node { parent, next: NONE, first: NONE, after: id + 1, kind });
        Ok(())
    }

    fn start(&mut self) -> Result<(), Error> {
        if self.open.is_empty() && self.root_seen {
            return Err(self.reader.malformed("c'è altro dopo la fine dell'elemento radice"));
        }
        if self.open.len() >= self.limits.depth {
            return Err(Error::TooDeep { line: self.reader.line(), limit: self.limits.depth });
        }
        self.reader.skip(1);
        let name = self.reader.name()?;
        let in_force = self.in_force.len();
        let first_declaration = len32(&self.tree.declarations);
        let raw = self.attributes()?;
        let declarations = (first_declaration, len32(&self.tree.declarations));
        let attributes = self.resolve(raw)?;
        let (prefix, local) = self.reader.split(name)?;
        let uri = self.namespace(prefix)?;
        let node = len32(&self.tree.nodes);
        self.push(Kind::Element(len32(&self.tree.elements)))?;
        let element = Element { prefix, local, uri, attributes, declarations, content_end: 0 };
        self.tree.elements.push(element);
        self.root_seen = true;
        let empty = self.reader.rest().starts_with("/>");
        self.open.push(Open { node, in_force, name });
        self.last.push(NONE);
        if empty {
            let content_end = self.reader.position();
            self.reader.skip(2);
            self.close(content_end);
            return Ok(());
        }
        self.reader.expect(">")
    }

    /// The attributes of the tag; namespace declarations come into force on the way.
    fn attributes(&mut self) -> Result<Vec<Raw>, Error> {
        let mut raw = Vec::new();
        let mut count = 0;
        loop {
            let blanks = self.reader.skip_blanks();
            if self.reader.rest().starts_with(['>', '/']) {
                return Ok(raw);
            }
            if !blanks {
                return Err(self.reader.malformed("fra due attributi manca uno spazio"));
            }
            count += 1;
            if count > self.limits.attributes {
                return Err(Error::TooManyAttributes { line: self.reader.line(), limit: self.limits.attributes });
            }
            let name = self.reader.name()?;
            self.reader.equals()?;
            let value = self.reader.attribute_value(&mut self.tree.made)?;
            let (prefix, local) = self.reader.split(name)?;
            match (self.reader.str(prefix), self.reader.str(local)) {
                ("xmlns", _) => self.declare(local, value)?,
                ("", "xmlns") => self.declare(local.head(0), value)?,
                _ => raw.push(Raw { prefix, local, value }),
            }
        }
    }

    fn declare(&mut self, prefix: Piece, value: Piece) -> Result<(), Error> {
        let uri = if value.made {
            let start = value.start as usize;
            self.tree.made.get(start..start + value.len as usize).unwrap_or_default().to_owned()
        } else {
            self.reader.str(value).to_owned()
        };
        let written = self.reader.str(prefix);
        let wrong = match (written, uri.as_str()) {
            ("xml", XML) => false,
            ("xml" | "xmlns", _) | (_, XML | XMLNS) => true,
            (prefix, "") => !prefix.is_empty(),
            _ => uri.len() > URI_MAX,
        };
        if wrong {
            return Err(self.reader.malformed("una dichiarazione «xmlns» non è ammessa"));
        }
        let opened_at = self.tree.elements.len();
        let again = self.in_force_here().iter().any(|(known, _)| self.reader.str(*known) == written);
        if again {
            return Err(self.reader.malformed(&format!("il prefisso «{written}» è dichiarato due volte")));
        }
        if self.in_force.len() >= IN_FORCE_MAX || opened_at > self.limits.nodes {
            return Err(Error::TooManyNamespaces { line: self.reader.line(), limit: IN_FORCE_MAX });
        }
        let uri = self.intern(uri)?;
        self.in_force.push((prefix, uri));
        self.tree.declarations.push(Declaration { prefix, uri });
        Ok(())
    }

    /// The declarations of the tag that is being read.
    fn in_force_here(&self) -> &[(Piece, u32)] {
        let before = self.declared_before();
        self.in_force.get(before..).unwrap_or_default()
    }

    fn declared_before(&self) -> usize {
        let closed = self.tree.elements.last().map_or(0, |element| element.declarations.1 as usize);
        self.in_force.len() - (self.tree.declarations.len() - closed).min(self.in_force.len())
    }

    fn intern(&mut self, uri: String) -> Result<u32, Error> {
        if let Some(known) = self.known.get(&uri) {
            return Ok(*known);
        }
        let number = len32(&self.tree.uris);
        if self.tree.uris.len() >= URIS_MAX {
            return Err(Error::TooManyNamespaces { line: self.reader.line(), limit: URIS_MAX });
        }
        self.tree.uris.push(uri.clone());
        self.known.insert(uri, number);
        Ok(number)
    }

    /// The namespace that a prefix stands for here.
    fn namespace(&self, prefix: Piece) -> Result<u32, Error> {
        let written = self.reader.str(prefix);
        if written == "xml" {
            return Ok(1);
        }
        match self.in_force.iter().rev().find(|(known, _)| self.reader.str(*known) == written) {
            Some((_, uri)) => Ok(*uri),
            None if written.is_empty() => Ok(0),
            None => Err(self.reader.malformed(&format!("il prefisso «{written}» non è dichiarato"))),
        }
    }

    fn resolve(&mut self, raw: Vec<Raw>) -> Result<(u32, u32), Error> {
        let first = len32(&self.tree.attributes);
        for Raw { prefix, local, value } in raw {
            let uri = if prefix.len == 0 { 0 } else { self.namespace(prefix)? };
            let written = self.reader.str(local);
            let here = self.tree.attributes.get(first as usize..).unwrap_or_default();
            if here.iter().any(|known| known.uri == uri && self.reader.str(known.local) == written) {
                return Err(self.reader.malformed(&format!("l'attributo «{written}» è scritto due volte")));
            }
            self.tree.attributes.push(Attribute { prefix, local, uri, value });
        }
        Ok((first, len32(&self.tree.attributes)))
    }

    fn end(&mut self) -> Result<(), Error> {
        let content_end = self.reader.position();
        self.reader.skip(2);
        let name = self.reader.name()?;
        self.reader.skip_blanks();
        self.reader.expect(">")?;
        let Some(open) = self.open.last() else {
            return Err(self.reader.malformed("si chiude un elemento che non è aperto"));
        };
        if self.reader.str(open.name) != self.reader.str(name) {
            let (open, found) = (self.reader.str(open.name), self.reader.str(name));
            return Err(self.reader.malformed(&format!("l'elemento «{open}» è chiuso da «{found}»")));
        }
        self.close(content_end);
        Ok(())
    }

    fn close(&mut self, content_end: u32) {
        let Some(open) = self.open.pop() else { return };
        self.last.pop();
        self.in_force.truncate(open.in_force);
        let after = len32(&self.tree.nodes);
        let Some(node) = self.tree.nodes.get_mut(open.node as usize) else { return };
        node.after = after;
        if let Kind::Element(index) = node.kind
            && let Some(element) = self.tree.elements.get_mut(index as usize)
        {
            element.content_end = content_end;
        }
    }
}

/// The length of a list whose bound is far below 4 billion: the text itself is at most half of that.
fn len32<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(NONE)
}
