//! Background work.

pub(crate) mod chiudi;
pub(crate) mod referta;
