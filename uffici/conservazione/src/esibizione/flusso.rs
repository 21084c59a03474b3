//! The ZIP of an exhibition, made while it is read.

use std::{
    io::{self, Write},
    mem,
    sync::Arc,
};

use documents::{SeekReader, store::Store};
use ente::Ente;
use futures::{Stream, stream};
use tokio::{runtime::Handle, sync::mpsc};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::raduna::Esibito;

/// Bytes of a piece.
const PEZZO: usize = 256 << 10;
/// Pieces that wait for whoever reads.
const IN_ATTESA: usize = 4;
/// Above so many bytes a file is written in the large form.
const GRANDE: u64 = 4_000_000_000;

/// Its bytes. What cannot be read breaks it off, so that nobody takes half of it for the whole.
pub(crate) fn flusso(ente: &Ente, esibito: Esibito) -> impl Stream<Item = io::Result<Vec<u8>>> + Send + use<> {
    let (out, pieces) = mpsc::channel(IN_ATTESA);
    let (store, handle) = (Arc::clone(ente.archive.store()), Handle::current());
    tokio::task::spawn_blocking(move || {
        let end = out.clone();
        if let Err(error) = scrivi(Uscita { out, buffer: Vec::new() }, &store, &handle, &esibito) {
            tracing::error!(%error, "an exhibition broke off");
            // Whoever was reading may have gone away.
            drop(end.blocking_send(Err(error)));
        }
    });
    stream::unfold(pieces, |mut pieces| async move { pieces.recv().await.map(|piece| (piece, pieces)) })
}

/// Where the ZIP goes, piece by piece; it waits while nobody reads.
struct Uscita {
    out: mpsc::Sender<io::Result<Vec<u8>>>,
    buffer: Vec<u8>,
}

impl Write for Uscita {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PEZZO {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = mem::take(&mut self.buffer);
        self.out.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Compressed, though little is gained: a reader that goes from the first byte to the last finds the end of such a file alone.
fn opzioni(byte: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(byte >= GRANDE)
}

fn scrivi(out: Uscita, store: &Arc<dyn Store>, handle: &Handle, esibito: &Esibito) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    for (name, bytes) in &esibito.testi {
        zip.start_file(*name, opzioni(bytes.len() as u64))?;
        zip.write_all(bytes)?;
    }
    let mut pack = ZipArchive::new(SeekReader::new(store, handle, &esibito.pacchetto))?;
    for place in 0..pack.len() {
        let mut entry = pack.by_index(place)?;
        let name = format!("pacchetto/{}", entry.name()?);
        zip.start_file(name, opzioni(entry.size()))?;
        io::copy(&mut entry, &mut zip)?;
    }
    for (name, document) in &esibito.ricevute {
        zip.start_file(name.as_str(), opzioni(document.size.unsigned_abs()))?;
        io::copy(&mut SeekReader::new(store, handle, document), &mut zip)?;
    }
    zip.finish()?.flush()
}
