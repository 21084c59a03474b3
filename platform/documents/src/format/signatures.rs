//! Formats known by fixed bytes at fixed places.

use super::catalogue::FormatId;
use super::{find, zipped};

type Found = (FormatId, Option<String>);

/// How far from the start or the end of a PDF its PDF/A claim is looked for, in bytes.
const CLAIM_LOOKED_AT: usize = 4 * 1024 * 1024;

pub(super) fn binary(head: &[u8], whole: Option<&[u8]>) -> Option<Found> {
    if head.is_empty() {
        return Some((FormatId::Empty, None));
    }
    let pdf_at_start = head.starts_with(b"%PDF-").then(|| pdf(head, whole)).flatten();
    pdf_at_start
        .or_else(|| image(head))
        .or_else(|| media(head))
        .or_else(|| zipped::recognise(head, whole))
        .or_else(|| ole(head, whole))
        .or_else(|| fixed(head))
}

/// ISO 32000-1 Annex H: readers accept the header anywhere in the first 1,024 bytes. To be asked after the
/// envelopes, which carry a PDF's beginning there too.
pub(super) fn pdf(head: &[u8], whole: Option<&[u8]>) -> Option<Found> {
    let start = find(head.get(..1024).unwrap_or(head), b"%PDF-")?;
    // Text that merely mentions the mark (a message, a script) is no PDF: before it only junk bytes count.
    let before = head.get(..start).unwrap_or_default();
    if before.len() > 16 && before.iter().all(|b| matches!(b, b' '..=b'~' | b'\r' | b'\n' | b'\t')) {
        return None;
    }
    let version: String = head
        .get(start + 5..)
        .unwrap_or_default()
        .iter()
        .take(3)
        .map(|b| char::from(*b))
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let claim = whole.or(Some(head)).and_then(pdf_a_claim);
    let detail = match (version.is_empty(), claim) {
        (false, Some(claim)) => Some(format!("versione {version}, dichiara {claim}")),
        (false, None) => Some(format!("versione {version}")),
        (true, claim) => claim.map(|claim| format!("dichiara {claim}")),
    };
    Some((FormatId::Pdf, detail))
}

/// The claim in clear XMP metadata (ISO 19005: the metadata stream of a PDF/A is not compressed). Only a
/// claim: whether it holds is for a validator.
fn pdf_a_claim(bytes: &[u8]) -> Option<String> {
    let first = bytes.get(..CLAIM_LOOKED_AT).unwrap_or(bytes);
    let last = bytes.get(bytes.len().saturating_sub(CLAIM_LOOKED_AT)..).unwrap_or_default();
    [first, last].into_iter().find_map(|area| {
        let part = after(area, b"pdfaid:part")?;
        let level = after(area, b"pdfaid:conformance").map(|c| c.to_ascii_lowercase());
        let level = level.filter(|c| c.is_ascii_lowercase()).map(String::from);
        part.is_ascii_digit().then(|| format!("PDF/A-{part}{}", level.unwrap_or_default()))
    })
}

/// The first letter or digit of an XMP value, written `name="2"` or `<name>2</name>`.
fn after(bytes: &[u8], name: &[u8]) -> Option<char> {
    let rest = bytes.get(find(bytes, name)? + name.len()..)?;
    rest.iter().take(8).map(|b| char::from(*b)).find(char::is_ascii_alphanumeric)
}

fn image(head: &[u8]) -> Option<Found> {
    let id = match head {
        [0xFF, 0xD8, 0xFF, ..] => FormatId::Jpeg,
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => FormatId::Png,
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => FormatId::Tiff,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => FormatId::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FormatId::Webp,
        // BITMAPFILEHEADER: two reserved words of zero follow the size.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => FormatId::Bmp,
        _ => return None,
    };
    Some((id, None))
}

fn media(head: &[u8]) -> Option<Found> {
    let id = match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => FormatId::Wav,
        [b'O', b'g', b'g', b'S', ..] => FormatId::Ogg,
        [b'I', b'D', b'3', 2..=4, ..] => FormatId::Mp3,
        [0x1A, 0x45, 0xDF, 0xA3, ..] => FormatId::Webm,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4) {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif") => FormatId::Heic,
            _ => FormatId::Mp4,
        },
        // An MPEG layer III frame: sync, valid bit rate and sampling rate. 0xFF 0xFE would be UTF-16.
        [0xFF, 0xFA | 0xFB | 0xF2 | 0xF3 | 0xE2 | 0xE3, rates, ..]
            if !matches!(rates >> 4, 0 | 15) && (rates >> 2) & 3 != 3 =>
        {
            FormatId::Mp3
        }
        _ => return None,
    };
    Some((id, None))
}

fn fixed(head: &[u8]) -> Option<Found> {
    let id = match head {
        [b'{', b'\\', b'r', b't', b'f', ..] => FormatId::Rtf,
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => FormatId::SevenZ,
        [b'R', b'a', b'r', b'!', 0x1A, 0x07, ..] => FormatId::Rar,
        [0x1F, 0x8B, 8, ..] => FormatId::Gzip,
        [0x7F, b'E', b'L', b'F', ..] => FormatId::Eseguibile,
        [0xCE | 0xCF, 0xFA, 0xED, 0xFE, ..] | [0xCA, 0xFE, 0xBA, 0xBE, ..] => FormatId::Eseguibile,
        // A Windows shortcut runs what it points at.
        [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0, ..] => FormatId::Eseguibile,
        [b'#', b'!', ..] => FormatId::Eseguibile,
        [b'M', b'Z', ..] if looks_like_pe(head) => FormatId::Eseguibile,
        _ => return None,
    };
    Some((id, None))
}

/// "MZ" alone could begin a letter; a program has binary bytes right after.
fn looks_like_pe(head: &[u8]) -> bool {
    head.get(..64).unwrap_or(head).contains(&0)
}

/// Compound files ([MS-CFB]): what they are is told by the names of their streams, in UTF-16.
fn ole(head: &[u8], whole: Option<&[u8]>) -> Option<Found> {
    if !head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return None;
    }
    let known: [(&str, FormatId); 5] = [
        ("__properties_version1.0", FormatId::Msg),
        ("WordDocument", FormatId::Doc),
        ("Workbook", FormatId::Xls),
        ("Book", FormatId::Xls),
        ("PowerPoint Document", FormatId::Ppt),
    ];
    let directory = whole.and_then(ole_directory).unwrap_or(head);
    let id = known.into_iter().find_map(|(name, id)| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        find(directory, &wide).map(|_| id)
    });
    Some((id.unwrap_or(FormatId::Ole), None))
}

/// The first sectors of the directory, found from the header ([MS-CFB] 2.2).
fn ole_directory(whole: &[u8]) -> Option<&[u8]> {
    let number = |at: usize| {
        let bytes: [u8; 4] = whole.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let sector = if whole.get(30) == Some(&12) { 4096usize } else { 512 };
    let start = number(48)?.checked_add(1)?.checked_mul(sector)?;
    let rest = whole.get(start..)?;
    rest.get(..8 * sector).or(Some(rest))
}
