//! Background work.

pub(crate) mod chiudi;
pub(crate) mod parole;
pub(crate) mod referta;
