//! The manifests of a container (EN 319 162-1, annex A.4): which files a signature or a time stamp is about.

use super::File;
use crate::uri::{external, shown};
use crate::{Check, Element, External, Limits, Problem};
use firma_algoritmi::Digest;

/// Most entries of a manifest.
const ENTRIES_MAX: usize = 2_000;

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Name of its file.
    pub name: String,
    /// The signature or time stamp that signs it.
    pub signature: Option<String>,
    /// What it lists.
    pub entries: Vec<ManifestEntry>,
}

/// An entry of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Name of the file, as the container has it, or as written if there is none.
    pub file: String,
    /// Whether its digest is the one announced.
    pub check: Check,
    /// The media type announced.
    pub mime: Option<String>,
    /// Whether it is the main document.
    pub root: bool,
}

/// Reads a manifest and checks its digests; `None` if it is something else.
pub(super) fn read(file: &File, files: &[External<'_>]) -> Option<Manifest> {
    let limits = Limits { bytes: 4 << 20, nodes: 100_000, ..Limits::default() };
    let reading = crate::read(&file.bytes, &[], limits).ok()?;
    let root = reading.document();
    if root.name() != "ASiCManifest" {
        return None;
    }
    let reference = root.child("SigReference").and_then(|at| at.attribute("URI"));
    let signature =
        reference.map(|uri| external(Some(uri), files).map_or_else(|_| shown(uri), |it| it.name.to_owned()));
    let entries = root.children_named("DataObjectReference").take(ENTRIES_MAX).map(|at| entry(at, files));
    Some(Manifest { name: file.name.clone(), signature, entries: entries.collect() })
}

fn entry(element: Element<'_>, files: &[External<'_>]) -> ManifestEntry {
    let uri = element.attribute("URI");
    let digest_uri = element.child("DigestMethod").and_then(|at| at.attribute("Algorithm")).unwrap_or_default();
    let expected = element.child("DigestValue").and_then(Element::bytes);
    let found = external(uri, files);
    let check = match (&found, Digest::from_uri(digest_uri)) {
        (Err(problem), _) => Check::Unknown(problem.clone()),
        (Ok(_), None) => Check::Unknown(Problem::NotSupported(shown(digest_uri))),
        (Ok(file), Some(digest)) if expected.as_deref() == Some(digest.of(file.bytes).as_slice()) => Check::Matches,
        (Ok(_), Some(_)) => Check::Differs,
    };
    ManifestEntry {
        file: found.map_or_else(|_| shown(uri.unwrap_or_default()), |file| file.name.to_owned()),
        check,
        mime: element.attribute("MimeType").map(str::to_owned),
        root: matches!(element.attribute("Rootfile"), Some("true" | "1")),
    }
}
