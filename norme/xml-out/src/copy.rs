//! XML of others, from the tree that was read back to text.

use std::io::Write;

use bounded_xml::Element;

use crate::Xml;

/// Writes an element that was read, with its namespaces declared where they change against `around`.
///
/// Lost are prefixes, comments, the namespaces of attributes, and text that stands between elements: they are not
/// needed to understand it. To check a signature inside it, the bytes from which it was read are needed.
pub fn copy<W: Write>(xml: &mut Xml<W>, element: &Element, around: Option<&str>) {
    // As deep as the reader's limit on depth, no deeper.
    let namespace = element.namespace.as_deref();
    let mut attributes: Vec<(&str, &str)> = Vec::with_capacity(element.attributes.len() + 1);
    if namespace.unwrap_or_default() != around.unwrap_or_default() {
        attributes.push(("xmlns", namespace.unwrap_or_default()));
    }
    attributes.extend(element.attributes.iter().map(|one| (one.name.as_str(), one.value.as_str())));
    if element.children.is_empty() {
        xml.text_with(&element.name, &attributes, &element.text);
        return;
    }
    xml.within(&element.name, &attributes, |xml| {
        element.children.iter().for_each(|child| copy(xml, child, namespace));
    });
}

/// The same as a piece of text.
#[must_use]
pub fn copy_to_string(element: &Element) -> String {
    crate::piece_to_string(|xml| copy(xml, element, None)).trim_end().to_owned()
}
