//! All signatures of a file, each read as the revision that it signs shows it.

mod permission;

use std::{collections::HashMap, ops::Range, rc::Rc};

use crate::{
    Anomaly, Change, Coverage, Dss, EmptyField, Error, Mark, Purpose, Ref, Signature, SubFilter, dss,
    file::{Pdf, Saved, View},
    form::{self, Field, Pages},
    object::{Dict, Object},
    range, text,
};
use permission::{Stricter, certifies, lock, permission_of, references};

/// Most signatures that are read.
pub const SIGNATURES_MAX: usize = 500;

/// One revision of the file: what one saving added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The byte after its `%%EOF`; the whole of it is the file up to there (or to `line_end`).
    pub end: usize,
    /// The byte after the line that holds `%%EOF`.
    pub line_end: usize,
    /// Numbers of the objects that its index names, sorted.
    pub objects: Vec<u32>,
}

/// What a PDF says of its signatures.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The revisions, oldest first; never empty.
    pub revisions: Vec<Revision>,
    /// The signatures, in the order in which they were made as far as the file tells.
    pub signatures: Vec<Signature>,
    /// Signature fields that nobody signed.
    pub empty_fields: Vec<EmptyField>,
    /// Evidence kept for later, as the last revision has it.
    pub dss: Option<Dss>,
    /// Pages of the last revision.
    pub pages: usize,
    /// Whether the index was unusable and was rebuilt.
    pub rebuilt: bool,
    /// What is odd or wrong with the file as a whole.
    pub anomalies: Vec<Anomaly>,
}

/// Reads the signatures of a PDF and what changed after each.
///
/// # Errors
/// [`Error`] if the file is not a PDF, is encrypted, is damaged beyond rebuilding, or asks for too much work.
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    let pdf = Pdf::open(bytes)?;
    let seen = collect(&pdf)?;
    let mut pages: HashMap<usize, Rc<Pages>> = HashMap::new();
    let mut signatures = Vec::new();
    for one in &seen {
        let signature = signature(&pdf, one, &mut pages)?;
        signatures.push((one.clone(), signature));
    }
    shown_twice(&mut signatures);
    signatures.sort_by_key(|(one, signature)| (signature.signed.last().map_or(usize::MAX, |last| last.end), one.first));
    after_end(&pdf);
    crate::difference::fill(&pdf, &mut signatures)?;
    let now = pdf.now();
    let last = page_list(&pdf, now.revision, &mut pages)?;
    let empty_fields = empty(&now, &last)?;
    let dss = dss::dss(&now)?;
    unlinked(&pdf, signatures.len());
    let revisions = pdf.saved.iter();
    let revisions =
        revisions.map(|saved| Revision { end: saved.eof, line_end: saved.end, objects: saved.named.clone() });
    Ok(Reading {
        revisions: revisions.collect(),
        signatures: signatures.into_iter().map(|(_, signature)| signature).collect(),
        empty_fields,
        dss,
        pages: last.pages.len(),
        rebuilt: pdf.rebuilt,
        anomalies: pdf.anomalies.take(),
    })
}

/// What was added to a file after its first `length` bytes, as it would be told to one who signed those and did not say what may come
/// after. For a document that was sent away and comes back: signed or not, nothing else may have changed.
///
/// # Errors
/// As [`read`]; [`Error::Damaged`] if no revision ends there, or the index does not tell one revision from the other.
pub fn changes_since(bytes: &[u8], length: usize) -> Result<Vec<Change>, Error> {
    const OTHER: Error = Error::Damaged("nessuna versione salvata finisce dove finiva il documento");
    let before = read(bytes.get(..length).ok_or(OTHER)?)?;
    let pdf = Pdf::open(bytes)?;
    let blank = |rest: &[u8]| rest.iter().all(|byte| crate::lex::blank(*byte));
    let ends = |saved: &Saved| bytes.get(saved.eof..length).is_some_and(blank);
    let first = pdf.saved.iter().rposition(ends).filter(|_| !pdf.rebuilt).ok_or(OTHER)?;
    if first + 1 != before.revisions.len() {
        return Err(OTHER);
    }
    after_end(&pdf);
    crate::difference::since(&pdf, first, &before.anomalies)
}

/// A signature's field and value, and the revisions that show it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub field: Field,
    /// The value's own object.
    pub at: Option<Ref>,
    pub first: usize,
    pub last: usize,
}

/// Every pair of field and value that any revision shows, in order of appearance.
fn collect(pdf: &Pdf<'_>) -> Result<Vec<Seen>, Error> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut known: HashMap<(u32, Option<u32>), usize> = HashMap::new();
    for revision in 0..pdf.saved.len() {
        for field in form::fields(&pdf.at(revision))?.into_iter().filter(Field::is_signature) {
            let at = field.value().as_ref();
            if field.value().is_null() || (at.is_some_and(|at| pdf.at(revision).get(at).is_ok_and(|v| v.is_null()))) {
                continue;
            }
            let key = (field.at.number, at.map(|at| at.number));
            if let Some(one) = known.get(&key).and_then(|place| seen.get_mut(*place)) {
                one.last = revision;
            } else if seen.len() >= SIGNATURES_MAX {
                pdf.note(Anomaly::TooMany { what: "le firme" });
            } else {
                known.insert(key, seen.len());
                seen.push(Seen { field, at, first: revision, last: revision });
            }
        }
    }
    Ok(seen)
}

fn page_list(pdf: &Pdf<'_>, revision: usize, known: &mut HashMap<usize, Rc<Pages>>) -> Result<Rc<Pages>, Error> {
    if let Some(pages) = known.get(&revision) {
        return Ok(Rc::clone(pages));
    }
    let pages = Rc::new(form::pages(&pdf.at(revision))?);
    known.insert(revision, Rc::clone(&pages));
    Ok(pages)
}

/// The value of the field as a revision shows it.
fn value(view: &View<'_, '_>, one: &Seen) -> Result<Rc<Object>, Error> {
    match one.at {
        Some(at) => view.get(at),
        None => Ok(Rc::new(view.get(one.field.at)?.as_dict().map_or(Object::Null, |field| field.get(b"V").clone()))),
    }
}

fn signature(pdf: &Pdf<'_>, one: &Seen, pages: &mut HashMap<usize, Rc<Pages>>) -> Result<Signature, Error> {
    let first = value(&pdf.at(one.first), one)?;
    let nothing = Dict::default();
    let covered = match first.as_dict() {
        Some(dict) => range::read(&pdf.at(one.first).value(dict, b"ByteRange")?.clone(), pdf.bytes.len()),
        None => range::read(&Object::Null, 0),
    };
    let revision =
        covered.end.and_then(|end| pdf.saved.iter().position(|saved| (saved.eof..=saved.end).contains(&end)));
    // What the signed revision shows is what was signed, whatever came later.
    let view = pdf.at(revision.filter(|revision| *revision >= one.first).unwrap_or(one.first));
    let object = value(&view, one)?;
    let dict = object.as_dict().unwrap_or(&nothing);
    let mut anomalies = covered.anomalies.clone();
    let contents = view.value(dict, b"Contents")?;
    range::hole(&covered, &contents, &mut anomalies);
    let twice = dict.repeated.iter().map(|key| String::from_utf8_lossy(key).into_owned());
    anomalies.extend(twice.map(|key| Anomaly::KeyTwice { key }));
    if covered.end.is_some() && revision.is_none() && !pdf.rebuilt {
        anomalies.push(Anomaly::NotToEndOfRevision { to: covered.end.unwrap_or_default() });
    }
    if revision.is_some_and(|revision| revision < one.first) {
        anomalies.push(Anomaly::NotInItsRevision);
    }
    later(pdf, one, &view, dict, &mut anomalies)?;
    let contents = contents.as_str().map(|text| text.bytes.clone()).unwrap_or_default();
    let cms = contents.get(..range::trim(&contents, &mut anomalies)).unwrap_or_default().to_vec();
    let told = |key: &[u8]| -> Result<Option<String>, Error> {
        Ok(view.value(dict, key)?.as_str().map(|value| text::text(&value.bytes)))
    };
    let sub_filter = sub_filter(view.value(dict, b"SubFilter")?.as_name(), &mut anomalies);
    let (mut permission, locked) = references(&view, dict)?;
    let field = view.get(one.field.at)?;
    let lock = field.as_dict().map(|field| view.value(field, b"Lock")).transpose()?;
    if let Some(lock) = lock.as_ref().and_then(|lock| lock.as_dict()) {
        permission = permission.min_some(permission_of(view.value(lock, b"P")?.as_int()));
    }
    let purpose = match sub_filter {
        SubFilter::Rfc3161 => Purpose::TimeStamp,
        _ if certifies(&view, one, dict)? => Purpose::Certification,
        _ => Purpose::Approval,
    };
    let list = page_list(pdf, view.revision, pages)?;
    Ok(Signature {
        field: one.field.name.clone(),
        field_at: one.field.at,
        at: one.at,
        purpose,
        sub_filter,
        filter: String::from_utf8_lossy(view.value(dict, b"Filter")?.as_name().unwrap_or_default()).into_owned(),
        coverage: coverage(pdf, revision, &covered, &anomalies),
        byte_range: covered.written,
        signed: covered.signed,
        cms,
        certificates: certificates(&view, dict)?,
        contents,
        revision,
        claimed_at: told(b"M")?.as_deref().and_then(text::date),
        name: told(b"Name")?,
        reason: told(b"Reason")?,
        location: told(b"Location")?,
        contact: told(b"ContactInfo")?,
        mark: mark(&view, &one.field, &list)?,
        permission,
        locked,
        anomalies,
        changes: Vec::new(),
    })
}

fn coverage(pdf: &Pdf<'_>, revision: Option<usize>, covered: &range::Covered, anomalies: &[Anomaly]) -> Coverage {
    let broken =
        |anomaly: &Anomaly| anomaly.spoils() && !matches!(anomaly, Anomaly::DataReplaced { .. } | Anomaly::Removed);
    if covered.signed.is_empty() || anomalies.iter().any(broken) {
        return Coverage::Partial;
    }
    let end = covered.end.unwrap_or_default();
    let blank = |rest: &[u8]| rest.iter().all(|byte| crate::lex::blank(*byte));
    match revision {
        _ if pdf.bytes.get(end..).is_some_and(blank) => Coverage::WholeFile,
        Some(revision) => Coverage::Revision { after: pdf.saved.len() - 1 - revision },
        None => Coverage::Partial,
    }
}

/// What later revisions made of the signature's own data.
fn later(
    pdf: &Pdf<'_>,
    one: &Seen,
    signed: &View<'_, '_>,
    dict: &Dict,
    anomalies: &mut Vec<Anomaly>,
) -> Result<(), Error> {
    let now = pdf.now();
    if one.last < now.revision {
        anomalies.push(Anomaly::Removed);
        return Ok(());
    }
    if signed.revision == now.revision {
        return Ok(());
    }
    let object = value(&now, one)?;
    let Some(shown) = object.as_dict() else { return Ok(()) };
    let keys = dict.entries.keys().chain(shown.entries.keys().filter(|key| !dict.entries.contains_key(*key)));
    let mut what = Vec::new();
    for key in keys {
        if *signed.value(dict, key)? != *now.value(shown, key)? {
            what.push(String::from_utf8_lossy(key).into_owned());
        }
    }
    what.truncate(20);
    if !what.is_empty() {
        anomalies.push(Anomaly::DataReplaced { what: what.join(", ") });
    }
    Ok(())
}

fn sub_filter(name: Option<&[u8]>, anomalies: &mut Vec<Anomaly>) -> SubFilter {
    match name.unwrap_or_default() {
        b"adbe.pkcs7.detached" => SubFilter::Pkcs7Detached,
        b"adbe.pkcs7.sha1" => SubFilter::Pkcs7Sha1,
        b"ETSI.CAdES.detached" => SubFilter::CadesDetached,
        b"ETSI.RFC3161" => SubFilter::Rfc3161,
        b"adbe.x509.rsa_sha1" => SubFilter::X509RsaSha1,
        other => {
            let name: String = String::from_utf8_lossy(other).chars().take(100).collect();
            anomalies.push(Anomaly::UnknownSubFilter { name: name.clone() });
            SubFilter::Other(name)
        }
    }
}

fn certificates(view: &View<'_, '_>, dict: &Dict) -> Result<Vec<Vec<u8>>, Error> {
    let cert = view.value(dict, b"Cert")?;
    let mut found: Vec<Vec<u8>> = cert.as_str().map(|cert| cert.bytes.clone()).into_iter().collect();
    for item in cert.as_array().unwrap_or_default().iter().take(50) {
        found.extend(view.resolve(item)?.as_str().map(|cert| cert.bytes.clone()));
    }
    Ok(found)
}

/// The page and rectangle of a field's first widget.
pub(crate) fn mark(view: &View<'_, '_>, field: &Field, pages: &Pages) -> Result<Option<Mark>, Error> {
    let Some(at) = field.widgets.first() else { return Ok(None) };
    let widget = view.get(*at)?;
    let Some(dict) = widget.as_dict() else { return Ok(None) };
    let Some([a, b, c, d]) = rectangle(view, dict)? else { return Ok(None) };
    let mut page = dict.get(b"P").as_ref().and_then(|page| pages.number.get(&page.number)).copied();
    if page.is_none() {
        for (number, of) in pages.pages.iter().enumerate() {
            if annotations(view, *of)?.contains(at) {
                page = Some(number);
                break;
            }
        }
    }
    Ok(Some(Mark { page, rectangle: [a.min(c), b.min(d), a.max(c), b.max(d)] }))
}

/// `/Rect` as written.
pub(crate) fn rectangle(view: &View<'_, '_>, dict: &Dict) -> Result<Option<[f64; 4]>, Error> {
    let corners = view.value(dict, b"Rect")?;
    let mut numbers = [0.0; 4];
    let Some(corners) = corners.as_array().filter(|corners| corners.len() == 4) else { return Ok(None) };
    for (number, corner) in numbers.iter_mut().zip(corners) {
        let Some(read) = view.resolve(corner)?.as_number() else { return Ok(None) };
        *number = read;
    }
    Ok(Some(numbers))
}

/// The annotations of a page.
pub(crate) fn annotations(view: &View<'_, '_>, page: Ref) -> Result<Vec<Ref>, Error> {
    let page = view.get(page)?;
    let Some(page) = page.as_dict() else { return Ok(Vec::new()) };
    let list = view.value(page, b"Annots")?;
    Ok(list.as_array().unwrap_or_default().iter().filter_map(Object::as_ref).collect())
}

fn empty(now: &View<'_, '_>, pages: &Pages) -> Result<Vec<EmptyField>, Error> {
    let mut found = Vec::new();
    let unsigned = |field: &Field| field.is_signature() && field.value().is_null();
    for field in form::fields(now)?.into_iter().filter(unsigned).take(SIGNATURES_MAX) {
        let lock = match field.object.as_dict() {
            Some(dict) => now.value(dict, b"Lock")?.as_dict().map(|dict| lock(now, dict)).transpose()?.flatten(),
            None => None,
        };
        let mark = mark(now, &field, pages)?;
        found.push(EmptyField { name: field.name, at: field.at, mark, lock });
    }
    Ok(found)
}

fn shown_twice(signatures: &mut [(Seen, Signature)]) {
    let mut known: HashMap<Vec<Range<usize>>, usize> = HashMap::new();
    for (_, signature) in signatures.iter().filter(|(_, signature)| !signature.signed.is_empty()) {
        *known.entry(signature.signed.clone()).or_default() += 1;
    }
    for (_, signature) in signatures {
        if known.get(&signature.signed).is_some_and(|times| *times > 1) {
            signature.anomalies.push(Anomaly::ShownTwice);
        }
    }
}

fn after_end(pdf: &Pdf<'_>) {
    let end = pdf.saved.last().map_or(0, |saved| saved.end);
    let rest = pdf.bytes.get(end..).unwrap_or_default();
    let bytes = rest.iter().rposition(|byte| !crate::lex::blank(*byte)).map_or(0, |last| last + 1);
    if bytes > 0 {
        pdf.note(Anomaly::BytesAfterEnd { bytes });
    }
}

fn unlinked(pdf: &Pdf<'_>, found: usize) {
    let written = memchr::memmem::find_iter(pdf.bytes, b"/ByteRange").take(10 * SIGNATURES_MAX).count();
    if let Some(count) = written.checked_sub(found).filter(|count| *count > 0) {
        pdf.note(Anomaly::UnlinkedSignatures { count });
    }
}
