//! What may be done in the office. On *which* acts is the query's to say ([`crate::visibilita`]); who takes a step, the
//! definition's.

use authz::Permission;

/// To read adopted acts, and the drafts of the units in which the incarico is held.
pub static CONSULTA: Permission = Permission { code: "atti.consulta", label: "consultare gli atti", law: None };
/// To write drafts, in the unit in which the incarico is held.
pub static REDIGI: Permission = Permission { code: "atti.redigi", label: "redigere proposte di atti", law: None };
/// To read the proposals of every office: who gives opinions, signs, presides.
pub static ESAMINA: Permission = Permission {
    code: "atti.esamina",
    label: "esaminare le proposte di tutti gli uffici",
    law: Some("artt. 49, 97 e 147-bis d.lgs. 267/2000"),
};
/// To see confidential acts, where one would see them if they were not: those of the units in which the incarico is
/// held, and of all units where it examines their proposals too ([`ESAMINA`]).
pub static RISERVATI: Permission = Permission {
    code: "atti.riservati",
    label: "vedere gli atti riservati del proprio ufficio, o di tutti se ne esamina le proposte",
    law: None,
};
/// To keep the models and clauses of the office.
pub static MODELLI: Permission =
    Permission { code: "atti.modelli", label: "curare i modelli e le clausole degli atti", law: None };
/// To bring acts of before this program into their register, to correct and to open them.
pub static PASSATI: Permission =
    Permission { code: "atti.passati", label: "riportare nel registro gli atti passati", law: None };

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &REDIGI, &ESAMINA, &RISERVATI, &MODELLI, &PASSATI];
