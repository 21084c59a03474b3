//! One more revision at the end of a file: changed and new objects, and an index in the same form as the file's.

use std::{collections::BTreeMap, ops::Range};

use super::serialize;
use crate::{
    Error,
    file::{Pdf, View},
    object::{Dict, Object, Ref},
    xref::Kind,
};

/// What an object of the revision is made of.
pub(crate) enum Body {
    Object(Object),
    Stream(Dict, Vec<u8>),
    /// Written as it is; the ranges inside it of `/ByteRange` (brackets included) and `/Contents` (brackets included).
    Signature {
        bytes: Vec<u8>,
        byte_range: Range<usize>,
        contents: Range<usize>,
    },
}

/// A revision being made.
pub(crate) struct Update<'p, 'a> {
    pub view: View<'p, 'a>,
    next: u32,
    bodies: BTreeMap<u32, (u16, Body)>,
}

/// Where the signature's hole went.
pub(crate) struct Written {
    pub bytes: Vec<u8>,
    pub hole: Option<Range<usize>>,
}

impl<'p, 'a> Update<'p, 'a> {
    pub fn new(pdf: &'p Pdf<'a>) -> Result<Self, Error> {
        if pdf.rebuilt {
            return Err(Error::CannotAdd("il suo indice è danneggiato; salvarlo di nuovo con un altro programma"));
        }
        let view = pdf.now();
        let size = view.trailer().and_then(|trailer| trailer.get(b"Size").as_int()).unwrap_or_default();
        let next = u32::try_from(size).unwrap_or_default().max(pdf.highest().saturating_add(1));
        if next > crate::lex::NUMBER_MAX - 1_000_000 {
            return Err(Error::CannotAdd("ha già troppi oggetti"));
        }
        Ok(Self { view, next, bodies: BTreeMap::new() })
    }

    /// A number for a new object.
    pub fn reserve(&mut self) -> Ref {
        self.next += 1;
        Ref { number: self.next - 1, generation: 0 }
    }

    /// Puts an object under its reference.
    pub fn put(&mut self, at: Ref, body: Body) {
        self.bodies.insert(at.number, (at.generation, body));
    }

    /// Adds a new object.
    pub fn add(&mut self, object: Object) -> Ref {
        let at = self.reserve();
        self.put(at, Body::Object(object));
        at
    }

    /// Adds a new stream, compressed.
    pub fn add_stream(&mut self, mut dict: Dict, data: &[u8]) -> Ref {
        let packed = super::deflate(data);
        dict.set(b"Filter", Object::Name(b"FlateDecode".to_vec()));
        let at = self.reserve();
        self.put(at, Body::Stream(dict, packed));
        at
    }

    /// The dictionary of an object, as this revision has it so far.
    pub fn dict(&self, at: Ref) -> Result<Dict, Error> {
        let object = match self.bodies.get(&at.number) {
            Some((_, Body::Object(object))) => object.clone(),
            _ => (*self.view.get(at)?).clone(),
        };
        match object {
            Object::Dict(dict) => Ok(dict),
            _ => Err(Error::CannotAdd("una sua parte non è come dovrebbe")),
        }
    }

    /// Changes the dictionary of an object.
    pub fn edit<T>(
        &mut self,
        at: Ref,
        change: impl FnOnce(&mut Self, &mut Dict) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut dict = self.dict(at)?;
        let told = change(self, &mut dict)?;
        self.put(at, Body::Object(Object::Dict(dict)));
        Ok(told)
    }

    /// Adds to an array that a dictionary holds, itself or by reference.
    pub fn push(&mut self, dict: &mut Dict, key: &[u8], items: Vec<Object>) -> Result<(), Error> {
        let held = dict.get(key).clone();
        let mut list = match (&held, held.as_ref().and_then(|at| self.bodies.get(&at.number))) {
            (_, Some((_, Body::Object(Object::Array(list))))) => list.clone(),
            _ => self.view.resolve(&held)?.as_array().unwrap_or_default().to_vec(),
        };
        list.extend(items);
        match held.as_ref() {
            Some(at) => self.put(at, Body::Object(Object::Array(list))),
            None => dict.set(key, Object::Array(list)),
        }
        Ok(())
    }

    /// The file with the revision.
    pub fn finish(self) -> Result<Written, Error> {
        let pdf = self.view.pdf;
        let mut bytes = pdf.bytes.to_vec();
        if !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r") {
            bytes.push(b'\n');
        }
        let mut offsets = Vec::new();
        let mut signature = None;
        for (number, (generation, body)) in &self.bodies {
            offsets.push((*number, *generation, bytes.len()));
            bytes.extend(format!("{number} {generation} obj\n").bytes());
            match body {
                Body::Object(object) => serialize::object(&mut bytes, object),
                Body::Stream(dict, data) => stream(&mut bytes, dict, data),
                Body::Signature { bytes: written, byte_range, contents } => {
                    let from = bytes.len();
                    let moved = |range: &Range<usize>| range.start + from..range.end + from;
                    signature = Some((moved(byte_range), moved(contents)));
                    bytes.extend(written);
                }
            }
            bytes.extend(b"\nendobj\n");
        }
        let saved = pdf.saved.last().ok_or(Error::CannotAdd("non ha versioni"))?;
        let mut trailer = saved.trailer.clone();
        for key in [&b"Prev"[..], b"XRefStm", b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms"] {
            trailer.entries.remove(key);
        }
        trailer.set(b"Prev", int(saved.xref));
        match saved.kind {
            Kind::Table => table(&mut bytes, trailer, &offsets, self.next),
            Kind::Stream => xref_stream(&mut bytes, trailer, offsets, self.next),
        }
        let hole = signature.map(|(byte_range, contents)| fill_range(&mut bytes, byte_range, contents)).transpose()?;
        Ok(Written { bytes, hole })
    }
}

/// An integer.
pub(crate) fn int(number: usize) -> Object {
    Object::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn stream(bytes: &mut Vec<u8>, dict: &Dict, data: &[u8]) {
    let mut dict = dict.clone();
    dict.set(b"Length", int(data.len()));
    serialize::dict(bytes, &dict);
    bytes.extend(b"\nstream\n");
    bytes.extend(data);
    bytes.extend(b"\nendstream");
}

/// Runs of numbers that follow one another.
fn runs(offsets: &[(u32, u16, usize)]) -> impl Iterator<Item = &[(u32, u16, usize)]> {
    offsets.chunk_by(|a, b| a.0 + 1 == b.0)
}

fn table(bytes: &mut Vec<u8>, mut trailer: Dict, offsets: &[(u32, u16, usize)], next: u32) {
    let at = bytes.len();
    trailer.set(b"Size", Object::Int(next.into()));
    bytes.extend(b"xref\n");
    for run in runs(offsets) {
        let first = run.first().map_or(0, |(number, ..)| *number);
        bytes.extend(format!("{first} {}\n", run.len()).bytes());
        for (_, generation, offset) in run {
            bytes.extend(format!("{offset:010} {generation:05} n \n").bytes());
        }
    }
    bytes.extend(b"trailer\n");
    serialize::dict(bytes, &trailer);
    bytes.extend(format!("\nstartxref\n{at}\n%%EOF\n").bytes());
}

fn xref_stream(bytes: &mut Vec<u8>, mut trailer: Dict, mut offsets: Vec<(u32, u16, usize)>, own: u32) {
    let at = bytes.len();
    offsets.push((own, 0, at));
    trailer.set(b"Size", Object::Int(i64::from(own) + 1));
    trailer.set(b"Type", Object::Name(b"XRef".to_vec()));
    trailer.set(b"W", Object::Array(vec![Object::Int(1), Object::Int(8), Object::Int(2)]));
    let index =
        runs(&offsets).flat_map(|run| [Object::Int(run.first().map_or(0, |(n, ..)| *n).into()), int(run.len())]);
    trailer.set(b"Index", Object::Array(index.collect()));
    let row = |(_, generation, offset): &(u32, u16, usize)| {
        let offset = u64::try_from(*offset).unwrap_or(u64::MAX).to_be_bytes();
        [&[1][..], &offset, &generation.to_be_bytes()].concat()
    };
    let data: Vec<u8> = offsets.iter().flat_map(row).collect();
    bytes.extend(format!("{own} 0 obj\n").bytes());
    stream(bytes, &trailer, &data);
    bytes.extend(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
}

/// Writes `/ByteRange`, now that everything has its place; gives the hole.
fn fill_range(bytes: &mut [u8], byte_range: Range<usize>, contents: Range<usize>) -> Result<Range<usize>, Error> {
    const BAD: Error = Error::CannotAdd("lo spazio per la firma non si trova");
    let rest = bytes.len().checked_sub(contents.end).ok_or(BAD)?;
    let text = format!("[0 {} {} {rest}", contents.start, contents.end);
    let room = bytes.get_mut(byte_range).ok_or(BAD)?;
    let width = room.len().checked_sub(1).ok_or(BAD)?;
    if text.len() > width {
        return Err(BAD);
    }
    room.copy_from_slice(format!("{text:<width$}]").as_bytes());
    Ok(contents)
}
