use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

use crate::{Dice, mutate, name};

/// A file of an archive, as its headers tell of it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its name.
    pub name: Vec<u8>,
    /// Its bytes as they lie in the archive.
    pub packed: Vec<u8>,
    /// Whether they are deflated.
    pub deflated: bool,
    /// The length that is told of them when unpacked.
    pub told: u32,
}

impl Entry {
    /// One that tells the truth.
    pub fn honest(name: &str, bytes: &[u8]) -> Self {
        let told = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self { name: name.into(), packed: deflate(bytes), deflated: true, told }
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// An archive of these; written here, because an honest writer tells no lies.
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut made, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = u32::try_from(made.len()).unwrap_or(u32::MAX);
        let method: u16 = if entry.deflated { 8 } else { 0 };
        let packed = u32::try_from(entry.packed.len()).unwrap_or(u32::MAX);
        let length = u16::try_from(entry.name.len()).unwrap_or(u16::MAX);
        let name = entry.name.get(..usize::from(length)).unwrap_or_default();
        let common: Vec<u8> = [
            &20_u16.to_le_bytes()[..],
            &0_u16.to_le_bytes(),
            &method.to_le_bytes(),
            &0_u32.to_le_bytes(),
            &0_u32.to_le_bytes(),
            &packed.to_le_bytes(),
            &entry.told.to_le_bytes(),
            &length.to_le_bytes(),
            &0_u16.to_le_bytes(),
        ]
        .concat();
        made.extend([b"PK\x03\x04", &common[..], name, &entry.packed].concat());
        let rest = [&[0_u8; 10][..], &at.to_le_bytes()].concat();
        directory.extend([b"PK\x01\x02", &20_u16.to_le_bytes()[..], &common, &rest, name].concat());
    }
    let (count, at) = (u16::try_from(entries.len()).unwrap_or(u16::MAX), u32::try_from(made.len()).unwrap_or(u32::MAX));
    let length = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &count.to_le_bytes(),
        &count.to_le_bytes(),
        &length.to_le_bytes(),
        &at.to_le_bytes(),
        &0_u16.to_le_bytes(),
    ];
    [made, directory, end.concat()].concat()
}

/// So many megabytes of the same byte in a few kilobytes.
pub fn bomb(megabytes: usize) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        let _ = packer.write_all(&piece);
    }
    packer.finish().unwrap_or_default()
}

/// An archive, or a document that is one, that somebody made to do harm.
pub fn archive(dice: &mut Dice) -> Vec<u8> {
    let inside = dice.one(&[
        "word/document.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "ppt/slides/slide1.xml",
        "content.xml",
        "nota.txt",
        "dentro.zip",
    ]);
    let paper: Vec<u8> = match dice.below(5) {
        0 => crate::xml(dice, &[b"<w:document><w:p><w:t>ciao</w:t></w:p></w:document>"]),
        1 => crate::deep_xml(dice.below(30_000)),
        2 => zip(&[Entry::honest("a.txt", b"ciao"), Entry { told: 1, ..Entry::honest("b.txt", &[b'a'; 5_000]) }]),
        3 => b"<sst><si><t>ciao</t></si></sst>".repeat(dice.below(500)),
        _ => {
            let length = dice.below(3_000);
            dice.bytes(length)
        }
    };
    let mut entries = vec![Entry::honest("[Content_Types].xml", b"<Types/>"), Entry::honest(inside, &paper)];
    for _ in 0..dice.below(4) {
        let told = dice.one(&[&0_u32, &1, &u32::MAX, &(1 << 31)]);
        let name = name(dice).into_bytes();
        let packed = if dice.once_in(80) { bomb(30) } else { deflate(&paper) };
        entries.push(Entry { name, packed, deflated: !dice.once_in(4), told: *told });
    }
    if dice.once_in(10) {
        entries = vec![entries.swap_remove(0); 1 + dice.below(3_000)];
    }
    let made = zip(&entries);
    if dice.once_in(2) { mutate(dice, &made) } else { made }
}
