//! Where a reference points: into the document, or out of it.

use crate::tree::{NodeId, ROOT, Tree, XML};
use crate::{External, Problem};
use std::collections::HashMap;

/// Most repeated identifiers that are told.
const REPEATED_MAX: usize = 100;

/// The elements of each identifier: an attribute `Id`, `ID` or `id` without a namespace, or `xml:id`.
///
/// Without a schema nobody can tell which attributes are identifiers; these are the ones that DSS takes.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    by_id: HashMap<String, Vec<NodeId>>,
    repeated: Vec<(String, usize)>,
}

impl Ids {
    pub(crate) fn of(tree: &Tree) -> Ids {
        let mut ids: HashMap<String, Vec<NodeId>> = HashMap::new();
        for element in tree.within(ROOT) {
            let mut own: Vec<&str> = Vec::new();
            for attribute in tree.attributes(element) {
                let plain = attribute.uri.is_empty() && attribute.local.eq_ignore_ascii_case("id");
                let value = attribute.value;
                if (plain || (attribute.uri == XML && attribute.local == "id")) && !own.contains(&value) {
                    own.push(value);
                    ids.entry(value.to_owned()).or_default().push(element);
                }
            }
        }
        let many = ids.iter().filter(|(_, at)| at.len() > 1);
        let mut repeated: Vec<_> = many.map(|(id, at)| (id.clone(), at.len())).collect();
        repeated.sort();
        repeated.truncate(REPEATED_MAX);
        Ids { by_id: ids, repeated }
    }

    /// The one element of an identifier.
    pub(crate) fn one(&self, id: &str) -> Result<NodeId, Problem> {
        match self.by_id.get(id).map(Vec::as_slice).unwrap_or_default() {
            [one] => Ok(*one),
            [] => Err(Problem::Missing(format!("#{}", shown(id)))),
            many => Err(Problem::Ambiguous { id: shown(id), count: many.len() }),
        }
    }

    /// How many elements have an identifier.
    pub(crate) fn count(&self, id: &str) -> usize {
        self.by_id.get(id).map_or(0, Vec::len)
    }

    /// The identifiers that several elements have, with how many.
    pub(crate) fn repeated(&self) -> &[(String, usize)] {
        &self.repeated
    }
}

/// What a URI points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target<'u> {
    /// The document of the signature.
    Document { comments: bool },
    /// An element of it.
    Element { id: &'u str, comments: bool },
    /// Something outside.
    External,
}

/// Reads a URI of a reference (XML-DSig, 4.4.3.2 and 4.4.3.3).
pub(crate) fn target(uri: Option<&str>) -> Result<Target<'_>, Problem> {
    let Some(uri) = uri else { return Ok(Target::External) };
    if uri.is_empty() {
        return Ok(Target::Document { comments: false });
    }
    let Some(fragment) = uri.strip_prefix('#') else { return Ok(Target::External) };
    let Some(pointer) = fragment.strip_prefix("xpointer(").and_then(|rest| rest.strip_suffix(')')) else {
        let plain = !fragment.is_empty() && !fragment.contains(['(', ')']);
        let id = Target::Element { id: fragment, comments: false };
        return if plain { Ok(id) } else { Err(Problem::NotSupported(shown(uri))) };
    };
    if pointer == "/" {
        return Ok(Target::Document { comments: true });
    }
    let quoted = pointer.strip_prefix("id(").and_then(|rest| rest.strip_suffix(')'));
    match quoted.and_then(unquoted) {
        Some(id) => Ok(Target::Element { id, comments: true }),
        None => Err(Problem::NotSupported(shown(uri))),
    }
}

/// What stands between two equal quotation marks.
pub(crate) fn unquoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let inner = inner.or_else(|| text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')))?;
    (!inner.is_empty() && !inner.contains(['\'', '"'])).then_some(inner)
}

/// The file that a URI names among those given beside the signature.
///
/// A single file given without a name is what any outside reference means: someone who checks a detached signature has
/// one file, and it may have been renamed.
pub(crate) fn external<'e>(uri: Option<&str>, files: &'e [External<'e>]) -> Result<&'e External<'e>, Problem> {
    if let [only] = files
        && only.name.is_empty()
    {
        return Ok(only);
    }
    let missing = || Problem::Missing(uri.map_or_else(|| "un file senza nome".to_owned(), shown));
    let uri = uri.ok_or_else(missing)?;
    let decoded = percent_decoded(uri);
    let is_it = |name: &str| name == uri || Some(name) == decoded.as_deref();
    let mut found = files.iter().filter(|file| is_it(file.name));
    let one = found.next().ok_or_else(missing)?;
    match found.count() {
        0 => Ok(one),
        more => Err(Problem::Ambiguous { id: shown(uri), count: more + 1 }),
    }
}

/// A URI with its `%20` and the like resolved, and a leading `./` dropped; `None` if it is not UTF-8 then.
fn percent_decoded(uri: &str) -> Option<String> {
    let uri = uri.strip_prefix("./").unwrap_or(uri).as_bytes();
    let mut decoded = Vec::with_capacity(uri.len());
    let mut at = 0;
    while let Some(byte) = uri.get(at) {
        let digits = uri.get(at + 1..at + 3).filter(|two| *byte == b'%' && two.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

/// A text of the document, fit for a sentence.
pub(crate) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
