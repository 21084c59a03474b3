//! Elements (X.690) of a file that is not in memory, by their places.

use crate::Error;
use crate::ber::{self, CONSTRUCTED, DEPTH_MAX, OCTET_STRING, PIECES_MAX};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Bytes held at a time.
const SIZE: usize = 1 << 16;
/// Most identifier and length octets.
const HEADER_MAX: u64 = 130;
/// Most ends kept: those of the envelope itself are met first or last.
const ENDS_MAX: usize = 256;

/// Takes bytes piece by piece, and says whether more are wanted.
pub(crate) type Taker<'t> = dyn FnMut(&[u8]) -> ControlFlow<()> + 't;

/// An element's place in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub tag: u8,
    /// Its first byte.
    pub start: u64,
    /// First byte of its content.
    pub content: u64,
    /// The byte after its content; for an indefinite length, the first of the octets that close it.
    pub end: u64,
    /// The byte after it.
    pub after: u64,
}

/// A file, of which a piece is in memory.
#[derive(Debug)]
pub(crate) struct Window<R> {
    reader: R,
    len: u64,
    start: u64,
    bytes: Vec<u8>,
    /// Indefinite lengths of which the end was met while looking for that of another: where their content begins and ends.
    ends: Vec<(u64, u64)>,
}

impl<R: Read + Seek> Window<R> {
    pub fn new(mut reader: R) -> Result<Self, Error> {
        let len = reader.seek(SeekFrom::End(0)).map_err(reading)?;
        Ok(Window { reader, len, start: 0, bytes: Vec::new(), ends: Vec::new() })
    }

    pub fn len(&self) -> u64 {
        self.len
    }

    /// At most `count` bytes (up to [`SIZE`]) from a place on; fewer at the end of the file.
    pub fn at(&mut self, place: u64, count: u64) -> Result<&[u8], Error> {
        let wanted = count.min(SIZE as u64).min(self.len.saturating_sub(place));
        let held = self.start..self.start + self.bytes.len() as u64;
        if place < held.start || place + wanted > held.end {
            self.reader.seek(SeekFrom::Start(place)).map_err(reading)?;
            self.bytes.resize(SIZE.min(usize::try_from(self.len - place).unwrap_or(SIZE)), 0);
            self.start = place;
            if let Err(error) = self.reader.read_exact(&mut self.bytes) {
                self.bytes.clear();
                return Err(reading(error));
            }
        }
        let from = usize::try_from(place - self.start).map_err(|_| Error::Truncated)?;
        let count = usize::try_from(wanted).map_err(|_| Error::Truncated)?;
        self.bytes.get(from..from + count).ok_or(Error::Truncated)
    }

    /// Hands over the bytes of a range.
    pub fn feed(&mut self, from: u64, to: u64, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        self.feed_while(from, to, &mut always(take)).map(drop)
    }

    /// The same, as long as whoever takes them wants more; what they said last.
    fn feed_while(&mut self, from: u64, to: u64, take: &mut Taker<'_>) -> Result<ControlFlow<()>, Error> {
        let mut place = from;
        while place < to {
            let piece = self.at(place, to - place)?;
            if piece.is_empty() {
                return Err(Error::Truncated);
            }
            place += piece.len() as u64;
            if take(piece).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The element that begins at a place; it and its content end by `limit`.
    pub fn element(&mut self, place: u64, limit: u64) -> Result<Place, Error> {
        let header = self.header(place, limit)?;
        let content = place + header.octets as u64;
        let (end, after) = match header.length {
            Some(length) => {
                let end = content.checked_add(length as u64).ok_or(Error::Truncated)?;
                (end, end)
            }
            None => {
                let end = self.end_of_contents(content, limit)?;
                (end, end + 2)
            }
        };
        if after > limit {
            return Err(Error::Truncated);
        }
        Ok(Place { tag: header.tag, start: place, content, end, after })
    }

    /// As [`element`](Self::element), which must have this tag.
    pub fn expect(&mut self, place: u64, limit: u64, tag: u8, missing: &'static str) -> Result<Place, Error> {
        if place >= limit {
            return Err(Error::Damaged(missing));
        }
        let found = self.element(place, limit)?;
        if found.tag == tag { Ok(found) } else { Err(Error::Damaged(missing)) }
    }

    fn header(&mut self, place: u64, limit: u64) -> Result<ber::Header, Error> {
        ber::header(self.at(place, HEADER_MAX.min(limit.saturating_sub(place)))?)
    }

    /// Where the octets are that close an indefinite length (X.690 section 8.1.5). One pass finds those of all that are inside.
    fn end_of_contents(&mut self, content: u64, limit: u64) -> Result<u64, Error> {
        if let Some((_, end)) = self.ends.iter().find(|(begin, _)| *begin == content) {
            return Ok(*end);
        }
        let mut open = vec![content];
        let mut place = content;
        while let Some(begin) = open.last().copied() {
            if self.at(place, 2)? == [0, 0] {
                open.pop();
                if self.ends.len() < ENDS_MAX {
                    self.ends.push((begin, place));
                }
                if open.is_empty() {
                    return Ok(place);
                }
                place += 2;
                continue;
            }
            let header = self.header(place, limit)?;
            let inside = place + header.octets as u64;
            if header.length.is_none() {
                open.push(inside);
                if open.len() > DEPTH_MAX {
                    return Err(Error::Damaged("gli elementi sono annidati troppo a fondo"));
                }
            }
            let length = header.length.unwrap_or_default() as u64;
            place = inside.checked_add(length).filter(|place| *place <= limit).ok_or(Error::Truncated)?;
        }
        Err(Error::Truncated)
    }

    /// Hands over the octets of an OCTET STRING, in one piece or in many (X.690 section 8.7.3).
    pub fn octets(&mut self, string: &Place, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        self.octets_while(string, &mut always(take))
    }

    /// The same, as long as whoever takes them wants more.
    pub fn octets_while(&mut self, string: &Place, take: &mut Taker<'_>) -> Result<(), Error> {
        if string.tag & CONSTRUCTED == 0 {
            return self.feed_while(string.content, string.end, take).map(drop);
        }
        // For each level, where it ends and where the one around it goes on.
        let mut levels = vec![(string.end, string.after)];
        let mut place = string.content;
        let mut pieces = 0;
        while let Some((end, after)) = levels.last().copied() {
            if place >= end {
                levels.pop();
                place = after;
                continue;
            }
            // Only strings in pieces in pieces look for their end; a piece tells it.
            let piece = self.element(place, end)?;
            pieces += 1;
            if piece.tag & !CONSTRUCTED != OCTET_STRING || pieces > PIECES_MAX {
                return Err(Error::Damaged("il contenuto non è una sequenza di byte"));
            }
            if piece.tag & CONSTRUCTED == 0 {
                if self.feed_while(piece.content, piece.end, take)?.is_break() {
                    return Ok(());
                }
                place = piece.after;
            } else if levels.len() < DEPTH_MAX {
                levels.push((piece.end, piece.after));
                place = piece.content;
            } else {
                return Err(Error::Damaged("gli elementi sono annidati troppo a fondo"));
            }
        }
        Ok(())
    }
}

/// Whoever wants all of it.
fn always<'t>(take: &'t mut dyn FnMut(&[u8])) -> impl FnMut(&[u8]) -> ControlFlow<()> + 't {
    |piece| {
        take(piece);
        ControlFlow::Continue(())
    }
}

fn reading(error: std::io::Error) -> Error {
    Error::Reading(error.to_string())
}
