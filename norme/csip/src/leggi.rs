//! A METS, read: which files a package must have.

use bounded_xml::{Element, Limits};

use crate::Error;

/// A file that a METS names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMets {
    /// Where it lies, from the METS, `%XX` undone; never out of the package.
    pub percorso: String,
    /// Media type.
    pub formato: Option<String>,
    /// Size, bytes.
    pub byte: Option<u64>,
    /// Digest.
    pub impronta: Vec<u8>,
    /// Its function, as METS calls it (`SHA-256`, `MD5`).
    pub funzione: String,
}

/// What a METS says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mets {
    /// Identifier of the package.
    pub id: String,
    /// `SIP`, `AIP`, `DIP`.
    pub tipo: Option<String>,
    /// When it was made, as written.
    pub creato: Option<String>,
    /// Metadata and files, in order.
    pub file: Vec<FileMets>,
}

/// For packages of up to fifty thousand files.
pub(crate) const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 64, elements: 500_000, attributes: 64 };
/// Deepest nesting of file groups.
const DEEPEST: usize = 8;

/// Reads a METS: the files it names, with their digests.
///
/// # Errors
/// [`Error::Fuori`] for a path that leads out of the package, [`Error::Manca`] for a file without digest.
pub fn read(bytes: &[u8]) -> Result<Mets, Error> {
    let document = bounded_xml::read(bytes, LIMITS)?;
    let root = &document.root;
    if root.name != "mets" {
        return Err(Error::NonMets { radice: root.name.chars().take(60).collect() });
    }
    let mut file = Vec::new();
    for section in root.children.iter().filter(|one| matches!(one.name.as_str(), "dmdSec" | "amdSec")) {
        let below = section.children.iter().flat_map(|one| one.child("mdRef"));
        for reference in section.child("mdRef").into_iter().chain(below) {
            file.push(file_of(reference, reference)?);
        }
    }
    if let Some(section) = root.child("fileSec") {
        for group in section.children_named("fileGrp") {
            groups(group, &mut file, DEEPEST)?;
        }
    }
    let header = root.child("metsHdr");
    let told = |name: &str| header.and_then(|one| one.attribute(name)).map(str::to_owned);
    Ok(Mets {
        id: root.attribute("OBJID").unwrap_or_default().to_owned(),
        tipo: told("OAISPACKAGETYPE"),
        creato: told("CREATEDATE"),
        file,
    })
}

fn groups(group: &Element, out: &mut Vec<FileMets>, deep: usize) -> Result<(), Error> {
    for file in group.children_named("file") {
        for place in file.children_named("FLocat") {
            out.push(file_of(file, place)?);
        }
    }
    if deep > 0 {
        group.children_named("fileGrp").try_for_each(|inner| groups(inner, out, deep - 1))?;
    }
    Ok(())
}

fn file_of(about: &Element, place: &Element) -> Result<FileMets, Error> {
    let href = place.attribute("href").unwrap_or_default();
    let shown = || href.chars().take(80).collect::<String>();
    let percorso = inside(href).ok_or_else(|| Error::Fuori { percorso: shown() })?;
    let missing = |cosa| Error::Manca { percorso: shown(), cosa };
    let digits = about.attribute("CHECKSUM").ok_or_else(|| missing("l'impronta"))?;
    Ok(FileMets {
        impronta: hex::decode(digits).map_err(|_| missing("un'impronta leggibile"))?,
        funzione: about.attribute("CHECKSUMTYPE").ok_or_else(|| missing("la funzione dell'impronta"))?.to_owned(),
        formato: about.attribute("MIMETYPE").map(str::to_owned),
        byte: about.attribute("SIZE").and_then(|text| text.parse().ok()),
        percorso,
    })
}

/// The path that a relative URL names, if it stays inside.
fn inside(href: &str) -> Option<String> {
    let plain = href.strip_prefix("./").unwrap_or(href);
    let mut bytes = Vec::with_capacity(plain.len());
    let mut rest = plain.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (rest.next()?, rest.next()?);
            bytes.extend(hex::decode([high, low]).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    let outside = path.is_empty() || path.starts_with(['/', '\\']) || path.contains([':', '\\', '\0']);
    let climbs = path.split('/').any(|part| part == ".." || part.is_empty());
    (!outside && !climbs).then_some(path)
}
