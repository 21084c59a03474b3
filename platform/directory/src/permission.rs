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

/// What this crate lets one do.
pub const PERMISSIONS: &[Permission] = &[CONSULTA, MODIFICA];
