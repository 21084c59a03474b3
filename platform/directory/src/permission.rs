use authz::Permission;

/// To look through the directory, and get suggestions from it while typing.
pub const CONSULTA: Permission = Permission {
    code: "directory.consulta",
    label: "consultare la rubrica delle persone e degli enti con cui il Comune ha a che fare",
    law: None,
};

/// To add to the directory and correct it by hand. Registering a document needs no such permission.
pub const MODIFICA: Permission = Permission {
    code: "directory.modifica",
    label: "modificare la rubrica delle persone e degli enti con cui il Comune ha a che fare",
    law: None,
};

/// To merge two records of the same person or body, and to undo that. Whose letters are whose follows from it.
pub const UNISCI: Permission = Permission {
    code: "directory.unisci",
    label: "unire le schede doppie della rubrica e separarle di nuovo",
    law: None,
};

/// What this crate lets one do.
pub const PERMISSIONS: &[Permission] = &[CONSULTA, MODIFICA, UNISCI];
