//! What may be done in the office. People's accounts have a permission of their own, [`accounts::GESTISCI_PERSONE`].

use authz::Permission;

/// To see units, roles, incarichi, and who is away.
pub static CONSULTA: Permission =
    Permission { code: "comando.consulta", label: "consultare organigramma, ruoli e incarichi", law: None };
/// To change them. An ente is never without someone who may.
pub static GESTISCI: Permission =
    Permission { code: "comando.gestisci", label: "gestire organigramma, ruoli e incarichi", law: None };
/// To look after the machinery: background work, health.
pub static SISTEMA: Permission =
    Permission { code: "comando.sistema", label: "curare i lavori in sospeso e lo stato del sistema", law: None };

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &GESTISCI, &SISTEMA];
