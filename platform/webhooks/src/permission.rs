use authz::Permission;

/// To have what happens told to programs of one's own.
pub static COLLEGA: Permission =
    Permission { code: "webhooks.collega", label: "avvisare i tuoi programmi di quello che succede", law: None };
/// To look after everybody's.
pub static GESTISCI: Permission =
    Permission { code: "webhooks.gestisci", label: "curare i collegamenti di tutti con altri programmi", law: None };

/// Both.
pub static PERMISSIONS: &[&Permission] = &[&COLLEGA, &GESTISCI];
