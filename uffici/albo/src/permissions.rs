//! What may be done in the office.

use authz::Permission;

/// To read the register, what is over and what is annulled among it.
pub static CONSULTA: Permission =
    Permission { code: "albo.consulta", label: "consultare il registro dell'albo pretorio", law: None };
/// To publish.
pub static PUBBLICA: Permission = Permission {
    code: "albo.pubblica",
    label: "pubblicare all'albo pretorio",
    law: Some("art. 124 d.lgs. 267/2000 e art. 32 L. 69/2009"),
};
/// To annul and suspend publications.
pub static ANNULLA: Permission =
    Permission { code: "albo.annulla", label: "annullare e sospendere pubblicazioni all'albo pretorio", law: None };
/// To set terms and readings, and to record interruptions.
pub static CONFIGURA: Permission = Permission {
    code: "albo.configura",
    label: "cambiare i termini dell'albo pretorio e annotare le interruzioni del servizio",
    law: None,
};

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &PUBBLICA, &ANNULLA, &CONFIGURA];
