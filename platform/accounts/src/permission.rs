use authz::Permission;

/// To give people an account, close it, and help those who lost their way in.
pub const GESTISCI_PERSONE: Permission =
    Permission { code: "accounts.gestisci_persone", label: "gestire le persone e i loro accessi", law: None };

/// What this crate lets one do.
pub const PERMISSIONS: &[Permission] = &[GESTISCI_PERSONE];
