//! ZIP files and the formats that are ZIP files inside: only names, and ODF's stored type, are read; nothing
//! is unpacked.

use super::catalogue::FormatId;
use super::find;

/// Names looked at, at most.
const NAMES_LOOKED_AT: usize = 4096;

pub(super) fn recognise(head: &[u8], whole: Option<&[u8]>) -> Option<(FormatId, Option<String>)> {
    let starts = [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"];
    if !starts.iter().any(|mark| head.starts_with(mark)) {
        return None;
    }
    if let Some(id) = open_document(head) {
        return Some((id, None));
    }
    let names = whole.and_then(directory).unwrap_or_else(|| local_names(head));
    let has = |wanted: &str| names.contains(&wanted.as_bytes());
    let begins = |start: &str| names.iter().any(|name| name.starts_with(start.as_bytes()));
    let office = has("[Content_Types].xml") || has("_rels/.rels");
    let id = match () {
        () if office && begins("word/") => FormatId::Docx,
        () if office && begins("xl/") => FormatId::Xlsx,
        () if office && begins("ppt/") => FormatId::Pptx,
        () if has("META-INF/MANIFEST.MF") || has("AndroidManifest.xml") => FormatId::Eseguibile,
        () => FormatId::Zip,
    };
    let macros = names.iter().any(|name| name.ends_with(b"vbaProject.bin"));
    Some((id, macros.then(|| "contiene macro".to_owned())))
}

/// OpenDocument 1.3 part 2, 3.3: the first entry is `mimetype`, stored, so the type stands in clear.
fn open_document(head: &[u8]) -> Option<FormatId> {
    if head.get(30..38)? != b"mimetype" {
        return None;
    }
    let kind = head.get(38..)?.get(..80).unwrap_or(head.get(38..)?);
    let kind = kind.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    [(&b"text"[..], FormatId::Odt), (b"spreadsheet", FormatId::Ods), (b"presentation", FormatId::Odp)]
        .into_iter()
        .find_map(|(word, id)| kind.starts_with(word).then_some(id))
}

/// Names from the central directory (APPNOTE 4.3.12), found from the end of the file (4.3.16).
fn directory(whole: &[u8]) -> Option<Vec<&[u8]>> {
    let tail_at = whole.len().saturating_sub(66_000);
    let tail = whole.get(tail_at..)?;
    let end = tail.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let mut at = usize::try_from(number32(tail, end + 16)?).ok()?;
    let mut names = Vec::new();
    while names.len() < NAMES_LOOKED_AT && whole.get(at..)?.starts_with(b"PK\x01\x02") {
        let length = number16(whole, at + 28)?;
        let extra = number16(whole, at + 30)?;
        let comment = number16(whole, at + 32)?;
        names.push(whole.get(at + 46..at + 46 + length)?);
        at += 46 + length + extra + comment;
    }
    (!names.is_empty()).then_some(names)
}

/// Names from the local headers (4.3.7) that happen to be in the head. Sizes may be missing there, so the
/// marks are looked for instead of being followed.
fn local_names(head: &[u8]) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let mut rest = head;
    while names.len() < NAMES_LOOKED_AT {
        let Some(entry) = find(rest, b"PK\x03\x04").and_then(|at| rest.get(at..)) else { break };
        let Some(length) = number16(entry, 26) else { break };
        names.extend(entry.get(30..30 + length));
        rest = entry.get(4..).unwrap_or_default();
    }
    names
}

fn number16(bytes: &[u8], at: usize) -> Option<usize> {
    let pair: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(pair)))
}

fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}
