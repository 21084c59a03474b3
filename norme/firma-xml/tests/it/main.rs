//! The signed documents of the standards folder, signatures that are made here, and the same turned against the reader.

mod asic;
mod made;
mod official;
mod standards;
mod wrapping;
