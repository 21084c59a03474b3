//! The texts of acts: a structured text, and all that is done with it. Pure: no I/O, no clock; ids are handed in.
//!
//! # The model
//! A [`Prose`] is **one flat sequence of blocks**, each with an id that never changes. A section is a block that opens
//! it, a point of a list is a block with a level: nothing contains anything but words. That is what makes the rest
//! simple. Two authors who edit two points of the same list touch two blocks ([`apply`]); versions are compared and
//! merged block by block ([`compare`], [`merge`]); and no text is nested so deep that it harms whoever reads it.
//!
//! # What holds
//! * What a [`Prose`] holds was checked ([`Fault`] says what is refused) and is within [`bounds`].
//! * One text has one canonical form ([`Prose::json`]) and one [`Prose::hash`].
//! * What comes from outside ([`paste`], [`import()`]) leaves styles, scripts, pictures and addresses that act behind,
//!   and tells in Italian sentences what was left.
//! * Nobody's words are overwritten in silence: an [`Op`] carries what its author saw, a [`merge`] tells each conflict.
//!
//! # What is absent
//! Colours, sizes, alignment, pictures, cells merged downwards: an act is read by people who do not see it, and kept
//! for ever.

pub mod bounds;
mod check;
mod compare;
mod import;
mod inline;
mod json;
mod merge;
mod model;
mod nested;
mod ops;
mod page;
mod paper;
mod paste;
mod rough;
mod rows;
mod text;
mod words;

pub use check::Fault;
pub use compare::{Cells, Comparison, Detail, Entry, Kind, compare};
pub use import::{NotRead, import};
pub use inline::{Act, Address, Inline, Line, NotALink, Place, Run, Target, Urn};
pub use merge::{Conflict, Merged, Met, merge};
pub use model::{
    Block, BlockId, Cell, Content, Heading, Mark, Paragraph, Point, Prose, Role, Section, Signature, Table,
};
pub use nested::{Item, Node, Part, numbers, parts};
pub use ops::{Clash, Op, apply};
pub use page::{Page, compared_html, html};
pub use paper::{Front, Paper, TEMPLATE, paper};
pub use paste::paste;
pub use rough::{Imported, NewId, sections};
pub use text::{filled, plain};
pub use words::Piece;
