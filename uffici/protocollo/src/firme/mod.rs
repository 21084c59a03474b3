//! The signatures of an entry's documents: checked when it is registered and when somebody asks, by `platform/validation`; told by
//! `platform/verifiche`.

pub(crate) mod controlla;
