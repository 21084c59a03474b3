//! The ZIP itself, written to a file of the system that nobody else sees, and then into the archive.

use std::{
    env,
    fs::File,
    io::{self, Seek, SeekFrom, Write},
};

use documents::{
    document,
    store::{Sha256Hash, StoreError},
};
use ente::Ente;
use futures::StreamExt;
use kernel::Refusal;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::error::Error;

/// A package in the making. Files lie in it as they are, each with the same date: the same content gives the same bytes.
pub(super) struct Involucro {
    zip: ZipWriter<File>,
}

/// A file that nobody else sees. A package may be of gigabytes and the usual folder is often memory: unless somebody chose one, it lies
/// where the system keeps on a disk what is passing.
pub(crate) fn provvisorio() -> io::Result<File> {
    if env::var_os("TMPDIR").is_some() {
        return tempfile::tempfile();
    }
    tempfile::tempfile_in("/var/tmp").or_else(|_| tempfile::tempfile())
}

impl Involucro {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self { zip: ZipWriter::new(provvisorio()?) })
    }

    fn apri(&mut self, percorso: &str, byte: u64) -> Result<(), Error> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(byte >= u64::from(u32::MAX));
        Ok(self.zip.start_file(percorso, options)?)
    }

    /// Puts bytes in.
    pub(super) fn metti(&mut self, percorso: &str, bytes: &[u8]) -> Result<[u8; 32], Error> {
        self.apri(percorso, bytes.len() as u64)?;
        self.zip.write_all(bytes)?;
        Ok(Sha256Hash::of(bytes).0)
    }

    /// Puts a document in, read back from the store: what is packed are the bytes that were registered, or nothing is.
    pub(super) async fn copia(
        &mut self,
        ente: &Ente,
        documento: &document::Model,
        percorso: &str,
    ) -> Result<[u8; 32], Error> {
        if let Some(row) = ente.archive.disposal(&ente.db().read().await?, documento.id).await? {
            // Also where its bytes stay for another document, and never to be looked for in a backup.
            let sentence = format!(
                "Il documento «{}» è stato scartato il {} ({}): il contenuto non c'è più, e non si versa. Se il conservatore ha ancora la \
                 versione di prima, comunicagli la modifica.",
                documento.name,
                row.decided_at.date().format("%d/%m/%Y"),
                row.authority
            );
            return Err(Refusal::because(sentence).into());
        }
        self.apri(percorso, documento.size.unsigned_abs())?;
        let mut hasher = Sha256::new();
        let mut stream = match ente.archive.store().open(&documento.hash()).await {
            Err(StoreError::NotFound { .. }) => {
                let sentence = format!(
                    "Il file «{}» non si trova più nell'archivio. Non si versa; chi gestisce il sistema lo ripristini da una copia di \
                     sicurezza.",
                    documento.name
                );
                return Err(Refusal::because(sentence).into());
            }
            other => other?,
        };
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            hasher.update(&piece);
            self.zip.write_all(&piece)?;
        }
        let found: [u8; 32] = hasher.finalize().into();
        if found != documento.hash().0 {
            let sentence = format!(
                "Il file «{}» non è più quello registrato: la sua impronta è cambiata. Non si versa; chi gestisce il sistema lo \
                 ripristini da una copia di sicurezza.",
                documento.name
            );
            return Err(Refusal::because(sentence).into());
        }
        Ok(found)
    }

    /// Ends it, from its first byte.
    pub(super) fn chiudi(self) -> Result<File, Error> {
        let mut file = self.zip.finish()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}
