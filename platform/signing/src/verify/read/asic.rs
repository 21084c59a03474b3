//! Containers of documents with their signatures (ASiC-S and ASiC-E, ETSI EN 319 162-1).

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use firma_algoritmi::Digest;
use firma_cms::{Cms, Given};
use firma_xml::External;
use zip::ZipArchive;

use super::cms::{self, Around};
use super::xml;
use crate::verify::facts::{Finding, SignatureFacts, TimeStampFacts};
use crate::verify::report::{Format, Scope};
use crate::verify::tlv::clean;

/// Most files in a container, and most bytes unpacked from one and from all of them.
const FILES_MAX: usize = 256;
const FILE_BYTES_MAX: u64 = 64 << 20;
const BYTES_MAX: u64 = 256 << 20;

/// What a container holds.
pub(super) struct Found {
    pub signatures: Vec<SignatureFacts>,
    pub stamps: Vec<TimeStampFacts>,
    pub warnings: Vec<String>,
}

struct File {
    name: String,
    bytes: Vec<u8>,
}

/// Whether the bytes are a ZIP that says of itself that it is such a container.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && bytes.get(30..120).is_some_and(|head| contains(head, b"application/vnd.etsi.asic"))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Reads a container.
pub(super) fn read(bytes: &[u8]) -> Result<Found, String> {
    let files = unpack(bytes)?;
    let is_meta = |file: &&File| file.name.starts_with("META-INF/");
    let data: Vec<&File> = files.iter().filter(|file| !is_meta(file) && file.name != "mimetype").collect();
    let mut found = Found { signatures: Vec::new(), stamps: Vec::new(), warnings: Vec::new() };
    let mut signed: BTreeSet<String> = BTreeSet::new();
    let externals: Vec<External<'_>> = data.iter().map(|file| External { name: &file.name, bytes: &file.bytes }).collect();
    for file in files.iter().filter(is_meta) {
        let name = file.name.to_ascii_lowercase();
        if name.ends_with(".xml") && name.contains("signature") {
            for (facts, names) in xml::read_with_files(&file.bytes, &externals)? {
                signed.extend(names);
                found.signatures.push(facts);
            }
        } else if name.ends_with(".p7s") || name.ends_with(".tst") {
            envelope(file, &files, &data, &mut signed, &mut found)?;
        }
    }
    let unsigned = data.iter().filter(|file| !signed.contains(&file.name));
    for name in unsigned.take(8).map(|file| clean(&file.name)) {
        found.warnings.push(format!("nel contenitore c'è un file che nessuno ha firmato: {name}"));
    }
    Ok(found)
}

fn unpack(bytes: &[u8]) -> Result<Vec<File>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "il contenitore è danneggiato".to_owned())?;
    if archive.len() > FILES_MAX {
        return Err(format!("il contenitore ha più di {FILES_MAX} file"));
    }
    let (mut files, mut names, mut total) = (Vec::new(), BTreeSet::new(), 0);
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| "un file del contenitore è danneggiato o protetto".to_owned())?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|_| "il nome di un file del contenitore non si legge".to_owned())?.into_owned();
        let mut content = Vec::new();
        // What an entry says of its own size is not believed.
        let read = entry.take(FILE_BYTES_MAX + 1).read_to_end(&mut content);
        let read = read.map_err(|_| "un file del contenitore è danneggiato".to_owned())? as u64;
        total += read;
        if read > FILE_BYTES_MAX || total > BYTES_MAX {
            return Err("il contenitore è troppo grande".to_owned());
        }
        // Two files of one name: one is signed, the other is shown.
        if !names.insert(name.clone()) {
            return Err(format!("il contenitore ha due file di nome {}", clean(&name)));
        }
        files.push(File { name, bytes: content });
    }
    Ok(files)
}

/// A CMS signature or a time stamp: over the one document, or over a manifest of several.
fn envelope(
    file: &File,
    files: &[File],
    data: &[&File],
    signed: &mut BTreeSet<String>,
    found: &mut Found,
) -> Result<(), String> {
    let manifests = files.iter().filter(|it| it.name.starts_with("META-INF/") && it.name.contains("Manifest"));
    let mut manifests = manifests.filter_map(|it| Some((it, manifest(&it.bytes)?)));
    let manifest = manifests.find(|(_, read)| read.signature == file.name);
    let (content, scope, broken) = match (&manifest, data) {
        (Some((manifest, read)), _) => {
            let broken = read.objects.iter().find(|object| !object.holds(data)).map(|object| object.name.clone());
            signed.extend(read.objects.iter().map(|object| object.name.clone()));
            let names: Vec<_> = read.objects.iter().map(|object| clean(&object.name)).take(8).collect();
            (&manifest.bytes, format!("i file {}", names.join(", ")), broken)
        }
        (None, [only]) => {
            signed.insert(only.name.clone());
            (&only.bytes, format!("il file {}", clean(&only.name)), None)
        }
        (None, _) => return Err("il contenitore non dice che cosa copre una firma".to_owned()),
    };
    let broken = broken.map(|name| Finding::Fails(format!("il file {} non è quello firmato", clean(&name))));
    let (_, der) = firma_cms::unwrap(&file.bytes).map_err(|error| error.to_string())?;
    if file.name.ends_with(".tst") {
        let token = firma_cms::token(&der).map_err(|error| error.to_string())?;
        if let Some(mut facts) = cms::stamp(&token.check(&Given::content(content))) {
            facts.content = broken.unwrap_or(facts.content);
            found.stamps.push(facts);
        }
        return Ok(());
    }
    let Ok(Cms::Signed(envelope)) = firma_cms::read(&der) else { return Err("una firma del contenitore non si legge".into()) };
    let around = Around::of(&envelope);
    let scope = Scope { what: scope, whole: true, ..Scope::default() };
    for (place, signer) in envelope.check(&Given::content(content)).iter().enumerate() {
        let id = format!("{}.{}", clean(&file.name), place + 1);
        let mut facts = cms::signature(signer, &around, Format::Cades, id, scope.clone());
        facts.content = broken.clone().unwrap_or(facts.content);
        found.signatures.push(facts);
    }
    Ok(())
}

/// `ASiCManifest` (EN 319 162-1 annex A.4).
struct Manifest {
    signature: String,
    objects: Vec<Object>,
}

struct Object {
    name: String,
    digest: Option<Digest>,
    value: String,
}

impl Object {
    fn holds(&self, data: &[&File]) -> bool {
        use base64::Engine;
        let file = data.iter().find(|file| file.name == self.name);
        let value = base64::engine::general_purpose::STANDARD.decode(self.value.trim()).ok();
        file.zip(self.digest).zip(value).is_some_and(|((file, digest), value)| digest.of(&file.bytes) == value)
    }
}

fn manifest(bytes: &[u8]) -> Option<Manifest> {
    let limits = bounded_xml::Limits { bytes: 1 << 20, depth: 16, elements: 10_000, attributes: 16 };
    let document = bounded_xml::read(bytes, limits).ok()?;
    let signature = document.root.child("SigReference")?.attribute("URI")?.to_owned();
    let objects = document.root.children_named("DataObjectReference").map(|object| {
        Some(Object {
            name: object.attribute("URI")?.to_owned(),
            digest: Digest::from_uri(object.child("DigestMethod")?.attribute("Algorithm")?),
            value: object.text_at(&["DigestValue"])?.to_owned(),
        })
    });
    Some(Manifest { signature, objects: objects.collect::<Option<_>>()? })
}
