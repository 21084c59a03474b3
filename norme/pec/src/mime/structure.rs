//! The tree of parts, flattened to its leaves. One pass over the bytes for each level of nesting.

use super::headers::{PartHeaders, block, part_headers};
use crate::Anomaly;
use crate::limits::{MULTIPART_DEPTH_MAX, PARTS_MAX};
use std::ops::Range;

/// A part that contains no other parts.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// Number as in IMAP (RFC 3501 section 6.4.5): `2.1` is the first part of the second.
    pub path: String,
    pub headers: PartHeaders,
    /// The declared type, or the default for the place.
    pub content_type: String,
    /// The encoded body, as a range of the message's bytes.
    pub body: Range<usize>,
}

/// What may still be spent on one outermost message, and what went wrong so far.
#[derive(Debug)]
pub(crate) struct Walk {
    parts_left: usize,
    pub anomalies: Vec<Anomaly>,
}

impl Walk {
    pub fn new() -> Self {
        Walk { parts_left: PARTS_MAX, anomalies: Vec::new() }
    }

    /// Counts one more part; false if there were too many already.
    fn spend(&mut self) -> bool {
        let left = self.parts_left.checked_sub(1);
        self.parts_left = left.unwrap_or(0);
        left.is_some()
    }

    /// Reports, unless thousands of parts have the same trouble.
    pub fn report(&mut self, anomaly: Anomaly) {
        if self.anomalies.len() < 100 {
            self.anomalies.push(anomaly);
        }
    }
}

/// The leaves of the message or part at `range` of `raw`.
pub(crate) fn leaves(raw: &[u8], range: Range<usize>, path: &str, walk: &mut Walk) -> Vec<Leaf> {
    let mut found = Vec::new();
    visit(raw, range, path.to_owned(), "text/plain", 0, walk, &mut found);
    found
}

fn visit(
    raw: &[u8],
    range: Range<usize>,
    path: String,
    default_type: &str,
    depth: usize,
    walk: &mut Walk,
    found: &mut Vec<Leaf>,
) {
    let block = block(raw, range.clone());
    if block.cut {
        walk.report(Anomaly::IntestazioniTroppoLunghe { part: shown(&path) });
    }
    let headers = part_headers(raw.get(block.fields).unwrap_or_default());
    let content_type = headers.content_type.clone().unwrap_or_else(|| default_type.to_owned());
    let body = block.body..range.end;
    if let (true, Some(boundary)) = (content_type.starts_with("multipart/"), headers.boundary.as_deref()) {
        if depth >= MULTIPART_DEPTH_MAX {
            walk.report(Anomaly::TroppoComplesso { part: shown(&path) });
        } else {
            let parts = split(raw, body.clone(), boundary.as_bytes(), walk, &path);
            let default = match content_type.as_str() {
                "multipart/digest" => "message/rfc822",
                _ => "text/plain",
            };
            for (index, part) in parts.iter().enumerate() {
                let path = numbered(&path, index + 1);
                visit(raw, part.clone(), path, default, depth + 1, walk, found);
            }
            if !parts.is_empty() {
                return;
            }
            walk.report(Anomaly::ParteIndivisibile { part: shown(&path) });
        }
    }
    found.push(Leaf { path: shown(&path), headers, content_type, body });
}

/// The two parts of a `multipart/signed` message, what is signed and the signature, each with its own header fields (RFC 1847
/// section 2.1). None where it is no such message or has other than two parts: which of them counts nobody could say.
pub(crate) fn signed(raw: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let block = block(raw, 0..raw.len());
    let headers = part_headers(raw.get(block.fields)?);
    let boundary = headers.boundary.as_deref()?;
    if headers.content_type.as_deref() != Some("multipart/signed") {
        return None;
    }
    let parts = split(raw, block.body..raw.len(), boundary.as_bytes(), &mut Walk::new(), "");
    match parts.as_slice() {
        [content, signature] => Some((content.clone(), signature.clone())),
        _ => None,
    }
}

/// The ranges between the boundary lines (RFC 2046 section 5.1.1).
fn split(raw: &[u8], body: Range<usize>, boundary: &[u8], walk: &mut Walk, path: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    let mut line = body.start;
    while line < body.end {
        let rest = raw.get(line..body.end).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n');
        let next = length.map_or(body.end, |length| line + length + 1);
        let text = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        if let Some(last) = delimiter(text, boundary) {
            if let Some(start) = open.take() {
                parts.push(start..before_line_end(raw, start, line));
            }
            if last {
                return parts;
            }
            if !walk.spend() {
                walk.report(Anomaly::TroppoComplesso { part: shown(path) });
                // The remaining parts stay together, unopened, in one last part.
                parts.push(next..body.end);
                return parts;
            }
            open = Some(next);
        }
        line = next;
    }
    if let Some(start) = open {
        walk.report(Anomaly::MessaggioTroncato { part: shown(path) });
        parts.push(start..body.end);
    }
    parts
}

/// `Some(true)` if the line is the closing delimiter, `Some(false)` if it opens a part.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match rest {
        [] => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

/// The line end before a delimiter belongs to the delimiter.
fn before_line_end(raw: &[u8], start: usize, line: usize) -> usize {
    let content = raw.get(start..line).unwrap_or_default();
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    let content = content.strip_suffix(b"\r").unwrap_or(content);
    start + content.len()
}

pub(crate) fn numbered(path: &str, number: usize) -> String {
    if path.is_empty() { number.to_string() } else { format!("{path}.{number}") }
}

/// A message without parts is its own part 1.
fn shown(path: &str) -> String {
    if path.is_empty() { "1".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(mail: &str) -> (Vec<(String, String, String)>, Vec<Anomaly>) {
        let raw = mail.as_bytes();
        let mut walk = Walk::new();
        let found = leaves(raw, 0..raw.len(), "", &mut walk)
            .into_iter()
            .map(|leaf| {
                let body = String::from_utf8_lossy(&raw[leaf.body]).into_owned();
                (leaf.path, leaf.content_type, body)
            })
            .collect();
        (found, walk.anomalies)
    }

    fn part(path: &str, content_type: &str, body: &str) -> (String, String, String) {
        (path.into(), content_type.into(), body.into())
    }

    #[test]
    fn nested_multiparts_are_numbered_and_cut_exactly() {
        let mail = "Content-Type: multipart/mixed; boundary=A\r\n\r\nprologo\r\n--A\r\n\r\nuno\r\n--AB\r\n--A\r\nContent-Type: multipart/alternative; boundary=AB\r\n\r\n--AB\r\nContent-Type: text/html\r\n\r\ndue\r\n--AB--\r\n--A--\r\nepilogo";
        let (found, anomalies) = parts(mail);
        assert_eq!(found, [part("1", "text/plain", "uno\r\n--AB"), part("2.1", "text/html", "due")]);
        assert_eq!(anomalies, []);
    }

    #[test]
    fn a_message_cut_in_transit_is_read_and_reported() {
        let (found, anomalies) = parts("Content-Type: multipart/mixed; boundary=A\n\n--A\n\nuno\n--A\n\ndu");
        assert_eq!(found, [part("1", "text/plain", "uno"), part("2", "text/plain", "du")]);
        assert_eq!(anomalies, [Anomaly::MessaggioTroncato { part: "1".into() }]);
    }

    #[test]
    fn a_multipart_without_boundary_lines_stays_one_part() {
        let (found, anomalies) = parts("Content-Type: multipart/mixed; boundary=A\n\nniente");
        assert_eq!(found, [part("1", "multipart/mixed", "niente")]);
        assert_eq!(anomalies, [Anomaly::ParteIndivisibile { part: "1".into() }]);
    }

    #[test]
    fn multiparts_nested_too_deep_are_kept_unopened() {
        let nest = |levels: usize| {
            let open = "Content-Type: multipart/mixed; boundary=";
            (0..levels).map(|i| format!("{open}b{i}x\n\n--b{i}x\n")).collect::<String>()
        };
        let (found, anomalies) = parts(&(nest(MULTIPART_DEPTH_MAX) + "\nfondo"));
        assert_eq!(found[0].2, "fondo");
        assert!(!anomalies.iter().any(|a| matches!(a, Anomaly::TroppoComplesso { .. })));
        let (found, anomalies) = parts(&(nest(MULTIPART_DEPTH_MAX + 1) + "\nfondo"));
        assert_eq!(found[0].1, "multipart/mixed");
        assert!(found[0].2.ends_with("fondo"));
        assert!(anomalies.iter().any(|a| matches!(a, Anomaly::TroppoComplesso { .. })));
    }

    #[test]
    fn too_many_parts_are_kept_together_and_reported() {
        let mail = "Content-Type: multipart/mixed; boundary=A\n\n".to_owned() + &"--A\n\nx\n".repeat(PARTS_MAX + 10);
        let (found, anomalies) = parts(&mail);
        assert_eq!(found.len(), PARTS_MAX + 1);
        assert_eq!(anomalies, [Anomaly::TroppoComplesso { part: "1".into() }]);
    }
}
