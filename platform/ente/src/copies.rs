//! When each ente was last copied, noted beside the data so that the pages can tell. It is a note, not a proof: the proof is a
//! copy that was restored.

use std::{fs, io, path::PathBuf};

use kernel::Instant;

use crate::Enti;

impl Enti {
    /// Notes that a copy of this ente was completed at `at`.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn note_copy(&self, slug: &str, at: Instant) -> io::Result<()> {
        let path = self.copy_note(slug);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(path, at.micros().to_string())
    }

    /// When a copy of this ente was last completed with `municipio backup`, as far as is known on this machine.
    pub fn last_copy(&self, slug: &str) -> Option<Instant> {
        let note = fs::read_to_string(self.copy_note(slug)).ok()?;
        note.trim().parse().ok().map(Instant::from_micros)
    }

    fn copy_note(&self, slug: &str) -> PathBuf {
        self.place().folder.join("copie").join(slug)
    }
}
