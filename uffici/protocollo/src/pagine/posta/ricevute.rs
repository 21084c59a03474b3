//! The receipts of what left, in the history of its entry.

use ui::{Kind, TimelineEntry};

use crate::posta::{busta::tipo_in_parole, legata::Ricevuta};

/// One line for each. What it says nobody has verified yet, and the line says so.
pub(in crate::pagine) fn voci(ricevute: &[Ricevuta]) -> impl Iterator<Item = TimelineEntry> + '_ {
    ricevute.iter().map(|ricevuta| {
        let to = ricevuta.consegna.as_deref().map(|to| format!(" per {to}")).unwrap_or_default();
        let kind = match ricevuta.tipo.as_str() {
            // Not a success: nobody has verified it.
            "avvenuta-consegna" => Kind::Info,
            "accettazione" | "presa-in-carico" => Kind::Neutral,
            _ => Kind::Danger,
        };
        TimelineEntry {
            at: ricevuta.certificato_at.unwrap_or(ricevuta.preso_at).micros(),
            who: None,
            what: format!("{}{to}", tipo_in_parole(&ricevuta.tipo)),
            note: Some("La firma del gestore non è ancora verificata da Municipio.".into()),
            href: None,
            kind,
        }
    })
}
