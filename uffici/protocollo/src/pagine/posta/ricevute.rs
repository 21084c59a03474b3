//! The receipts of what left, in the history of its entry.

use ui::{Kind, TimelineEntry};

use crate::posta::{busta::tipo_in_parole, firma::Esito, legata::Ricevuta};

/// One line for each, with what came of checking who signed it.
pub(in crate::pagine) fn voci(ricevute: &[Ricevuta]) -> impl Iterator<Item = TimelineEntry> + '_ {
    ricevute.iter().map(|ricevuta| {
        let to = ricevuta.consegna.as_deref().map(|to| format!(" per {to}")).unwrap_or_default();
        let kind = match ricevuta.tipo.as_str() {
            _ if !ricevuta.contata => Kind::Warning,
            "avvenuta-consegna" if ricevuta.firma == Some(Esito::Valida) => Kind::Success,
            "avvenuta-consegna" => Kind::Info,
            "accettazione" | "presa-in-carico" => Kind::Neutral,
            _ => Kind::Danger,
        };
        TimelineEntry {
            at: ricevuta.certificato_at.unwrap_or(ricevuta.preso_at).micros(),
            who: None,
            what: format!("{}{to}", tipo_in_parole(&ricevuta.tipo)),
            note: nota(ricevuta),
            href: None,
            kind,
        }
    })
}

fn nota(ricevuta: &Ricevuta) -> Option<String> {
    let said = ricevuta.firma?.parole();
    Some(if ricevuta.contata {
        format!("{said}.")
    } else {
        format!("{said}: non è stata contata, e aspetta qualcuno in Posta in arrivo.")
    })
}
