//! The directory's stories, told to both engines.

mod addresses;
mod change;
mod codes;
mod find;
mod fixture;
mod ipa;
mod merging;
mod recognise;
