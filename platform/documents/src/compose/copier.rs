//! Objects of one PDF written into another, with all that they point at and nothing that leads to other pages.

use std::collections::HashMap;

use hayro_interpret::hayro_syntax::{
    Pdf,
    object::{Dict, MaybeRef, Name, ObjRef, Object},
};

use super::{
    Uncopied,
    file::File,
    layers::{LAYER, is_layer, is_layer_or_rule},
    used::{Names, names},
};
use crate::stamp::write::{name, number, string};

/// Deepest nesting of what is copied, and most objects of one PDF.
const DEEPEST: usize = 64;
const MOST_OBJECTS: usize = 200_000;
/// Entries that say nothing of how a page looks, and lead elsewhere; or that print something else than is seen (`Alternates` of a
/// picture, `Ref` and `OPI`, which stand for another file).
const LEFT_OUT: [&[u8]; 14] = [
    b"Parent",
    b"PieceInfo",
    b"StructParent",
    b"StructParents",
    b"Metadata",
    b"Thumb",
    b"AF",
    b"EF",
    b"LastModified",
    b"OPI",
    b"Alternates",
    b"Ref",
    b"Measure",
    b"PtData",
];
/// Entries by which the bytes of a stream are in another file.
const ELSEWHERE: [&[u8]; 3] = [b"F", b"FFilter", b"FDecodeParms"];
/// Kinds of objects that are no part of a page's looks.
const NOT_COPIED: [&[u8]; 8] =
    [b"Page", b"Pages", b"Catalog", b"Annot", b"StructElem", b"StructTreeRoot", b"Filespec", b"EmbeddedFile"];
/// Colour spaces that stand in place of a device's own without being named (8.6.5.6).
const UNNAMED: [&[u8]; 3] = [b"DefaultGray", b"DefaultRGB", b"DefaultCMYK"];

pub(super) struct Copier<'p> {
    pub pdf: &'p Pdf,
    known: HashMap<ObjRef, u32>,
    /// Objects that have a number and are not yet written.
    waiting: Vec<(ObjRef, u32)>,
}

impl<'p> Copier<'p> {
    pub fn new(pdf: &'p Pdf) -> Self {
        Self { pdf, known: HashMap::new(), waiting: Vec::new() }
    }

    /// The number of an object in the new file, where it came along.
    pub fn known(&self, theirs: ObjRef) -> Option<u32> {
        self.known.get(&theirs).copied()
    }

    /// The number that an object has in the new file.
    pub fn number_of(&mut self, file: &mut File, theirs: ObjRef) -> u32 {
        if let Some(known) = self.known.get(&theirs) {
            return *known;
        }
        let ours = file.fresh();
        self.known.insert(theirs, ours);
        self.waiting.push((theirs, ours));
        ours
    }

    /// Writes all that was pointed at.
    pub fn drain(&mut self, file: &mut File) -> Result<(), Uncopied> {
        while let Some((theirs, ours)) = self.waiting.pop() {
            if self.known.len() > MOST_OBJECTS {
                return Err(Uncopied::TooLarge);
            }
            match self.pdf.xref().get::<Object<'_>>(theirs.into()) {
                Some(Object::Stream(stream)) if copied(stream.dict()) => {
                    let content = || stream.decoded().unwrap_or_default().into_owned();
                    let mut entries = Vec::new();
                    self.entries(file, &mut entries, stream.dict(), Some(&content), 0)?;
                    file.stream(ours, &entries, &stream.raw_data())?;
                }
                Some(Object::Dict(dict)) if is_layer(&dict) => file.object(ours, LAYER)?,
                Some(Object::Dict(dict)) if !copied(&dict) => file.object(ours, b"null")?,
                Some(Object::Stream(_)) | None => file.object(ours, b"null")?,
                Some(found) => {
                    let mut body = Vec::new();
                    self.value(file, &mut body, &MaybeRef::NotRef(found), 0)?;
                    file.object(ours, &body)?;
                }
            }
        }
        Ok(())
    }

    /// The resources of a content stream, of which only those of these names.
    pub fn resources(
        &mut self,
        file: &mut File,
        out: &mut Vec<u8>,
        kinds: &[(&str, &Dict<'_>)],
        used: &Names,
    ) -> Result<(), Uncopied> {
        out.extend_from_slice(b"<<");
        for (kind, dict) in kinds {
            name(out, kind.as_bytes());
            out.extend_from_slice(b"<<");
            let unnamed = |key: &[u8]| *kind == "ColorSpace" && UNNAMED.contains(&key);
            for (key, value) in dict.entries().filter(|(key, _)| used.contains(key.as_ref()) || unnamed(key.as_ref())) {
                if *kind == "Properties" && !dict.get::<Dict<'_>>(&key).is_some_and(|found| is_layer_or_rule(&found)) {
                    continue;
                }
                name(out, key.as_ref());
                self.value(file, out, &value, 1)?;
            }
            out.extend_from_slice(b">>");
        }
        out.extend_from_slice(b">>");
        Ok(())
    }

    /// A dictionary's entries; those of a stream without what is written anew, and its resources without what it does not use.
    fn entries(
        &mut self,
        file: &mut File,
        out: &mut Vec<u8>,
        dict: &Dict<'_>,
        content: Option<&dyn Fn() -> Vec<u8>>,
        depth: usize,
    ) -> Result<(), Uncopied> {
        for (key, value) in dict.entries().filter(|(key, _)| !LEFT_OUT.contains(&key.as_ref())) {
            let own =
                content.filter(|_| key.as_ref() == b"Resources").zip(dict.get::<Dict<'_>>(b"Resources".as_slice()));
            match own {
                _ if content.is_some() && (key.as_ref() == b"Length" || ELSEWHERE.contains(&key.as_ref())) => {}
                Some((content, resources)) => {
                    let mut used = Names::new();
                    names(&content(), &mut used);
                    name(out, b"Resources");
                    self.named_resources(file, out, &resources, &used)?;
                }
                None => {
                    name(out, key.as_ref());
                    self.value(file, out, &value, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn named_resources(
        &mut self,
        file: &mut File,
        out: &mut Vec<u8>,
        resources: &Dict<'_>,
        used: &Names,
    ) -> Result<(), Uncopied> {
        const KINDS: [&str; 7] = ["ExtGState", "ColorSpace", "Pattern", "Shading", "XObject", "Font", "Properties"];
        let kinds: Vec<(&str, Dict<'_>)> =
            KINDS.into_iter().filter_map(|kind| Some((kind, resources.get::<Dict<'_>>(kind)?))).collect();
        let kinds: Vec<(&str, &Dict<'_>)> = kinds.iter().map(|(kind, dict)| (*kind, dict)).collect();
        self.resources(file, out, &kinds, used)
    }

    /// Any object, in its place inside another.
    pub fn value(
        &mut self,
        file: &mut File,
        out: &mut Vec<u8>,
        value: &MaybeRef<Object<'_>>,
        depth: usize,
    ) -> Result<(), Uncopied> {
        if depth > DEEPEST {
            return Err(Uncopied::Broken);
        }
        let value = match value {
            MaybeRef::Ref(to) => {
                let ours = self.number_of(file, *to);
                out.extend_from_slice(format!(" {ours} 0 R").as_bytes());
                return Ok(());
            }
            MaybeRef::NotRef(value) => value,
        };
        match value {
            Object::Null(_) => out.extend_from_slice(b" null"),
            Object::Boolean(yes) => out.extend_from_slice(if *yes { b" true" } else { b" false" }),
            Object::Number(value) => number(out, value.as_f64()),
            Object::String(text) => string(out, text.as_bytes()),
            Object::Name(text) => name(out, text.as_ref()),
            Object::Array(items) => {
                out.push(b'[');
                for item in items.raw_iter() {
                    self.value(file, out, &item, depth + 1)?;
                }
                out.push(b']');
            }
            Object::Dict(dict) if copied(dict) && !is_layer(dict) => {
                out.extend_from_slice(b"<<");
                self.entries(file, out, dict, None, depth)?;
                out.extend_from_slice(b">>");
            }
            // A stream is never inside another object.
            Object::Dict(_) | Object::Stream(_) => out.extend_from_slice(b" null"),
        }
        Ok(())
    }
}

/// Whether it may come along: no part of the document's structure, no attachment, and no program that printers would run.
fn copied(dict: &Dict<'_>) -> bool {
    let is =
        |key: &[u8], names: &[&[u8]]| dict.get::<Name<'_>>(key).is_some_and(|found| names.contains(&found.as_ref()));
    !is(b"Type", &NOT_COPIED) && !is(b"Subtype", &[b"PS"]) && !is(b"Subtype2", &[b"PS"])
}
