/// Something that may be done, declared by the office that does it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Permission {
    /// With the office's prefix: `protocollo.registra`.
    pub code: &'static str,
    /// What it lets one do, to follow "Non puoi": `registrare documenti al protocollo`.
    pub label: &'static str,
    /// The article that gives the task to someone, where there is one.
    pub law: Option<&'static str>,
}

/// A "no" for want of permission, with the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Non puoi {label}: nessuno dei tuoi incarichi lo prevede{law}. Chiedi a chi gestisce gli incarichi del Comune."
)]
pub struct Denied {
    label: &'static str,
    law: String,
}

impl Permission {
    /// The refusal for someone who lacks it.
    pub fn denied(&self) -> Denied {
        Denied { label: self.label, law: self.law.map(|law| format!(" ({law})")).unwrap_or_default() }
    }
}
