//! Adds a revision to a PDF: a signature, a document time stamp, evidence for later. Nothing that is there is touched.

mod appearance;
mod evidence;
mod field;
mod resume;
mod serialize;
mod tags;
mod update;

use std::{io::Write, ops::Range};

use chrono::{DateTime, FixedOffset};

use crate::{
    Error, Locked, Permission, Purpose, SubFilter,
    file::Pdf,
    object::{Dict, Object, Ref},
    read, text,
};
use update::{Body, Update};

pub use appearance::{Appearance, Code, drawable};
pub use evidence::append_evidence;

/// Most bytes that may be kept for a signature.
const CONTENTS_MAX: usize = 4 << 20;

/// A signature to be prepared.
#[derive(Debug, Clone)]
pub struct NewSignature {
    /// Name of its field: an unsigned one of the document, or a new one (without `.`).
    pub field: String,
    /// Page of a new field, from 0.
    pub page: usize,
    /// Left, bottom, right, top of a new field in points; `None` for one that is not seen, which may go to another page of a tagged
    /// document: to one that has a signature already.
    pub rectangle: Option<[f64; 4]>,
    /// What is drawn there. A field that is seen must have it (PDF/A).
    pub appearance: Option<Appearance>,
    /// By how many degrees its page is turned clockwise when it is shown ([`crate::Page::turned`]): the mark is drawn upright.
    pub turned: u16,
    /// What a screen reader says of the field (`/TU`), and the text in place of the mark.
    pub description: String,
    /// How the CMS will be: [`SubFilter::CadesDetached`] for PAdES.
    pub sub_filter: SubFilter,
    /// Bytes kept for the CMS.
    pub room: usize,
    /// `/M`; `None` to leave it to the CMS.
    pub at: Option<DateTime<FixedOffset>>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// Makes it a certification: what may change after.
    pub permission: Option<Permission>,
    /// Fields that it closes.
    pub locked: Option<Locked>,
}

impl NewSignature {
    /// A PAdES signature that is not seen, on the first page, with 16 KiB for the CMS.
    #[must_use]
    pub fn new(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            page: 0,
            rectangle: None,
            appearance: None,
            turned: 0,
            description: "Firma elettronica".to_owned(),
            sub_filter: SubFilter::CadesDetached,
            room: 16 << 10,
            at: None,
            name: None,
            reason: None,
            location: None,
            contact: None,
            permission: None,
            locked: None,
        }
    }
}

/// A document time stamp to be prepared.
#[derive(Debug, Clone)]
pub struct NewTimeStamp {
    /// Name of its field.
    pub field: String,
    /// Bytes kept for the token.
    pub room: usize,
}

/// A file that waits for its CMS or token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    bytes: Vec<u8>,
    hole: Range<usize>,
}

impl Prepared {
    /// The bytes to be hashed, in this order, without copying.
    #[must_use]
    pub fn signed(&self) -> [&[u8]; 2] {
        let piece = |range: Range<usize>| self.bytes.get(range).unwrap_or_default();
        [piece(0..self.hole.start), piece(self.hole.end..self.bytes.len())]
    }

    /// The same as ranges of [`Self::bytes`].
    #[must_use]
    pub fn ranges(&self) -> [Range<usize>; 2] {
        [0..self.hole.start, self.hole.end..self.bytes.len()]
    }

    /// The whole file, with zeros where the CMS goes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Most bytes that the CMS may have.
    #[must_use]
    pub fn room(&self) -> usize {
        (self.hole.len() - 2) / 2
    }

    /// Puts the CMS (DER) or the time-stamp token in its place.
    ///
    /// # Errors
    /// [`Error::ContentsTooSmall`] if it does not fit.
    pub fn place(mut self, cms: &[u8]) -> Result<Vec<u8>, Error> {
        let limit = self.room();
        let too_small = Error::ContentsTooSmall { found: cms.len(), limit };
        let digits: Vec<u8> = cms.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
        let from = self.hole.start + 1;
        let place = self.bytes.get_mut(from..self.hole.end - 1).and_then(|hole| hole.get_mut(..digits.len()));
        place.ok_or(too_small)?.copy_from_slice(&digits);
        Ok(self.bytes)
    }
}

/// Prepares a signature: the file with one more revision, whose `/Contents` waits for the CMS.
///
/// The file keeps its form (table or xref stream), its `/ID` and `/Info`. A new field that is seen enters the structure tree of a tagged
/// document. One that is not lies outside of its page and needs no place there (ISO 14289-1 §7.18.1): what earlier signatures cover
/// stays as it is but for the form's list of fields and the page's list of annotations.
///
/// # Errors
/// As [`crate::read`]; [`Error::CannotAdd`] if the document does not allow it (certified, damaged index, name taken, no such page).
pub fn prepare(bytes: &[u8], what: &NewSignature) -> Result<Prepared, Error> {
    let reading = read::read(bytes)?;
    let permission = reading.signatures.iter().filter_map(|signature| signature.permission).min();
    if permission == Some(Permission::Nothing) {
        return Err(Error::CannotAdd("è certificato, e chi l'ha certificato non ammette altre firme"));
    }
    if what.permission.is_some() && reading.signatures.iter().any(|signature| signature.purpose != Purpose::TimeStamp) {
        return Err(Error::CannotAdd("è già firmato: può certificarlo solo la prima firma"));
    }
    if what.room > CONTENTS_MAX {
        return Err(Error::CannotAdd("lo spazio chiesto per la firma è troppo"));
    }
    let pdf = Pdf::open(bytes)?;
    let mut update = Update::new(&pdf)?;
    let value = update.reserve();
    field::add(&mut update, value, what)?;
    let root = update.view.root().ok_or(Error::CannotAdd("manca il catalogo"))?;
    let entries = signature_entries(what, root);
    update.put(value, signature_body(&what.sub_filter, b"Sig", entries, what.room));
    if what.permission.is_some() {
        update.edit(root, |_, catalog| {
            let mut perms = Dict::default();
            perms.set(b"DocMDP", Object::Ref(value));
            catalog.set(b"Perms", Object::Dict(perms));
            Ok(())
        })?;
    }
    prepared(update)
}

/// Prepares a document time stamp (`ETSI.RFC3161`): what [`Prepared::signed`] gives is hashed for the authority, and the token is
/// placed.
///
/// # Errors
/// As [`prepare`], but a certified document allows it (ISO 32000-2 §12.8.2.2).
pub fn prepare_time_stamp(bytes: &[u8], what: &NewTimeStamp) -> Result<Prepared, Error> {
    if what.room > CONTENTS_MAX {
        return Err(Error::CannotAdd("lo spazio chiesto per la marca temporale è troppo"));
    }
    let pdf = Pdf::open(bytes)?;
    let mut update = Update::new(&pdf)?;
    let value = update.reserve();
    let mut like = NewSignature::new(&what.field);
    like.description = "Marca temporale del documento".to_owned();
    field::add(&mut update, value, &like)?;
    update.put(value, signature_body(&SubFilter::Rfc3161, b"DocTimeStamp", Vec::new(), what.room));
    prepared(update)
}

fn prepared(update: Update<'_, '_>) -> Result<Prepared, Error> {
    let written = update.finish()?;
    let hole = written.hole.ok_or(Error::CannotAdd("lo spazio per la firma non si trova"))?;
    Ok(Prepared { bytes: written.bytes, hole })
}

fn signature_entries(what: &NewSignature, root: Ref) -> Vec<u8> {
    let mut dict = Dict::default();
    let texts = [
        (&b"Name"[..], &what.name),
        (b"Reason", &what.reason),
        (b"Location", &what.location),
        (b"ContactInfo", &what.contact),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            dict.set(key, string(value));
        }
    }
    if let Some(at) = &what.at {
        let zone = at.format("%z").to_string();
        let (hours, minutes) = zone.split_at(3.min(zone.len()));
        dict.set(b"M", raw_string(format!("D:{}{hours}'{minutes}'", at.format("%Y%m%d%H%M%S")).as_bytes()));
    }
    let mut references = Vec::new();
    if let Some(permission) = what.permission {
        let number = match permission {
            Permission::Nothing => 1,
            Permission::FormFilling => 2,
            Permission::Annotations => 3,
        };
        let mut params = Dict::default();
        params.set(b"P", Object::Int(number));
        references.push(reference(b"DocMDP", params, root));
    }
    if let Some(locked) = &what.locked {
        references.push(reference(b"FieldMDP", field::lock(locked), root));
    }
    if !references.is_empty() {
        dict.set(b"Reference", Object::Array(references));
    }
    let mut written = Vec::new();
    serialize::dict(&mut written, &dict);
    // Without its brackets: it goes into the signature's dictionary.
    written.get(2..written.len() - 2).unwrap_or_default().to_vec()
}

fn reference(method: &[u8], mut params: Dict, root: Ref) -> Object {
    params.set(b"Type", Object::Name(b"TransformParams".to_vec()));
    params.set(b"V", Object::Name(b"1.2".to_vec()));
    let mut dict = Dict::default();
    dict.set(b"Type", Object::Name(b"SigRef".to_vec()));
    dict.set(b"TransformMethod", Object::Name(method.to_vec()));
    dict.set(b"TransformParams", Object::Dict(params));
    dict.set(b"Data", Object::Ref(root));
    Object::Dict(dict)
}

fn signature_body(sub_filter: &SubFilter, kind: &[u8], entries: Vec<u8>, room: usize) -> Body {
    let sub_filter: &[u8] = match sub_filter {
        SubFilter::Pkcs7Detached => b"adbe.pkcs7.detached",
        SubFilter::Pkcs7Sha1 => b"adbe.pkcs7.sha1",
        SubFilter::CadesDetached => b"ETSI.CAdES.detached",
        SubFilter::Rfc3161 => b"ETSI.RFC3161",
        SubFilter::X509RsaSha1 => b"adbe.x509.rsa_sha1",
        SubFilter::Other(name) => name.as_bytes(),
    };
    let mut bytes = b"<</Type".to_vec();
    serialize::name(&mut bytes, kind);
    bytes.extend(b"/Filter/Adobe.PPKLite/SubFilter");
    serialize::name(&mut bytes, sub_filter);
    bytes.extend(entries);
    bytes.extend(b"/ByteRange");
    // Three numbers of up to ten digits.
    let byte_range = bytes.len()..bytes.len() + 40;
    bytes.resize(byte_range.end, b' ');
    bytes.extend(b"/Contents");
    let contents = bytes.len()..bytes.len() + 2 + 2 * room;
    bytes.push(b'<');
    bytes.resize(contents.end - 1, b'0');
    bytes.extend(b">>>");
    Body::Signature { bytes, byte_range, contents }
}

/// A text string.
fn string(value: &str) -> Object {
    raw_string(&text::written(value))
}

fn raw_string(bytes: &[u8]) -> Object {
    Object::Str(crate::object::Str { bytes: bytes.to_vec(), ..Default::default() })
}

/// Compressed as `FlateDecode` wants it.
fn deflate(data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    let done = packed.write_all(data).is_ok();
    packed.finish().ok().filter(|_| done).unwrap_or_default()
}
