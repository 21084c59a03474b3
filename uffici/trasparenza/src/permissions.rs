//! What may be done in the office.

use authz::Permission;

/// To see how sections stand, what is over and what is withdrawn.
pub static CONSULTA: Permission = Permission {
    code: "trasparenza.consulta",
    label: "consultare lo stato di Amministrazione trasparente, con ciò che è scaduto o ritirato",
    law: None,
};
/// To publish and to say how a section stands.
pub static PUBBLICA: Permission = Permission {
    code: "trasparenza.pubblica",
    label: "pubblicare in Amministrazione trasparente e verificarne le sezioni",
    law: Some("art. 43, c. 3, d.lgs. 33/2013"),
};
/// To withdraw.
pub static RITIRA: Permission =
    Permission { code: "trasparenza.ritira", label: "ritirare contenuti da Amministrazione trasparente", law: None };
/// To say who answers for a section.
pub static CONFIGURA: Permission = Permission {
    code: "trasparenza.configura",
    label: "decidere chi risponde di ogni sezione di Amministrazione trasparente",
    law: Some("art. 43, c. 1, d.lgs. 33/2013"),
};
/// To read who is behind what names nobody.
pub static BENEFICIARI: Permission = Permission {
    code: "trasparenza.beneficiari",
    label: "leggere chi sono i beneficiari che non vanno nominati",
    law: Some("art. 26, c. 4, d.lgs. 33/2013"),
};

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &PUBBLICA, &RITIRA, &CONFIGURA, &BENEFICIARI];
