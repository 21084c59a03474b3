//! The receipts of what left, in the history of its entry.

use authz::Who;
use ui::{Kind, TimelineEntry};

use super::href_di;
use crate::{
    permissions::REGISTRA,
    posta::{busta::tipo_in_parole, firma::Esito, legata::Ricevuta},
};

/// One line for each, with what came of checking who signed it; it leads to the receipt who may open it.
pub(in crate::pagine) fn voci<'a>(ricevute: &'a [Ricevuta], who: &Who) -> impl Iterator<Item = TimelineEntry> + 'a {
    let uffici = who.units_with(&REGISTRA);
    ricevute.iter().map(move |ricevuta| {
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
            href: uffici.contains(&ricevuta.ufficio).then(|| href_di(ricevuta.messaggio)),
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
