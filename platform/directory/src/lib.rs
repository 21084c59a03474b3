//! The people and bodies that the ente deals with, one record each for all offices: whoever writes to the protocol
//! register is the same subject whom the tax office bills and the staff office pays.
//!
//! A subject is *recognised* from what a form or a document says of it ([`recognise()`]): tax code, VAT number, PEC, IPA
//! code, name, in this order. At registration [`recognise_or_add`] takes a subject unasked only when the clues leave no
//! doubt ([`Match::certain`]): two people of the same name must never become one record by themselves, while one person
//! with two records is mended by merging them.
//!
//! *Invariants:* a subject is never deleted; a code that fails its check is never stored; every change is journaled.
//! *Absent on purpose:* completing a known subject with what a document says (that is proposed to a person, who edits).

mod add;
mod codes;
mod edit;
mod error;
mod find;
mod fold;
mod kind;
mod mailbox;
mod new;
mod page;
mod permission;
mod recognise;
mod suggest;
mod tables;
mod words;

pub use add::{Recognised, add, add_many, create, recognise_known, recognise_or_add};
pub use edit::{edit, update};
pub use error::Error;
pub use find::{find, view};
pub use fold::fold;
pub use kind::Kind;
pub use new::{Checked, NewSubject};
pub use page::{Filter, Page, page};
pub use permission::{CONSULTA, MODIFICA, PERMISSIONS};
pub use recognise::{Clues, Match, recognise};
pub use suggest::suggest;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, subject};
pub use words::rebuild_words;

/// Of ids that point at a subject.
pub type SubjectId = kernel::Id<subject::Entity>;
