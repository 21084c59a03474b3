//! The organisation chart: units with dates. One is never deleted: old records name it.

pub mod apri;
pub mod cambia;
pub mod chiudi;
