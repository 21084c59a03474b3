//! The incremental update: the first page with one more annotation, the annotation, its appearance and what that needs,
//! and the section that lists them.

use std::collections::HashMap;
use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, ObjRef, Object};
use hayro_interpret::hayro_syntax::page::Page;
use sha2::{Digest, Sha256};

use super::base::{Base, Kind};
use super::place::Spot;
use super::write::{name, number, object, reference, stream_entries, string, text};

/// Print, read only, locked, its contents locked (ISO 32000-1, 12.5.3): it is printed, and not moved by a slip of the mouse.
const FLAGS: u32 = 4 | 64 | 128 | 512;
/// Objects that a stamp may be made of, and how many times a free range of numbers is looked for.
const MOST_OBJECTS: u32 = 200;
const MOST_TRIES: u32 = 1_000;

pub(super) fn write(
    pdf: &Pdf,
    page: &Page<'_>,
    base: &Base,
    stamp: &Page<'_>,
    says: &str,
    spot: &Spot,
) -> Option<Vec<u8>> {
    let at = page.raw().obj_id()?;
    // A page that stands inside its parent carries the parent's number: writing it anew would replace the parent.
    let same = pdf.xref().get::<Dict<'_>>(at)?.data() == page.raw().data();
    if !same || at.obj_number < 1 || at.gen_number < 0 {
        return None;
    }
    let mut update = Update::new(base, free_numbers(pdf, base)?);
    let annotation = update.numbers.fresh();
    let form = update.appearance(stamp, spot)?;
    update.page(page, at.into(), annotation)?;
    update.begin(annotation);
    update.put("<</Type/Annot/Subtype/Stamp/Rect[");
    for edge in [spot.rect.x0, spot.rect.y0, spot.rect.x1, spot.rect.y1] {
        number(&mut update.out, edge);
    }
    update.put(&format!("]/F {FLAGS}/P"));
    reference(&mut update.out, at.into());
    update.put("/Contents");
    text(&mut update.out, says);
    update.put("/AP<</N");
    reference(&mut update.out, form);
    update.put(">>>>");
    update.end();
    Some(update.finish(base))
}

/// The first of a range of numbers that no object of the file has, whatever its trailer says.
fn free_numbers(pdf: &Pdf, base: &Base) -> Option<u32> {
    let taken = |number: u32| pdf.xref().get::<Object<'_>>(ObjRef::new(number, 0).into()).is_some();
    let mut ranges = (0..MOST_TRIES).map(|range| base.size + range * MOST_OBJECTS);
    ranges.find(|first| !(*first..first + MOST_OBJECTS).any(taken))
}

/// New numbers: for our own objects, and for those that the stamp is made of.
struct Numbers {
    next: u32,
    last: u32,
    known: HashMap<ObjRef, ObjRef>,
    /// Objects of the stamp that have a number and are not yet written.
    waiting: Vec<ObjRef>,
}

impl Numbers {
    fn new(first: u32) -> Self {
        Self { next: first, last: first + MOST_OBJECTS, known: HashMap::new(), waiting: Vec::new() }
    }

    fn fresh(&mut self) -> ObjRef {
        self.next += 1;
        ObjRef::new(self.next - 1, 0)
    }

    fn of(&mut self, theirs: ObjRef) -> ObjRef {
        if let Some(known) = self.known.get(&theirs) {
            return *known;
        }
        let ours = self.fresh();
        self.known.insert(theirs, ours);
        self.waiting.push(theirs);
        ours
    }
}

struct Update {
    out: Vec<u8>,
    /// Length of the original.
    before: usize,
    numbers: Numbers,
    /// Number, generation and place of each object written.
    places: Vec<(ObjRef, usize)>,
}

impl Update {
    fn new(base: &Base, first: u32) -> Self {
        let out = if base.ends_line { Vec::new() } else { vec![b'\n'] };
        Self { out, before: base.length, numbers: Numbers::new(first), places: Vec::new() }
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn begin(&mut self, at: ObjRef) {
        self.places.push((at, self.before + self.out.len()));
        self.put(&format!("{} {} obj\n", at.obj_number, at.gen_number));
    }

    fn end(&mut self) {
        self.put("\nendobj\n");
    }

    fn stream(&mut self, bytes: &[u8]) {
        self.put(&format!("/Length {}>>\nstream\n", bytes.len()));
        self.out.extend_from_slice(bytes);
        self.put("\nendstream");
    }

    /// The page as it was, with one more annotation.
    fn page(&mut self, page: &Page<'_>, at: ObjRef, annotation: ObjRef) -> Option<()> {
        self.begin(at);
        self.put("<<");
        let mut as_it_is = |to: ObjRef| to;
        for (key, value) in page.raw().entries().filter(|(key, _)| key.as_ref() != b"Annots") {
            name(&mut self.out, key.as_ref());
            object(&mut self.out, &value, &mut as_it_is)?;
        }
        self.put("/Annots[");
        if let Some(others) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) {
            for other in others.raw_iter() {
                object(&mut self.out, &other, &mut as_it_is)?;
            }
        }
        reference(&mut self.out, annotation);
        self.put("]>>");
        self.end();
        Some(())
    }

    /// The stamp's page as a form (ISO 32000-1, 8.10), with all that it points at.
    fn appearance(&mut self, stamp: &Page<'_>, spot: &Spot) -> Option<ObjRef> {
        let form = self.numbers.fresh();
        let shown = stamp.crop_box();
        self.begin(form);
        self.put("<</Type/XObject/Subtype/Form/BBox[");
        for edge in [shown.x0, shown.y0, shown.x1, shown.y1] {
            number(&mut self.out, edge);
        }
        self.put("]/Matrix[");
        for part in spot.turn.into_iter().chain([0.0, 0.0]) {
            number(&mut self.out, part);
        }
        self.put("]/Resources");
        let resources = stamp.raw().get_raw::<Object<'_>>(b"Resources".as_slice())?;
        object(&mut self.out, &resources, &mut |theirs| self.numbers.of(theirs))?;
        self.put("/Filter/FlateDecode");
        self.stream(&deflated(stamp.page_stream()?)?);
        self.end();
        while let Some(theirs) = self.numbers.waiting.pop() {
            let found = stamp.xref().get::<Object<'_>>(theirs.into())?;
            let ours = self.numbers.of(theirs);
            self.begin(ours);
            let mut renumber = |theirs| self.numbers.of(theirs);
            if let Object::Stream(stream) = &found {
                self.out.extend_from_slice(b"<<");
                stream_entries(&mut self.out, stream, &mut renumber)?;
                self.stream(&stream.raw_data());
            } else {
                object(&mut self.out, &MaybeRef::NotRef(found), &mut renumber)?;
            }
            self.end();
        }
        // One number is kept for the list of objects.
        (self.numbers.next < self.numbers.last).then_some(form)
    }

    /// The section that lists the objects, in the way of the file, and where it begins.
    fn finish(mut self, base: &Base) -> Vec<u8> {
        let list = self.numbers.fresh();
        let start = self.before + self.out.len();
        if base.kind == Kind::Stream {
            self.places.push((list, start));
        }
        self.places.sort_unstable_by_key(|(at, _)| at.obj_number);
        let size = self.places.iter().map(|(at, _)| at.obj_number + 1).max().unwrap_or(0).max(base.size);
        match base.kind {
            Kind::Table => {
                self.put("xref\n");
                for (at, place) in std::mem::take(&mut self.places) {
                    self.put(&format!("{} 1\n{place:010} {:05} n \n", at.obj_number, at.gen_number));
                }
                self.put("trailer\n<<");
                self.trailer(base, size);
                self.put(">>\n");
            }
            Kind::Stream => {
                let (mut index, mut rows) = (String::new(), Vec::new());
                for (at, place) in std::mem::take(&mut self.places) {
                    index.push_str(&format!(" {} 1", at.obj_number));
                    rows.push(1);
                    rows.extend_from_slice(&u32::try_from(place).unwrap_or_default().to_be_bytes());
                    rows.extend_from_slice(&u16::try_from(at.gen_number).unwrap_or_default().to_be_bytes());
                }
                self.put(&format!("{} 0 obj\n<</Type/XRef/W[1 4 2]/Index[{index}]", list.obj_number));
                self.trailer(base, size);
                self.stream(&rows);
                self.end();
            }
        }
        self.put(&format!("startxref\n{start}\n%%EOF\n"));
        self.out
    }

    fn trailer(&mut self, base: &Base, size: u32) {
        self.put(&format!("/Size {size}/Prev {}/Root", base.previous));
        reference(&mut self.out, base.root);
        if let Some(info) = base.info {
            self.put("/Info");
            reference(&mut self.out, info);
        }
        if let Some(id) = &base.id {
            // The second half changes with each update; from its content, so that the same copy is the same file.
            let new = Sha256::digest(&self.out);
            self.put("/ID[");
            string(&mut self.out, id);
            string(&mut self.out, new.get(..16).unwrap_or_default());
            self.put("]");
        }
    }
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
