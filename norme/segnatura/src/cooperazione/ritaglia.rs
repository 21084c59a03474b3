//! The "segnatura" of a message, cut out of its envelope as a document of its own. A seal is verified over bytes, and of the tree
//! that was read the bytes cannot be had again.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// The element with the namespaces that stand above it; none where the message has none. `text` was read within bounds before.
pub(super) fn segnatura(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut reader = Reader::from_str(text);
    let mut names: Vec<String> = Vec::new();
    // Of each element that is open, what it declares: `xmlns` or `xmlns:prefix`, and the value as it is written.
    let mut above: Vec<Vec<(String, String)>> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let name = local(&start);
                // The third is what is asked, whatever its name.
                let here = matches!(names.as_slice(), [root, body, _] if root == "Envelope" && body == "Body");
                if here && name == "Segnatura" {
                    // What stands between `<` and `>`.
                    let inside = start.len();
                    let after = usize::try_from(reader.buffer_position()).ok()?;
                    let begin = after.checked_sub(inside + 2)?;
                    let (full, own) = (start.name().as_ref().len(), dichiarati(&start));
                    let end = fine(&mut reader)?;
                    return con_namespace(text.get(begin..end)?, full, &own, &above);
                }
                above.push(dichiarati(&start));
                names.push(name);
            }
            Event::End(_) => {
                names.pop();
                above.pop();
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn local(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.local_name().as_ref()).into_owned()
}

/// The place after the end of the element that was opened last.
fn fine(reader: &mut Reader<&[u8]>) -> Option<usize> {
    let mut open = 1_usize;
    while open > 0 {
        match reader.read_event().ok()? {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::Eof => return None,
            _ => {}
        }
    }
    usize::try_from(reader.buffer_position()).ok()
}

fn dichiarati(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let declared = start.attributes().flatten().filter_map(|attribute| {
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = String::from_utf8_lossy(&attribute.value).replace('"', "&quot;");
        (key == "xmlns" || key.starts_with("xmlns:")).then_some((key, value))
    });
    declared.collect()
}

/// The element, its start tag with what it inherits behind its name, which has `full` bytes.
fn con_namespace(
    element: &str,
    full: usize,
    own: &[(String, String)],
    above: &[Vec<(String, String)>],
) -> Option<String> {
    let (name, rest) = element.strip_prefix('<')?.split_at_checked(full)?;
    let mut out = format!("<{name}");
    let mut told: Vec<&str> = own.iter().map(|(key, _)| key.as_str()).collect();
    // The nearest holds.
    for (key, value) in above.iter().rev().flatten() {
        if !told.contains(&key.as_str()) {
            told.push(key);
            out.push_str(&format!(" {key}=\"{value}\""));
        }
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_cut_as_it_is_written_with_the_namespaces_that_hold_there() {
        let text = "\u{feff}<s:Envelope xmlns:s='urn:s' xmlns:p='urn:far'><s:Header><Segnatura/></s:Header><s:Body>\
                    <d:R xmlns:d=\"urn:d\" xmlns:p=\"urn:near\"><m:Segnatura xmlns:m=\"urn:m\" p:v=\"a > b\" >\n  <p:A/>è &amp;\
                    <m:Segnatura>x</m:Segnatura></m:Segnatura ><m:File/></d:R></s:Body></s:Envelope>";
        let cut = segnatura(text).unwrap();
        assert_eq!(
            cut,
            "<m:Segnatura xmlns:d=\"urn:d\" xmlns:p=\"urn:near\" xmlns:s=\"urn:s\" xmlns:m=\"urn:m\" p:v=\"a > b\" >\n  <p:A/>è &amp;\
             <m:Segnatura>x</m:Segnatura></m:Segnatura >"
        );
    }

    #[test]
    fn one_that_stands_elsewhere_is_none() {
        for other in [
            "<Envelope><Body><R><X><Segnatura>x</Segnatura></X></R></Body></Envelope>",
            "<Envelope><Header><R><Segnatura>x</Segnatura></R></Header><Body><R/></Body></Envelope>",
            "<Envelope><Body><R><Segnatura/></R></Body></Envelope>",
            "<Segnatura>x</Segnatura>",
            "<Envelope><Body><R><Segnatura>x",
        ] {
            assert_eq!(segnatura(other), None, "{other}");
        }
    }
}
