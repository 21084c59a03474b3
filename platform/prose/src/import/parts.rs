//! The parts of a document that is an archive. What an entry says of its size is not believed: bytes are counted as
//! they are unpacked.

use std::io::{Cursor, Read};

use bounded_xml::{Document, Limits};
use zip::{ZipArchive, result::ZipError};

use super::NotRead;
use crate::bounds;

/// With which the record of a part begins (APPNOTE 4.3.12).
const PART: &[u8] = b"PK\x01\x02";

pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be unpacked.
    left: usize,
}

impl<'a> Parts<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, NotRead> {
        if bytes.len() > bounds::FILE_BYTES {
            return Err(NotRead::TooLarge { limit: bounds::FILE_BYTES });
        }
        // The reader of archives keeps a record of every part before anything is asked of it: half a million of them fit
        // in a file of this size.
        let parts = bytes.windows(PART.len()).filter(|four| *four == PART).take(bounds::FILE_PARTS + 1).count();
        if parts > bounds::FILE_PARTS {
            return Err(NotRead::Damaged(format!("ha più di {} parti", bounds::FILE_PARTS)));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotRead::Other)?;
        Ok(Self { archive, left: bounds::UNPACKED_BYTES })
    }

    /// A part that is XML; none where there is no such part.
    pub fn xml(&mut self, name: &str) -> Result<Option<Document>, NotRead> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        // One more than allowed tells whether there is more.
        let most = u64::try_from(self.left).unwrap_or(u64::MAX).saturating_add(1);
        entry.take(most).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        self.left = self.left.checked_sub(bytes.len()).ok_or(NotRead::TooLarge { limit: bounds::UNPACKED_BYTES })?;
        let limits =
            Limits { bytes: bounds::UNPACKED_BYTES, depth: bounds::FILE_DEPTH, attributes: 128, ..Limits::default() };
        bounded_xml::read(&bytes, limits).map(Some).map_err(|error| damaged(&error))
    }
}

fn damaged(error: &dyn std::fmt::Display) -> NotRead {
    NotRead::Damaged(error.to_string().chars().take(200).collect())
}
