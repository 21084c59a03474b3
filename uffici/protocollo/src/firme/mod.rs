//! The signatures of an entry's documents: checked when it is registered and when somebody asks, by `platform/validation`.

pub(crate) mod controlla;
pub(crate) mod vista;
