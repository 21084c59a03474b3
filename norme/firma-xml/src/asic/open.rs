//! From the bytes of a ZIP to a container.

use super::{AsicError, AsicLimits, Container, File, Kind, SignatureFile, SignatureForm, manifest};
use crate::External;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Largest comment at the end of a ZIP, with the record it stands in.
const END_MAX: usize = 65_535 + 22;

/// Unpacks a container and tells its parts.
///
/// # Errors
/// [`AsicError`] if it is no ZIP, none with signatures, or passes a bound.
pub fn read(bytes: &[u8], limits: AsicLimits) -> Result<Container, AsicError> {
    if bytes.len() > limits.bytes {
        return Err(AsicError::TooBig { found: bytes.len(), limit: limits.bytes });
    }
    let announced = announced(bytes).ok_or(AsicError::NotAZip)?;
    if announced > limits.files {
        return Err(AsicError::TooManyFiles { limit: limits.files });
    }
    let files = unpack(bytes, announced, limits)?;
    let mimetype = files.iter().find(|file| file.name == "mimetype");
    let mimetype = mimetype.map(|file| String::from_utf8_lossy(&file.bytes).chars().take(200).collect::<String>());
    if files.iter().filter(|file| form(&file.name).is_some()).count() > limits.signatures {
        return Err(AsicError::TooManySignatures { limit: limits.signatures });
    }
    let documents = files.iter().filter(|file| !file.is_in_meta()).count();
    let kind = match mimetype.as_deref().map(str::trim) {
        Some("application/vnd.etsi.asic-s+zip") => Kind::Simple,
        Some("application/vnd.etsi.asic-e+zip") => Kind::Extended,
        _ if documents <= 1 && !files.iter().any(|file| is_manifest(&file.name)) => Kind::Simple,
        _ => Kind::Extended,
    };
    let externals: Vec<External<'_>> =
        files.iter().map(|file| External { name: &file.name, bytes: &file.bytes }).collect();
    let listing: Vec<&File> = files.iter().filter(|file| is_manifest(&file.name)).collect();
    if listing.len() > limits.manifests {
        return Err(AsicError::TooManyManifests { limit: limits.manifests });
    }
    let mut digests = manifest::Digests::new(limits.work);
    let mut manifests = Vec::new();
    for file in listing {
        manifests.extend(manifest::read(file, &externals, limits.entries, &mut digests)?);
    }
    let mut container = Container { kind, mimetype, files, signatures: Vec::new(), manifests };
    container.signatures = signatures(&container);
    if container.signatures.is_empty() { Err(AsicError::NotAsic) } else { Ok(container) }
}

/// How many files the end of the archive announces. The library drops those whose name stands twice: the difference
/// tells.
fn announced(bytes: &[u8]) -> Option<usize> {
    let start = bytes.len().saturating_sub(END_MAX);
    let tail = bytes.get(start..)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([*count.first()?, *count.get(1)?])))
}

fn unpack(bytes: &[u8], announced: usize, limits: AsicLimits) -> Result<Vec<File>, AsicError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| AsicError::NotAZip)?;
    if archive.len() != announced {
        return Err(AsicError::SameName);
    }
    let mut files: Vec<File> = Vec::new();
    let mut left = limits.unpacked;
    for index in 0..archive.len() {
        let unreadable = |name: &str| AsicError::File(crate::uri::shown(name));
        let entry = archive.by_index(index).map_err(|_| unreadable(&format!("numero {}", index + 1)))?;
        let name = entry.name().map_err(|_| unreadable(&format!("numero {}", index + 1)))?.into_owned();
        if name.ends_with('/') {
            continue;
        }
        if files.iter().any(|file| file.name == name) {
            return Err(AsicError::SameName);
        }
        let mut content = Vec::new();
        let bound = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        entry.take(bound).read_to_end(&mut content).map_err(|_| unreadable(&name))?;
        left = left.checked_sub(content.len()).ok_or(AsicError::Unpacked { limit: limits.unpacked })?;
        files.push(File { name, bytes: content });
    }
    Ok(files)
}

/// The name of a file in `META-INF/`, in lower case.
fn in_meta(name: &str) -> Option<String> {
    name.strip_prefix("META-INF/").map(str::to_ascii_lowercase)
}

pub(super) fn is_manifest(name: &str) -> bool {
    in_meta(name).is_some_and(|name| name.starts_with("asic") && name.contains("manifest") && name.ends_with(".xml"))
}

/// What the name of a file says that it holds (EN 319 162-1, 4.3.3 and 4.4.3).
pub(super) fn form(name: &str) -> Option<SignatureForm> {
    let short = in_meta(name).filter(|_| !is_manifest(name))?;
    let holds = |what: &str, end: &str| short.contains(what) && short.ends_with(end);
    if holds("signature", ".xml") {
        Some(SignatureForm::Xades)
    } else if holds("signature", ".p7s") {
        Some(SignatureForm::Cades)
    } else if holds("timestamp", ".tst") {
        Some(SignatureForm::TimeStamp)
    } else if holds("evidencerecord", ".ers") || holds("evidencerecord", ".xml") {
        Some(SignatureForm::EvidenceRecord)
    } else {
        None
    }
}

/// The signature files.
fn signatures(container: &Container) -> Vec<SignatureFile> {
    let mut documents = container.files.iter().filter(|file| !file.is_in_meta());
    let alone = match (documents.next(), documents.next()) {
        (Some(only), None) if container.kind == Kind::Simple => Some(&only.name),
        _ => None,
    };
    let found = container.files.iter().filter_map(|file| {
        let form = form(&file.name)?;
        let manifest = container.manifests.iter().find(|manifest| manifest.signature.as_deref() == Some(&file.name));
        let signs = manifest.map(|manifest| &manifest.name).or(alone).filter(|_| form != SignatureForm::Xades);
        Some(SignatureFile { name: file.name.clone(), form, signs: signs.cloned() })
    });
    found.collect()
}
