//! What may be done in the office.

use authz::Permission;
pub use porte::RILASCIA_COPIE as RILASCIA;

/// To read the register of the copies.
pub static CONSULTA: Permission =
    Permission { code: "copie.consulta", label: "consultare il registro delle copie conformi", law: None };
/// To withdraw a copy.
pub static RITIRA: Permission = Permission { code: "copie.ritira", label: "ritirare copie conformi", law: None };

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &RILASCIA, &RITIRA];
