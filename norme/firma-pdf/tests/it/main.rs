//! PDFs made here and those of the standards folder, read, signed and attacked.

mod changes;
mod made;
mod official_samples;
mod tagged;
mod writing;
