//! What may be done in the office. On *which* requests is the query's to say: see [`crate::visibilita`].

use authz::Permission;
pub use porte::firma::CHIEDI_FIRMA as CHIEDI;

/// To be asked for signatures, in the unit in which the incarico is held.
pub static FIRMA: Permission =
    Permission { code: "librofirma.firma", label: "firmare o rifiutare i documenti messi alla firma", law: None };
/// To say which tax code the certificate of a person must bear.
pub static GESTISCI: Permission =
    Permission { code: "librofirma.gestisci", label: "scrivere i codici fiscali di chi firma", law: None };

/// All of them.
pub static ALL: &[&Permission] = &[&CHIEDI, &FIRMA, &GESTISCI];
