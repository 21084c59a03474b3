//! Files of half a gigabyte, which exist nowhere: their bytes are made while they are read.

#[path = "../common/made.rs"]
mod made;

use firma_algoritmi::Digest;
use firma_cms::{Given, Stream};
use hostile::peak_kib;
use made::{DATA, Made, SIGNED_DATA, certificate, oid, set, sha256, tlv};
use std::io::{Read, Result, Seek, SeekFrom};

/// `head`, then `pattern` so many times, then `tail`.
struct Huge {
    head: Vec<u8>,
    pattern: Vec<u8>,
    times: u64,
    tail: Vec<u8>,
    place: u64,
}

impl Huge {
    fn middle(&self) -> u64 {
        self.pattern.len() as u64 * self.times
    }
}

impl Read for Huge {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let (head, middle) = (self.head.len() as u64, self.middle());
        let index = |place: u64| usize::try_from(place).expect("small");
        let piece = match self.place {
            place if place < head => &self.head[index(place)..],
            place if place < head + middle => &self.pattern[index((place - head) % self.pattern.len() as u64)..],
            place => self.tail.get(index(place - head - middle)..).unwrap_or_default(),
        };
        let count = piece.len().min(into.len());
        into[..count].copy_from_slice(&piece[..count]);
        self.place += count as u64;
        Ok(count)
    }
}

impl Seek for Huge {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let end = self.head.len() as u64 + self.middle() + self.tail.len() as u64;
        self.place = match to {
            SeekFrom::Start(place) => place,
            SeekFrom::End(back) => end.saturating_add_signed(back),
            SeekFrom::Current(by) => self.place.saturating_add_signed(by),
        };
        Ok(self.place)
    }
}

fn digest(pattern: &[u8], times: u64) -> Vec<u8> {
    let mut hasher = Digest::Sha256.hasher();
    (0..times).for_each(|_| hasher.update(pattern));
    hasher.finish()
}

/// All lengths indefinite, the document in pieces.
fn indefinite(piece: &[u8], times: u64) -> Huge {
    let info = Made::of_digest(&digest(piece, times), DATA).info(b"");
    let head = [
        &[0x30, 0x80][..],
        &oid(SIGNED_DATA),
        &[0xa0, 0x80, 0x30, 0x80],
        &tlv(0x02, &[1]),
        &set(&[&sha256()]),
        &[0x30, 0x80],
        &oid(DATA),
        &[0xa0, 0x80, 0x24, 0x80],
    ]
    .concat();
    let after = [tlv(0xa0, &certificate(5, "Emittente")), tlv(0x31, &info)].concat();
    let tail = [&[0; 6][..], &after, &[0; 6]].concat();
    Huge { head, pattern: tlv(0x04, piece), times, tail, place: 0 }
}

/// All lengths definite, the document whole.
fn definite(pattern: &[u8], times: u64) -> Huge {
    let info = Made::of_digest(&digest(pattern, times), DATA).info(b"");
    let header =
        |tag: u8, length: u64| [&[tag, 0x84][..], &u32::try_from(length).expect("short").to_be_bytes()].concat();
    let after = [tlv(0xa0, &certificate(5, "Emittente")), tlv(0x31, &info)].concat();
    let before = [tlv(0x02, &[1]), set(&[&sha256()])].concat();
    let document = pattern.len() as u64 * times;
    let encapsulated = oid(DATA).len() as u64 + 12 + document;
    let data = before.len() as u64 + 6 + encapsulated + after.len() as u64;
    let head = [
        header(0x30, oid(SIGNED_DATA).len() as u64 + 12 + data),
        oid(SIGNED_DATA),
        header(0xa0, data + 6),
        header(0x30, data),
        before,
        header(0x30, encapsulated),
        oid(DATA),
        header(0xa0, document + 6),
        header(0x04, document),
    ]
    .concat();
    Huge { head, pattern: pattern.to_vec(), times, tail: after, place: 0 }
}

fn holds(huge: Huge, size: u64) {
    let before = peak_kib().unwrap_or_default();
    let stream = Stream::open(huge).expect("a signed file");
    let data = stream.signed_data().expect("what is around the document");
    let facts = stream.check(&data, &Given::default());
    assert!(facts[0].intact(), "{:#?}", facts[0]);
    let mut seen = 0;
    stream.document(&mut |piece| seen += piece.len() as u64).expect("the document");
    assert_eq!(seen, size);
    let grown = peak_kib().unwrap_or_default() - before;
    assert!(grown < 8 << 10, "{grown} KiB for a file of {size} bytes");
}

#[test]
fn half_a_gigabyte_is_verified_in_a_few_kilobytes() {
    holds(definite(&vec![b'x'; 1 << 20], 500), 500 << 20);
    holds(indefinite(&[b'y'; 1_000], 100_000), 100_000_000);
}

#[test]
fn a_changed_byte_far_inside_is_noticed() {
    let mut huge = definite(&vec![b'x'; 1 << 16], 64);
    huge.pattern[77] = b'z';
    let stream = Stream::open(huge).expect("a signed file");
    let data = stream.signed_data().expect("what is around the document");
    let facts = stream.check(&data, &Given::default());
    assert!(facts[0].message_digest.fails() && !facts[0].intact());
}

#[test]
fn a_file_cut_short_is_told() {
    let mut huge = definite(&vec![b'x'; 1 << 16], 64);
    huge.tail.truncate(100);
    assert_eq!(Stream::open(huge).err(), Some(firma_cms::Error::Truncated));
}

#[test]
fn the_first_bytes_are_the_documents_whatever_the_pieces() {
    let begins = |huge: Huge| Stream::open(huge).expect("a signed file").begins().expect("the first bytes");
    let whole = [b"%PDF-1.7"[..].to_vec(), vec![b' '; 2_000]].concat();
    assert_eq!(begins(definite(&whole, 3)), whole[..firma_cms::BEGIN]);
    assert_eq!(begins(definite(b"%PDF-", 1)), b"%PDF-");
    // Empty pieces and those of a byte hide nothing of what the document begins with.
    let mut huge = indefinite(b"x", 500);
    huge.pattern = b"%PDF-".iter().flat_map(|byte| [tlv(0x04, b""), tlv(0x04, &[*byte])].concat()).collect();
    assert_eq!(begins(huge), b"%PDF-".repeat(500)[..firma_cms::BEGIN]);
}
