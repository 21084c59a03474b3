//! Text to tree, with every bound checked on the way.

use crate::decode::decode;
use crate::{Attribute, Document, Element, Error, Limits};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::sync::Arc;

/// Most `xmlns` declarations on one element: resolving a name walks all those in force.
const NAMESPACES_MAX: usize = 16;
/// The same on the root: word processors declare there all that they know, three dozen and more.
const ROOT_NAMESPACES_MAX: usize = 64;

/// Reads a document into a tree.
///
/// # Errors
/// [`Error`] says which bound was passed, or where the XML is damaged. Nothing is read past the first
/// error: a document half understood would be worse than one set aside.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Document, Error> {
    if bytes.len() > limits.bytes {
        return Err(Error::TooBig { found: bytes.len(), limit: limits.bytes });
    }
    let decoded = decode(bytes)?;
    let text = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    match text.chars().next() {
        None => return Err(Error::Empty),
        Some('<') => {}
        Some(_) => return Err(Error::NotXml),
    }
    let mut builder = Builder::new(text, limits);
    builder.run()?;
    let root = builder.root.take().ok_or_else(|| builder.malformed("manca l'elemento radice"))?;
    Ok(Document {
        root,
        encoding: decoded.encoding,
        repaired: decoded.repaired || builder.repaired,
        doctype: builder.doctype,
    })
}

struct Builder<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    limits: Limits,
    open: Vec<Element>,
    root: Option<Element>,
    doctype: Option<String>,
    elements: usize,
    repaired: bool,
    namespace: Option<Arc<str>>,
    line: usize,
    line_counted_to: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, limits: Limits) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.resolver_mut().set_max_declarations_per_element(ROOT_NAMESPACES_MAX);
        Builder {
            text,
            reader,
            limits,
            open: Vec::new(),
            root: None,
            doctype: None,
            elements: 0,
            repaired: false,
            namespace: None,
            line: 1,
            line_counted_to: 0,
        }
    }

    fn run(&mut self) -> Result<(), Error> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.malformed(&error.to_string()))?;
            match event {
                Event::Start(start) => self.start(&start)?,
                Event::End(_) => self.end(),
                Event::Text(text) => {
                    let text = text.xml10_content().map_err(|e| self.malformed(&e.to_string()))?;
                    self.push_text(&text)?;
                }
                Event::CData(text) => {
                    let text = text.xml10_content().map_err(|e| self.malformed(&e.to_string()))?;
                    self.push_text(&text)?;
                }
                Event::GeneralRef(reference) => self.reference(&reference)?,
                Event::DocType(doctype) => {
                    let text = String::from_utf8_lossy(&doctype).trim().to_owned();
                    if text.contains('[') {
                        return Err(Error::InternalDtd);
                    }
                    self.doctype = Some(text);
                }
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(self.malformed(&self.unclosed())),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn unclosed(&self) -> String {
        let name = self.open.last().map(|element| element.name.as_str()).unwrap_or_default();
        format!("il file finisce prima che l'elemento «{name}» sia chiuso")
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Error> {
        let line = self.line_here();
        self.reader.resolver_mut().set_max_declarations_per_element(NAMESPACES_MAX);
        if self.root.is_some() && self.open.is_empty() {
            return Err(self.malformed("c'è altro dopo la fine dell'elemento radice"));
        }
        if self.open.len() >= self.limits.depth {
            return Err(Error::TooDeep { line, limit: self.limits.depth });
        }
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(Error::TooManyElements { limit: self.limits.elements });
        }
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        let namespace = self.namespace_of(start);
        let attributes = self.attributes(start, line)?;
        let at = self.open.last().map_or(0, |parent| parent.text.len());
        self.open.push(Element { name, namespace, attributes, line, at, ..Element::default() });
        Ok(())
    }

    /// The element's namespace, sharing one copy between the many elements of the same one.
    fn namespace_of(&mut self, start: &BytesStart<'_>) -> Option<Arc<str>> {
        let (ResolveResult::Bound(found), _) = self.reader.resolver().resolve_element(start.name()) else {
            return None;
        };
        let found = String::from_utf8_lossy(found.as_ref()).into_owned();
        if self.namespace.as_deref() != Some(found.as_str()) {
            self.namespace = Some(Arc::from(found));
        }
        self.namespace.clone()
    }

    fn attributes(&mut self, start: &BytesStart<'_>, line: usize) -> Result<Vec<Attribute>, Error> {
        let mut attributes = Vec::new();
        for (index, attribute) in start.attributes().enumerate() {
            if index >= self.limits.attributes {
                return Err(Error::TooManyAttributes { line, limit: self.limits.attributes });
            }
            let attribute = attribute.map_err(|error| self.malformed(&error.to_string()))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.malformed(&error.to_string()))?;
            let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
            let value = self.allowed(&value);
            attributes.push(Attribute { name, value });
        }
        Ok(attributes)
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn push_text(&mut self, text: &str) -> Result<(), Error> {
        if self.open.is_empty() {
            return if text.trim().is_empty() {
                Ok(())
            } else {
                Err(self.malformed("c'è del testo fuori dall'elemento radice"))
            };
        }
        let text = self.allowed(text);
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(&text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Error> {
        let name = String::from_utf8_lossy(reference).into_owned();
        let character = match name.as_str() {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "apos" => '\'',
            "quot" => '"',
            _ => {
                let found = reference.resolve_char_ref().map_err(|e| self.malformed(&e.to_string()))?;
                found.ok_or_else(|| Error::Entity { line: self.line_here(), name })?
            }
        };
        self.push_text(character.encode_utf8(&mut [0; 4]))
    }

    /// The text with the control characters that XML 1.0 forbids (section 2.2) turned into blanks: they
    /// would break whatever the text is later written into.
    fn allowed(&mut self, text: &str) -> String {
        let forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{80}'..='\u{9f}');
        if text.contains(forbidden) {
            self.repaired = true;
            return text.replace(forbidden, " ");
        }
        text.to_owned()
    }

    /// The line the reader stands on. Counted onwards from the last question, so that a document of
    /// many elements is walked once.
    fn line_here(&mut self) -> usize {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let seen = self.text.as_bytes().get(self.line_counted_to..position).unwrap_or_default();
        self.line += seen.iter().filter(|byte| **byte == b'\n').count();
        self.line_counted_to = self.line_counted_to.max(position);
        self.line
    }

    fn malformed(&self, detail: &str) -> Error {
        let position = usize::try_from(self.reader.error_position().max(self.reader.buffer_position()));
        let read = self.text.as_bytes().get(..position.unwrap_or(usize::MAX)).unwrap_or_default();
        Error::Malformed { line: 1 + read.iter().filter(|byte| **byte == b'\n').count(), detail: detail.to_owned() }
    }
}

#[cfg(test)]
mod tests;
