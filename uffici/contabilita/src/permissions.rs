//! What may be done in the office.

use authz::Permission;
pub use porte::ragioneria::{CONSULTA_CAPITOLI as CONSULTA, IMPEGNA, LIQUIDA, PRENOTA};

/// To allocate: import the chapters of a budget, note its approval, write its variations.
pub static VARIA: Permission = Permission {
    code: "contabilita.varia",
    label: "caricare i capitoli e registrare le variazioni di bilancio",
    law: Some("art. 153 e 175 d.lgs. 267/2000"),
};

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &PRENOTA, &IMPEGNA, &LIQUIDA, &VARIA];
