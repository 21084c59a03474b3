//! Who may do what: permissions are action × organisational unit × incarico, with dates and deputies.
//!
//! An office declares its [`Permission`]s as constants; a role gathers some of them; an *incarico* gives a role to a
//! person in a unit for a time. [`Who`] is a person with everything that they may do today; the first line of every
//! query function asks it.
//!
//! *Absent on purpose:* a "superuser". Whoever administers the organisation gives roles, in the journal, like any other
//! act; there is no way around.

mod held;
mod load;
mod names;
mod permission;
mod tables;
mod who;

pub use held::{Held, held};
pub use load::{GRANT, GRANTS_ORDER, IN_FORCE, all_units, grants, load, members_with, unit_tree};
pub use names::UnitNames;
pub use permission::{Denied, Permission};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, absence, former_name, incarico, role, unit};
pub use who::{Grant, Who};

/// A person with an account: what ids of people point at.
#[derive(Debug)]
pub enum Person {}

/// Of ids that point at a unit.
pub type UnitId = kernel::Id<unit::Entity>;
/// Of ids that point at a person.
pub type PersonId = kernel::Id<Person>;
