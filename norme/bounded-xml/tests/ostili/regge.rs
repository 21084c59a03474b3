//! What holds of every file, whoever made it. The fuzzer drives the same.

use bounded_xml::{Element, Limits, read};

/// Reads it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    let limits = Limits { depth: 64, elements: 50_000, attributes: 64, ..Limits::default() };
    let document = match read(bytes, limits) {
        Ok(document) => document,
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person: {} bytes", error.to_string().len());
            return false;
        }
    };
    let (mut elements, mut kept) = (0, 0);
    let mut left: Vec<(&Element, usize)> = vec![(&document.root, 1)];
    while let Some((element, depth)) = left.pop() {
        elements += 1;
        assert!(depth <= limits.depth && element.attributes.len() <= limits.attributes);
        kept += element.name.len() + element.text.len();
        kept += element.attributes.iter().map(|one| one.name.len() + one.value.len()).sum::<usize>();
        let written = element.attributes.iter().map(|one| &one.value).chain([&element.text]);
        for text in written {
            assert!(!text.contains('\0'), "a null is no character of XML");
            assert!(!text.contains("root:x:0:0"), "a file of the machine was read");
        }
        left.extend(element.children.iter().map(|child| (child, depth + 1)));
    }
    assert!(elements <= limits.elements, "{elements}");
    // One byte of windows-1252 may become three of UTF-8.
    assert!(kept <= bytes.len() * 3 + 16, "{kept} bytes are kept of {}", bytes.len());
    true
}
