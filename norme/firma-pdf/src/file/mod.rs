//! A file opened: its revisions, and any object as any revision saw it.

mod view;

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    Anomaly, BYTES_MAX, Error,
    budget::Budget,
    filter,
    lex::{DEPTH_MAX, Lexer},
    object::{Dict, NULL, Object, Ref},
    rebuild,
    revision::{self, Footer},
    xref::{self, Entry, Kind, Section},
};
pub(crate) use view::View;

/// Most xref sections of one file: an honest file has one for each time it was saved.
pub const SECTIONS_MAX: usize = 1_000;
/// Most xref entries of all sections.
pub const ENTRIES_MAX: usize = 2_000_000;
/// Most anomalies that are told of those that spoil, and of the others.
const ANOMALIES_MAX: usize = 100;
/// Most objects in one object stream.
pub const IN_STREAM_MAX: usize = 100_000;

/// The data of a stream: as long as it says if that ends at `endstream`, else up to the next `endstream`.
pub(crate) fn stream_data(bytes: &[u8], from: usize, length: Option<usize>) -> &[u8] {
    let rest = bytes.get(from..).unwrap_or_default();
    if let Some(length) = length
        && let Some(after) = rest.get(length..)
    {
        let blanks = after.iter().take_while(|byte| crate::lex::blank(**byte)).count().min(4);
        if after.get(blanks..).is_some_and(|after| after.starts_with(b"endstream")) {
            return rest.get(..length).unwrap_or_default();
        }
    }
    let end = memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// One saving of the file: what one `startxref` added.
#[derive(Debug)]
pub(crate) struct Saved {
    /// Numbers of the objects that its sections name, sorted.
    pub named: Vec<u32>,
    pub trailer: Dict,
    pub kind: Kind,
    /// Offset of its newest section.
    pub xref: usize,
    /// The byte after its `%%EOF`, and the one after the line that holds it.
    pub eof: usize,
    pub end: usize,
}

/// Objects of an object stream: data, and number and place of each.
#[derive(Debug)]
struct Packed {
    data: Vec<u8>,
    index: Vec<(u32, usize)>,
}

/// An open file.
pub(crate) struct Pdf<'a> {
    pub bytes: &'a [u8],
    pub budget: Budget,
    /// Oldest first; never empty.
    pub saved: Vec<Saved>,
    /// Whether the index was unusable and objects were looked for.
    pub rebuilt: bool,
    pub anomalies: RefCell<Vec<Anomaly>>,
    /// For each number, from which revision on it is where; oldest first.
    history: HashMap<u32, Vec<(usize, Entry)>>,
    plain: RefCell<HashMap<usize, (Ref, Rc<Object>)>>,
    packed: RefCell<HashMap<usize, Option<Rc<Packed>>>>,
    unpacked: RefCell<HashMap<(usize, usize), Rc<Object>>>,
}

impl<'a> Pdf<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > BYTES_MAX {
            return Err(Error::TooBig { found: bytes.len(), limit: BYTES_MAX });
        }
        let head = bytes.get(..bytes.len().min(1_024)).unwrap_or_default();
        let start = memchr::memmem::find(head, b"%PDF-").ok_or(Error::NotPdf)?;
        let budget = Budget::new();
        let footers = revision::footers(bytes, &budget)?;
        let mut pdf = Self {
            bytes,
            budget,
            saved: Vec::new(),
            rebuilt: false,
            anomalies: RefCell::default(),
            history: HashMap::new(),
            plain: RefCell::default(),
            packed: RefCell::default(),
            unpacked: RefCell::default(),
        };
        if start > 0 {
            pdf.note(Anomaly::BytesBeforeHeader { bytes: start });
        }
        match pdf.chain(&footers) {
            Ok(sections) => {
                pdf.adopt(sections, &footers);
                if pdf.now().catalog().is_none() {
                    pdf.rebuild()?;
                }
            }
            Err(error @ Error::TooMuchWork) => return Err(error),
            Err(_) => pdf.rebuild()?,
        }
        if pdf.saved.iter().any(|saved| saved.trailer.has(b"Encrypt")) {
            return Err(Error::Encrypted);
        }
        Ok(pdf)
    }

    fn rebuild(&mut self) -> Result<(), Error> {
        let found = rebuild::rebuild(self.bytes, &self.budget)?;
        self.rebuilt = true;
        self.plain.borrow_mut().clear();
        self.history = found.entries.into_iter().map(|(number, entry)| (number, vec![(0, entry)])).collect();
        let mut named: Vec<u32> = self.history.keys().copied().collect();
        named.sort_unstable();
        let end = self.bytes.len();
        self.saved = vec![Saved { named, trailer: found.trailer, kind: Kind::Table, xref: 0, eof: end, end }];
        // Objects of the object streams that were found, where nothing newer has their number.
        for stream in found.streams {
            let Some(packed) = self.packed(stream, 0)? else { continue };
            for (index, (number, _)) in packed.1.index.iter().enumerate() {
                self.history.entry(*number).or_insert_with(|| vec![(0, Entry::In { stream, index })]);
            }
        }
        if self.now().catalog().is_none() {
            let root = rebuild::catalog(&self.now(), &found.dictionaries)?;
            if let Some(saved) = self.saved.first_mut() {
                saved.trailer.set(b"Root", Object::Ref(root));
            }
        }
        self.note(Anomaly::Rebuilt);
        Ok(())
    }

    /// The sections from the newest to the oldest.
    fn chain(&self, footers: &[Footer]) -> Result<Vec<Section>, Error> {
        let last = footers.last().ok_or(Error::Damaged("manca startxref"))?;
        let (mut next, mut seen, mut sections, mut entries) = (Some(last.xref), HashSet::new(), Vec::new(), 0);
        while let Some(offset) = next {
            if !seen.insert(offset) {
                return Err(Error::Damaged("le versioni si rincorrono in cerchio"));
            }
            if sections.len() >= SECTIONS_MAX {
                return Err(Error::TooMuchWork);
            }
            let section = xref::section(self.bytes, offset, &self.budget, ENTRIES_MAX - entries)?;
            entries += section.entries.len();
            next = section.prev();
            sections.push(section);
        }
        Ok(sections)
    }

    /// Groups the sections into revisions.
    fn adopt(&mut self, sections: Vec<Section>, footers: &[Footer]) {
        let chained: HashSet<usize> = sections.iter().map(|section| section.offset).collect();
        for footer in footers.iter().filter(|footer| !chained.contains(&footer.xref)) {
            if revision::is_section(self.bytes, footer.xref, &self.budget) {
                self.note(Anomaly::SkippedRevision { end: footer.end });
            }
        }
        let groups = revision::group(sections, footers);
        for (at, group) in groups.into_iter().enumerate() {
            if group.sections.iter().any(|section| section.twice) {
                self.note(Anomaly::ObjectTwice { revision: at });
            }
            let Some(newest) = group.sections.first() else { continue };
            let trailers = || group.sections.iter().map(|section| &section.trailer);
            let trailer = trailers().find(|trailer| trailer.has(b"Root")).unwrap_or(&newest.trailer).clone();
            let (kind, xref) = (newest.kind, newest.offset);
            let mut named = Vec::new();
            for (number, entry) in group.sections.iter().flat_map(|section| &section.entries) {
                let history = self.history.entry(*number).or_default();
                // The newest section of the group comes first and counts.
                if history.last().is_none_or(|(revision, _)| *revision != at) {
                    history.push((at, *entry));
                    named.push(*number);
                }
            }
            named.sort_unstable();
            self.saved.push(Saved { named, trailer, kind, xref, eof: group.eof, end: group.end });
        }
        for (at, pair) in self.saved.windows(2).enumerate() {
            if let [older, newer] = pair
                && older.end >= newer.end
            {
                self.note(Anomaly::RevisionsOutOfOrder { revision: at + 1 });
            }
        }
    }

    /// Tells what is odd, not all of it: however much is only odd, what spoils is told as well.
    pub fn note(&self, anomaly: Anomaly) {
        let mut anomalies = self.anomalies.borrow_mut();
        let spoils = anomaly.spoils();
        let known = anomalies.iter().filter(|known| known.spoils() == spoils).count();
        if known < ANOMALIES_MAX && !anomalies.contains(&anomaly) {
            anomalies.push(anomaly);
        }
    }

    /// The file as a revision saw it.
    pub fn at(&self, revision: usize) -> View<'_, 'a> {
        View { pdf: self, revision }
    }

    /// The file as it is now.
    pub fn now(&self) -> View<'_, 'a> {
        self.at(self.saved.len().saturating_sub(1))
    }

    /// The highest number that any revision names.
    pub fn highest(&self) -> u32 {
        self.history.keys().copied().max().unwrap_or_default()
    }

    pub fn entry(&self, number: u32, revision: usize) -> Entry {
        let Some(history) = self.history.get(&number) else { return Entry::Free };
        let after = history.partition_point(|(at, _)| *at <= revision);
        after.checked_sub(1).and_then(|at| history.get(at)).map_or(Entry::Free, |(_, entry)| *entry)
    }

    /// Every place that any revision gives to an object: its number, the revision that says so, the place.
    pub fn versions(&self) -> impl Iterator<Item = (u32, usize, Entry)> {
        let each = |(number, history): (&u32, &Vec<(usize, Entry)>)| {
            let number = *number;
            history.clone().into_iter().map(move |(revision, entry)| (number, revision, entry))
        };
        self.history.iter().flat_map(each)
    }

    /// Numbers of the objects whose place is in this object stream.
    pub fn members(&self, stream: u32, revision: usize) -> Vec<u32> {
        let inside =
            |number: &u32| matches!(self.entry(*number, revision), Entry::In { stream: of, .. } if of == stream);
        self.history.keys().copied().filter(inside).collect()
    }

    fn load(&self, number: u32, revision: usize) -> Result<Rc<Object>, Error> {
        match self.entry(number, revision) {
            Entry::Free => Ok(Rc::new(NULL)),
            Entry::At { offset, .. } => {
                let (is, object) = self.plain(offset)?;
                if is.number == number {
                    return Ok(object);
                }
                self.note(Anomaly::WrongObject { number });
                Ok(Rc::new(NULL))
            }
            Entry::In { stream, index } => self.packed_object(number, stream, index, revision),
        }
    }

    fn plain(&self, offset: usize) -> Result<(Ref, Rc<Object>), Error> {
        if let Some(known) = self.plain.borrow().get(&offset) {
            return Ok(known.clone());
        }
        let mut lexer = Lexer::new(self.bytes, offset, &self.budget, true);
        let read = match lexer.header()? {
            Some(is) => lexer.indirect().map(|object| (is, Rc::new(object))),
            None => Err(Error::Damaged("l'indice porta a qualcosa che non è un oggetto")),
        };
        let read = match read {
            Err(Error::TooMuchWork) => return Err(Error::TooMuchWork),
            Err(_) => {
                self.note(Anomaly::UnreadableObject { offset });
                // No object has this number.
                (Ref { number: u32::MAX, generation: 0 }, Rc::new(NULL))
            }
            Ok(read) => read,
        };
        self.plain.borrow_mut().insert(offset, read.clone());
        Ok(read)
    }

    fn packed_object(&self, number: u32, stream: u32, index: usize, revision: usize) -> Result<Rc<Object>, Error> {
        let Some((place, packed)) = self.packed(stream, revision)? else { return Ok(Rc::new(NULL)) };
        let known = |at: usize| packed.index.get(at).filter(|(is, _)| *is == number);
        // The index is a hint that some programs write wrongly: the number decides.
        let Some((at, from)) = known(index).map(|(_, from)| (index, *from)).or_else(|| {
            let found = packed.index.iter().position(|(is, _)| *is == number)?;
            known(found).map(|(_, from)| (found, *from))
        }) else {
            self.note(Anomaly::WrongObject { number });
            return Ok(Rc::new(NULL));
        };
        if let Some(known) = self.unpacked.borrow().get(&(place, at)) {
            return Ok(Rc::clone(known));
        }
        let object = match Lexer::new(&packed.data, from, &self.budget, false).object(DEPTH_MAX) {
            Err(Error::TooMuchWork) => return Err(Error::TooMuchWork),
            Err(_) => {
                self.note(Anomaly::UnreadableObject { offset: place });
                NULL
            }
            Ok(object) => object,
        };
        let object = Rc::new(object);
        self.unpacked.borrow_mut().insert((place, at), Rc::clone(&object));
        Ok(object)
    }

    /// An object stream and its offset; `None` if it is not one.
    fn packed(&self, stream: u32, revision: usize) -> Result<Option<(usize, Rc<Packed>)>, Error> {
        // An object stream is never in another one (§7.5.7): this ends here.
        let Entry::At { offset, .. } = self.entry(stream, revision) else { return Ok(None) };
        if let Some(known) = self.packed.borrow().get(&offset) {
            return Ok(known.clone().map(|packed| (offset, packed)));
        }
        let read = match self.unpack(offset, stream, revision) {
            Err(Error::TooMuchWork) => return Err(Error::TooMuchWork),
            Err(_) => {
                self.note(Anomaly::UnreadableObject { offset });
                None
            }
            Ok(packed) => Some(Rc::new(packed)),
        };
        self.packed.borrow_mut().insert(offset, read.clone());
        Ok(read.map(|packed| (offset, packed)))
    }

    fn unpack(&self, offset: usize, stream: u32, revision: usize) -> Result<Packed, Error> {
        const BAD: Error = Error::Damaged("un flusso di oggetti non si legge");
        let (is, object) = self.plain(offset)?;
        let Object::Stream(dict, data) = &*object else { return Err(BAD) };
        if is.number != stream || dict.name(b"Type") != Some(b"ObjStm") {
            return Err(BAD);
        }
        let raw = stream_data(self.bytes, *data, self.length(dict, revision)?);
        let data = filter::decode(dict, raw, &self.budget)?;
        let small = |key: &[u8]| dict.get(key).as_int().and_then(|number| usize::try_from(number).ok());
        let (count, first) = small(b"N").zip(small(b"First")).ok_or(BAD)?;
        if count > IN_STREAM_MAX {
            return Err(Error::TooMuchWork);
        }
        let mut lexer = Lexer::new(&data, 0, &self.budget, false);
        let mut index = Vec::new();
        for _ in 0..count {
            let Some((number, from)) = lexer.natural()?.zip(lexer.natural()?) else { break };
            let from = usize::try_from(from).ok().and_then(|from| from.checked_add(first)).ok_or(BAD)?;
            index.push((u32::try_from(number).map_err(|_| BAD)?, from));
        }
        Ok(Packed { data, index })
    }

    /// `/Length`, which may be another object; never one of an object stream, which would need this one.
    fn length(&self, dict: &Dict, revision: usize) -> Result<Option<usize>, Error> {
        let length = match dict.get(b"Length") {
            Object::Ref(to) => match self.entry(to.number, revision) {
                Entry::At { offset, .. } => self.plain(offset)?.1.as_int(),
                _ => None,
            },
            object => object.as_int(),
        };
        Ok(length.and_then(|length| usize::try_from(length).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_of_what_is_only_odd_does_not_hide_what_spoils() {
        let bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[]>>\nendobj\n\
                      trailer\n<</Root 1 0 R>>\n";
        let pdf = Pdf::open(bytes).expect("rebuilt");
        (0..300).for_each(|offset| pdf.note(Anomaly::UnreadableObject { offset }));
        pdf.note(Anomaly::ContainerReplaced { revision: 1, number: 9 });
        let told = pdf.anomalies.borrow();
        assert_eq!((told.len(), told.iter().filter(|one| one.spoils()).count()), (ANOMALIES_MAX + 1, 1));
    }
}
