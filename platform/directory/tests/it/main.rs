//! The directory's stories, told to both engines.

mod change;
mod find;
mod fixture;
mod recognise;
