//! What may be done in the office.

use authz::Permission;

/// To see the definitions and the measures.
pub static CONSULTA: Permission =
    Permission { code: "flussi.consulta", label: "consultare gli iter e le loro misure", law: None };
/// To write definitions, put them in force, and change the ente's days.
pub static GESTISCI: Permission =
    Permission { code: "flussi.gestisci", label: "scrivere gli iter e metterli in vigore", law: None };

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &GESTISCI, &pratiche::SPOSTA];
