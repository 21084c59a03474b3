//! Time stamps that came beside a document, each in a file of its own: found, and held in memory for the judge.

use documents::{document, format::FormatId};
use ente::Ente;
use signing::verify::read;

use crate::Error;
use crate::judge::BYTES_MAX;

/// Time stamps beside one document that are looked at.
const STAMPS_MAX: usize = 8;

/// A time stamp beside a document.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    name: String,
    /// Or why it was not looked at. Italian, without a full stop.
    bytes: Result<Vec<u8>, String>,
}

impl Stamp {
    /// As the judge takes it.
    pub(crate) fn shown(&self) -> read::Stamp<'_> {
        read::Stamp { name: &self.name, bytes: self.bytes.as_deref().map_err(String::as_str) }
    }
}

/// Whether a document is a time stamp in a file of its own, alone or around what it stands upon, or is called one: that it cannot be
/// read is then told.
#[must_use]
pub fn is_time_stamp(document: &document::Model) -> bool {
    let ending = document.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(document.format().id, FormatId::Tsr | FormatId::Tsd) || matches!(ending.as_deref(), Some("tsr" | "tsd"))
}

/// Reads the files, within what may be held in memory for all of them together.
pub(crate) async fn load(ente: &Ente, stamps: &[&document::Model]) -> Result<Vec<Stamp>, Error> {
    let (mut found, mut room) = (Vec::new(), BYTES_MAX);
    for (place, stamp) in stamps.iter().enumerate() {
        let bytes = if place < STAMPS_MAX {
            let limit = BYTES_MAX >> 20;
            let why = || format!("i file delle marche, insieme, sono più grandi di {limit} MB");
            ente.archive.bytes(stamp, room).await?.ok_or_else(why)
        } else {
            Err(format!("accanto a un documento se ne guardano al massimo {STAMPS_MAX}"))
        };
        room = room.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        found.push(Stamp { name: stamp.name.clone(), bytes });
    }
    Ok(found)
}
