//! The manifests of a container (EN 319 162-1, annex A.4): which files a signature or a time stamp is about.

use super::{AsicError, File};
use crate::uri::{external, shown};
use crate::{Check, Element, External, Limits, Problem};
use firma_algoritmi::Digest;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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

/// The digests of the files, each computed once however many manifests list it.
pub(super) struct Digests {
    known: HashMap<(String, Digest), Vec<u8>>,
    limit: usize,
    left: usize,
}

impl Digests {
    /// At most so many bytes are digested.
    pub(super) fn new(limit: usize) -> Digests {
        Digests { known: HashMap::new(), limit, left: limit }
    }

    fn of(&mut self, file: &External<'_>, digest: Digest) -> Result<&[u8], AsicError> {
        match self.known.entry((file.name.to_owned(), digest)) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let left = self.left.checked_sub(file.bytes.len());
                self.left = left.ok_or(AsicError::TooMuchWork { limit: self.limit })?;
                Ok(new.insert(digest.of(file.bytes)))
            }
        }
    }
}

/// Reads a manifest and checks its digests; `None` if the file is none.
pub(super) fn read(
    file: &File,
    files: &[External<'_>],
    entries_max: usize,
    digests: &mut Digests,
) -> Result<Option<Manifest>, AsicError> {
    let limits = Limits { bytes: 4 << 20, nodes: 100_000, ..Limits::default() };
    let Ok(reading) = crate::read(&file.bytes, &[], limits) else { return Ok(None) };
    let root = reading.document();
    if root.name() != "ASiCManifest" {
        return Ok(None);
    }
    let reference = root.child("SigReference").and_then(|at| at.attribute("URI"));
    let signature =
        reference.map(|uri| external(Some(uri), files).map_or_else(|_| shown(uri), |it| it.name.to_owned()));
    let mut entries = Vec::new();
    for at in root.children_named("DataObjectReference") {
        if entries.len() >= entries_max {
            return Err(AsicError::TooManyEntries { name: shown(&file.name), limit: entries_max });
        }
        entries.push(entry(at, files, digests)?);
    }
    Ok(Some(Manifest { name: file.name.clone(), signature, entries }))
}

fn entry(element: Element<'_>, files: &[External<'_>], digests: &mut Digests) -> Result<ManifestEntry, AsicError> {
    let uri = element.attribute("URI");
    let digest_uri = element.child("DigestMethod").and_then(|at| at.attribute("Algorithm")).unwrap_or_default();
    let expected = element.child("DigestValue").and_then(Element::bytes);
    let found = external(uri, files);
    let check = match (&found, Digest::from_uri(digest_uri)) {
        (Err(problem), _) => Check::Unknown(problem.clone()),
        (Ok(_), None) => Check::Unknown(Problem::NotSupported(shown(digest_uri))),
        (Ok(file), Some(digest)) => {
            let is_it = expected.as_deref() == Some(digests.of(file, digest)?);
            if is_it { Check::Matches } else { Check::Differs }
        }
    };
    Ok(ManifestEntry {
        file: found.map_or_else(|_| shown(uri.unwrap_or_default()), |file| file.name.to_owned()),
        check,
        mime: element.attribute("MimeType").map(str::to_owned),
        root: matches!(element.attribute("Rootfile"), Some("true" | "1")),
    })
}
