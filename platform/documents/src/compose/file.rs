//! A PDF that is being written, from its first byte to its table of objects (ISO 32000-1, 7.5).

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use sha2::{Digest, Sha256};

use super::Uncopied;

/// Largest file that is written, in bytes: a little less than what is taken from a child.
const LARGEST: usize = 190_000_000;

pub(super) struct File {
    out: Vec<u8>,
    /// Where each object begins, by its number from 1 on; nought for one that was never written.
    places: Vec<usize>,
}

impl File {
    pub fn new() -> Self {
        Self { out: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), places: Vec::new() }
    }

    /// A new number.
    pub fn fresh(&mut self) -> u32 {
        self.places.push(0);
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Writes an object.
    pub fn object(&mut self, number: u32, body: &[u8]) -> Result<(), Uncopied> {
        if self.out.len().saturating_add(body.len()) > LARGEST {
            return Err(Uncopied::TooLarge);
        }
        let place = self.places.get_mut(number as usize - 1).ok_or(Uncopied::Broken)?;
        *place = self.out.len();
        self.out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.out.extend_from_slice(body);
        self.out.extend_from_slice(b"\nendobj\n");
        Ok(())
    }

    /// Writes a stream; `entries` are those of its dictionary without `Length`.
    pub fn stream(&mut self, number: u32, entries: &[u8], bytes: &[u8]) -> Result<(), Uncopied> {
        let mut body = Vec::with_capacity(entries.len() + bytes.len() + 64);
        body.extend_from_slice(b"<<");
        body.extend_from_slice(entries);
        body.extend_from_slice(format!("/Length {}>>\nstream\n", bytes.len()).as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\nendstream");
        self.object(number, &body)
    }

    /// Writes a stream that is compressed on the way.
    pub fn compressed(&mut self, number: u32, entries: &str, bytes: &[u8]) -> Result<(), Uncopied> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|_| Uncopied::Broken)?;
        self.stream(number, format!("{entries}/Filter/FlateDecode").as_bytes(), &packed)
    }

    /// The whole file.
    pub fn finish(mut self, root: u32, info: u32) -> Vec<u8> {
        let start = self.out.len();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.places.len() + 1);
        for place in &self.places {
            // A number that was given and not used is a free one.
            let row = if *place == 0 { "0000000000 00000 f \n".to_owned() } else { format!("{place:010} 00000 n \n") };
            table.push_str(&row);
        }
        let id = hex::encode(Sha256::digest(&self.out).get(..16).unwrap_or_default());
        self.out.extend_from_slice(table.as_bytes());
        let trailer = format!(
            "trailer\n<</Size {}/Root {root} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{start}\n%%EOF\n",
            self.places.len() + 1
        );
        self.out.extend_from_slice(trailer.as_bytes());
        self.out
    }
}
