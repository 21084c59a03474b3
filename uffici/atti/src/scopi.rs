//! Who sees an act, in the words of the index: the rule of [`crate::visibilita`] once more. What one may not see is
//! neither found nor counted. Who sees an act reads the whole of its text, so that parts that everybody reads as
//! "omissis" are found by them alone.

use std::collections::BTreeSet;

use authz::{UnitId, Who};

use crate::{
    permissions::{CONSULTA, ESAMINA, REDIGI, RISERVATI},
    tables::stato,
};

/// How far an act has come, for those who see all of that sort.
const PROPOSTI: &str = "proposti";
const ADOTTATI: &str = "adottati";

/// The scopes under which an act stands.
pub(crate) fn dell_atto(stato: &stato::Model) -> Vec<String> {
    let mut scopes = vec![autore(stato.autore_id), ufficio(stato.unita_id, stato.riservato)];
    let come = [(stato.versione > 0, PROPOSTI), (stato.numero.is_some(), ADOTTATI)];
    for (_, quali) in come.into_iter().filter(|(is, _)| *is) {
        scopes.push(tutti(quali, stato.riservato));
        if stato.riservato {
            scopes.push(dell_ufficio(quali, stato.unita_id));
        }
    }
    scopes
}

/// The scopes in which this person may search.
pub(crate) fn di(who: &Who) -> Vec<String> {
    if ![&CONSULTA, &REDIGI, &ESAMINA].into_iter().any(|permission| who.may(permission)) {
        return Vec::new();
    }
    let mut units: BTreeSet<UnitId> = who.units_with(&CONSULTA).into_iter().collect();
    units.extend(who.units_with(&REDIGI));
    let secret: BTreeSet<UnitId> = who.units_with(&RISERVATI).into_iter().collect();
    // Who sees what is confidential where they examine the proposals of all units sees it in all of them.
    let everywhere = who.units_with(&ESAMINA).iter().any(|unit| secret.contains(unit));
    let mut scopes = vec![autore(who.person)];
    scopes.extend(units.iter().map(|unit| ufficio(*unit, false)));
    scopes.extend(units.iter().filter(|unit| everywhere || secret.contains(*unit)).map(|unit| ufficio(*unit, true)));
    let proposed = who.may(&ESAMINA).then_some(PROPOSTI);
    let adopted = (who.may(&CONSULTA) || who.may(&ESAMINA)).then_some(ADOTTATI);
    for quali in proposed.into_iter().chain(adopted) {
        scopes.push(tutti(quali, false));
        if everywhere {
            scopes.push(tutti(quali, true));
        }
        scopes.extend(secret.iter().map(|unit| dell_ufficio(quali, *unit)));
    }
    scopes
}

fn autore(person: authz::PersonId) -> String {
    format!("persona:{person}")
}

fn ufficio(unit: UnitId, riservato: bool) -> String {
    if riservato { format!("riservati:{unit}") } else { format!("ufficio:{unit}") }
}

fn tutti(quali: &str, riservato: bool) -> String {
    if riservato { format!("riservati:{quali}") } else { quali.to_owned() }
}

/// The confidential ones of one unit, for who sees what is confidential there.
fn dell_ufficio(quali: &str, unit: UnitId) -> String {
    format!("riservati:{quali}:{unit}")
}
