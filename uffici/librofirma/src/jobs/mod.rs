//! The office's background work.

pub(crate) mod avvisa;
pub(crate) mod controlla;
pub(crate) mod rendi_durevole;
