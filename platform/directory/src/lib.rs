//! The people and bodies that the ente deals with, one record each for all offices: whoever writes to the protocol
//! register is the same subject whom the tax office bills and the staff office pays.
//!
//! A subject is *recognised* from what a form or a document says of it ([`recognise()`]): tax code, VAT number, PEC, IPA
//! code, name, in this order. At registration [`recognise_or_add`] takes a subject unasked only when the clues leave no
//! doubt ([`Match::certain`]): two people of the same name must never become one record by themselves, while one person
//! with two records is mended by merging them.
//!
//! *Invariants:* a subject is never deleted; a code that fails its check is stored only with the reason that a person gave; every
//! change is journaled; what was merged can be parted again, exactly but for addresses that ended meanwhile.
//! *Absent on purpose:* completing a known subject with what a document says (that is proposed to a person, who edits).

mod add;
mod addresses;
mod codes;
mod compare;
mod duplicates;
mod edit;
mod error;
mod find;
mod fold;
pub mod ipa;
mod kind;
mod line;
mod mailbox;
mod merging;
mod new;
mod page;
mod permission;
mod recognise;
mod retire;
mod suggest;
mod tables;
mod words;

pub use add::{Recognised, add, add_many, create, recognise_known, recognise_or_add};
pub use addresses::{Address, AddressId, AddressKind, NewAddress, add_address, addresses, out_of_use};
pub use codes::wrong_code;
pub use compare::in_common;
pub use duplicates::{By, Pair, Pairs, alike, are_two, duplicates};
pub use edit::{edit, update};
pub use error::Error;
pub use find::{family, find, view};
pub use fold::fold;
pub use kind::Kind;
pub use line::Line;
pub use merging::{Change, MergeId, Merging, Undone, changes_of, merges, undo, unite, version, view_merge};
pub use new::{Checked, NewSubject};
pub use page::{Filter, Page, page};
pub use permission::{CONSULTA, MODIFICA, PERMISSIONS, UNISCI};
pub use recognise::{Clues, Match, recognise};
pub use retire::retire_address;
pub use suggest::suggest;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, address, distinct, ipa_copy, merge, subject};
pub use words::rebuild_words;

/// Of ids that point at a subject.
pub type SubjectId = kernel::Id<subject::Entity>;
