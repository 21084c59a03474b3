//! The index of public administrations (IPA), from a local copy: bodies that nobody has written to yet are proposed with their
//! code and certified address, and recognised by it.
//!
//! The lines are derived: a newer copy takes the place of the older one in the commit that notes it, and until then nobody sees
//! a line of it.

mod load;
mod look;

pub use load::{Files, Loaded, load};
pub use look::{Choice, IpaLine, areas, by_pec, chosen, copy, look};
