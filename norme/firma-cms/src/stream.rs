//! Envelopes too large for memory: all but the document is read into memory, the document is hashed from where it is.

use crate::ber::{CONSTRUCTED, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context};
use crate::check::Given;
use crate::covered::{Source, Stored};
use crate::facts::SignerFacts;
use crate::oid::SIGNED_DATA;
use crate::signed_data::{self, SignedData};
use crate::window::{Place, Window};
use crate::{Anomaly, Error, der};
use std::cell::RefCell;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// Most bytes read into memory: all but the document (certificates, revocation lists, signers).
pub const AROUND_MAX: u64 = 64 << 20;

/// Most first bytes of a document that are told apart.
pub const BEGIN: usize = 1_024;

/// A signed file that stays where it is. Only binary envelopes: base64 goes through [`unwrap`](crate::unwrap).
///
/// ```no_run
/// # fn facts(file: impl std::io::Read + std::io::Seek) -> Result<(), Box<dyn std::error::Error>> {
/// let stream = firma_cms::Stream::open(file)?;
/// let data = stream.signed_data()?;
/// let facts = stream.check(&data, &firma_cms::Given::default());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Stream<R> {
    window: RefCell<Window<R>>,
    /// The envelope without the document.
    around: Vec<u8>,
    /// Where the document is; `None` if it is elsewhere.
    document: Option<Place>,
    encapsulated: Place,
    trailing: u64,
}

/// The places of an envelope.
struct Outline {
    outer: Place,
    kind: Place,
    data: Place,
    version: Place,
    encapsulated: Place,
    content_type: Place,
    document: Option<Place>,
}

impl<R: Read + Seek> Stream<R> {
    /// Reads what is around the document. Memory: [`AROUND_MAX`] at most, mostly some kilobytes.
    ///
    /// # Errors
    /// As [`read`](crate::read); [`Error::Reading`] if the file cannot be read.
    pub fn open(reader: R) -> Result<Self, Error> {
        let mut window = Window::new(reader)?;
        if window.len() == 0 {
            return Err(Error::Empty);
        }
        if !is_signed_data(&mut window)? {
            // What else it may be, the reader of bytes in memory knows how to say.
            let begin = window.at(0, 4_096)?;
            let error = signed_data::read(begin).err();
            return Err(error.filter(|error| matches!(error, Error::NotSigned(_))).unwrap_or(Error::NotP7m));
        }
        let outline = outline(&mut window)?;
        let around = around(&mut window, &outline)?;
        let trailing = window.len().saturating_sub(outline.outer.after);
        let Outline { document, encapsulated, .. } = outline;
        Ok(Stream { window: RefCell::new(window), around, document, encapsulated, trailing })
    }

    /// What is around the document: as [`signed_data`](crate::signed_data), with no content in it.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn signed_data(&self) -> Result<SignedData<'_>, Error> {
        let mut data = signed_data::signed_data(&self.around)?;
        if self.trailing > 0 {
            let count = usize::try_from(self.trailing).unwrap_or(usize::MAX);
            data.anomalies.push(Anomaly::TrailingBytes { count, zeros: false });
        }
        if self.document.is_some_and(|document| document.tag & !CONSTRUCTED != OCTET_STRING) {
            data.anomalies.push(Anomaly::ContentNotOctets);
        }
        Ok(data)
    }

    /// Checks every signer, as [`SignedData::check`]; the document is read once for each digest that is asked of it.
    #[must_use]
    pub fn check<'a>(&'a self, data: &SignedData<'a>, given: &Given<'a>) -> Vec<SignerFacts<'a>> {
        let source = match (&given.content, self.document) {
            (Some(_), Some(_)) => Source::Twice,
            (Some(pieces), None) => Source::Given(pieces.clone()),
            (None, Some(_)) => Source::Stored(self),
            (None, None) => Source::None,
        };
        data.check_source(source, &given.certificates)
    }

    /// The first bytes of the document, at most [`BEGIN`], in however many pieces it is. The rest is not read.
    ///
    /// # Errors
    /// As [`document`](Self::document).
    pub fn begins(&self) -> Result<Vec<u8>, Error> {
        let place = self.document.ok_or(Error::Detached)?;
        let mut window = self.window.try_borrow_mut().map_err(|_| busy())?;
        if place.tag & !CONSTRUCTED != OCTET_STRING {
            return Ok(window.at(place.content, (BEGIN as u64).min(place.end - place.content))?.to_vec());
        }
        let mut begin = Vec::new();
        window.octets_while(&place, &mut |piece| {
            begin.extend(piece.iter().take(BEGIN - begin.len()));
            if begin.len() < BEGIN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(begin)
    }

    /// Hands over the document, piece by piece.
    ///
    /// # Errors
    /// [`Error::Detached`] if it is elsewhere, [`Error::Damaged`], [`Error::Reading`].
    pub fn document(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let place = self.document.ok_or(Error::Detached)?;
        let mut window = self.window.try_borrow_mut().map_err(|_| busy())?;
        if place.tag & !CONSTRUCTED == OCTET_STRING {
            return window.octets(&place, take);
        }
        window.feed(place.content, place.end, take)
    }
}

impl<R: Read + Seek> Stored for Stream<R> {
    fn size(&self) -> u64 {
        self.encapsulated.after - self.encapsulated.start
    }

    fn document(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        Stream::document(self, take)
    }

    fn encapsulated(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut window = self.window.try_borrow_mut().map_err(|_| busy())?;
        window.feed(self.encapsulated.start, self.encapsulated.after, take)
    }
}

/// Only if whoever takes the pieces asks for the document again meanwhile.
fn busy() -> Error {
    Error::Reading("è già in lettura".to_owned())
}

/// True if the file begins as `ContentInfo` of `SignedData`. Nothing is looked for beyond its first bytes.
fn is_signed_data<R: Read + Seek>(window: &mut Window<R>) -> Result<bool, Error> {
    let begin = window.at(0, 64)?;
    let [SEQUENCE, length, rest @ ..] = begin else { return Ok(false) };
    let octets = if *length > 0x80 { usize::from(length & 0x7f) } else { 0 };
    let kind = rest.get(octets..).unwrap_or_default();
    let [OID, _, kind @ ..] = kind else { return Ok(false) };
    Ok(kind.starts_with(SIGNED_DATA.as_bytes()))
}

fn outline<R: Read + Seek>(window: &mut Window<R>) -> Result<Outline, Error> {
    const MISSING: &str = "manca il contenuto della busta";
    let outer = window.element(0, window.len())?;
    let kind = window.expect(outer.content, outer.end, OID, MISSING)?;
    let tagged = window.expect(kind.after, outer.end, context(0), MISSING)?;
    let data = window.expect(tagged.content, tagged.end, SEQUENCE, MISSING)?;
    let version = window.expect(data.content, data.end, INTEGER, "manca la versione")?;
    let digests = window.expect(version.after, data.end, SET, "mancano gli algoritmi")?;
    let encapsulated = window.expect(digests.after, data.end, SEQUENCE, "manca il documento")?;
    let content_type = window.expect(encapsulated.content, encapsulated.end, OID, "manca il tipo del documento")?;
    let mut document = None;
    if content_type.after < encapsulated.end && window.at(content_type.after, 1)? == [context(0)] {
        let tagged = window.element(content_type.after, encapsulated.end)?;
        if tagged.content < tagged.end {
            document = Some(window.element(tagged.content, tagged.end)?);
        }
    }
    Ok(Outline { outer, kind, data, version, encapsulated, content_type, document })
}

/// The envelope without the document, with lengths of its own.
fn around<R: Read + Seek>(window: &mut Window<R>, outline: &Outline) -> Result<Vec<u8>, Error> {
    let Outline { kind, data, version, encapsulated, content_type, .. } = outline;
    let before = (version.start, encapsulated.start);
    let inside = (content_type.start, content_type.after);
    let after = (encapsulated.after, data.end);
    let size: u64 = [before, inside, after].iter().map(|(from, to)| to - from).sum();
    if size > AROUND_MAX {
        let limit = usize::try_from(AROUND_MAX).unwrap_or(usize::MAX);
        return Err(Error::TooBig { found: usize::try_from(size).unwrap_or(usize::MAX), limit });
    }
    let mut copy = |(from, to): (u64, u64)| -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(usize::try_from(to - from).unwrap_or_default());
        window.feed(from, to, &mut |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    };
    let mut body = copy(before)?;
    der::push(&mut body, SEQUENCE, &copy(inside)?);
    body.append(&mut copy(after)?);
    let mut header = Vec::new();
    der::push_header(&mut header, SEQUENCE, body.len());
    let mut tagged = Vec::new();
    der::push_header(&mut tagged, context(0), header.len() + body.len());
    let kind = copy((kind.start, kind.after))?;
    let mut around = Vec::with_capacity(body.len() + 64);
    der::push_header(&mut around, SEQUENCE, kind.len() + tagged.len() + header.len() + body.len());
    for part in [kind, tagged, header, body] {
        around.extend_from_slice(&part);
    }
    Ok(around)
}
