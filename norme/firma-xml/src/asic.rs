//! Associated signature containers, ASiC-S and ASiC-E (ETSI EN 319 162-1): a ZIP with files and their signatures.
//!
//! [`read`] tells which files there are, which of them are signatures, and what each signature is about: for CAdES
//! and for time stamps through the manifests of the container; for XAdES their references say so. Whoever judges
//! holds that against the files that must be signed ([`Container::documents`]).
//!
//! The signatures themselves are read elsewhere: XAdES by [`crate::read`] with [`Container::externals`], CAdES and time
//! stamps by the reader of CMS over [`SignatureFile::signs`].
//!
//! Bounds: size, number of files, size of what is unpacked, number of signature files and of manifests, and what these ask to be
//! digested. A name that stands twice is refused: two programs would
//! open two different files.

mod error;
mod manifest;
mod open;

pub use error::AsicError;
pub use manifest::{Manifest, ManifestEntry};
pub use open::read;

use crate::{Check, External};

/// Bounds that a container must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsicLimits {
    /// Largest container, bytes.
    pub bytes: usize,
    /// Most files in it.
    pub files: usize,
    /// Most bytes of all files unpacked.
    pub unpacked: usize,
    /// Most files in it that hold signatures, time stamps or evidence records.
    pub signatures: usize,
    /// Most manifests.
    pub manifests: usize,
    /// Most files that one manifest lists.
    pub entries: usize,
    /// Most bytes that are digested for all manifests; each file once for each digest.
    pub work: usize,
}

impl Default for AsicLimits {
    /// 256 MiB, 1,000 files, 512 MiB unpacked; 100 signature files and 100 manifests of 2,000 files, 2 GiB digested.
    fn default() -> Self {
        AsicLimits {
            bytes: 256 << 20,
            files: 1_000,
            unpacked: 512 << 20,
            signatures: 100,
            manifests: 100,
            entries: 2_000,
            work: 2 << 30,
        }
    }
}

/// A container, unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// What it says to be.
    pub kind: Kind,
    /// The content of its file `mimetype`, if it has one.
    pub mimetype: Option<String>,
    /// All files, in the order of the archive; folders left out.
    pub files: Vec<File>,
    /// The signatures and time stamps of it.
    pub signatures: Vec<SignatureFile>,
    /// Its manifests, with their entries checked.
    pub manifests: Vec<Manifest>,
}

/// The two kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ASiC-S: one file and its signatures.
    Simple,
    /// ASiC-E: several files.
    Extended,
}

/// A file of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, with its folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// Whether by its name it belongs to the container and is not one of the documents in it (EN 319 162-1, 4.2 and
    /// annex A; the descriptions are those of OCF and ODF). The folder alone does not make it so: people find documents
    /// in `META-INF/` as well.
    #[must_use]
    pub fn is_of_container(&self) -> bool {
        const DESCRIPTIONS: [&str; 3] = ["META-INF/container.xml", "META-INF/manifest.xml", "META-INF/metadata.xml"];
        self.name == "mimetype"
            || DESCRIPTIONS.contains(&self.name.as_str())
            || open::is_manifest(&self.name)
            || open::form(&self.name).is_some()
    }

    /// Whether it lies where the container keeps its own.
    fn is_in_meta(&self) -> bool {
        self.name == "mimetype" || self.name.starts_with("META-INF/")
    }
}

/// A signature or a time stamp of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureFile {
    /// Name of the file that holds it.
    pub name: String,
    /// In which form.
    pub form: SignatureForm,
    /// The file whose bytes it signs: the one document of ASiC-S, or the manifest of ASiC-E. `None` for XAdES, which
    /// says so itself, and where it cannot be told.
    pub signs: Option<String>,
}

/// Form of a signature file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureForm {
    /// XAdES signatures, one or more.
    Xades,
    /// A CAdES signature, detached.
    Cades,
    /// A time stamp (RFC 3161 token).
    TimeStamp,
    /// An evidence record (RFC 4998 or RFC 6283).
    EvidenceRecord,
}

impl Container {
    /// A file by its name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The documents: all that does not belong to the container itself.
    pub fn documents(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !file.is_of_container())
    }

    /// The files as those beside a XAdES signature of the container.
    #[must_use]
    pub fn externals(&self) -> Vec<External<'_>> {
        self.files.iter().map(|file| External { name: &file.name, bytes: &file.bytes }).collect()
    }

    /// The documents that a CAdES signature or a time stamp is about, as far as their digests are those of its
    /// manifest; none for XAdES, which says so itself. Whether the signature holds is for whoever reads it.
    #[must_use]
    pub fn covered_by(&self, signature: &SignatureFile) -> Vec<&str> {
        let Some(signs) = &signature.signs else { return Vec::new() };
        let covers: Vec<&str> = match self.manifests.iter().find(|manifest| manifest.name == *signs) {
            Some(manifest) => {
                let good = manifest.entries.iter().filter(|entry| entry.check == Check::Matches);
                good.map(|entry| entry.file.as_str()).collect()
            }
            None => vec![signs],
        };
        self.documents().map(|file| file.name.as_str()).filter(|name| covers.contains(name)).collect()
    }

    /// Files that by their name are manifests, and are none or such as nothing signs.
    pub fn idle_manifests(&self) -> impl Iterator<Item = &File> {
        let signed = |file: &File| self.signatures.iter().any(|signature| signature.signs.as_ref() == Some(&file.name));
        self.files.iter().filter(move |file| open::is_manifest(&file.name) && !signed(file))
    }
}
