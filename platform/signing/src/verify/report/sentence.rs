//! One plain sentence for a clerk: who, what it is worth, when, whether the document is still the one signed; and
//! if something is
//! not known or not good, what.

use super::{Effect, Format, Indication, Mark, SignatureReport, SubIndication, TimeStampReport};
use crate::verify::qualification::Class;
use crate::verify::words::instant;

pub(super) fn one(report: &SignatureReport) -> String {
    let thing = thing(report);
    let whose = report.signer.as_ref().and_then(crate::verify::certificate::Name::shown);
    let whose = whose.map_or_else(String::new, |name| format!(" di {}{name}", pseudonym(report)));
    let why = report.sub_indication.map(SubIndication::words).unwrap_or("un controllo non è riuscito");
    match report.indication {
        Indication::TotalFailed => format!("{thing} NON valid{}{whose}: {why}.", ending(report)),
        Indication::Indeterminate => {
            let intact = report.checks.iter().filter(|check| check.is_about_content());
            let intact = if intact.clone().count() > 0 && intact.clone().all(super::Check::is_passed) {
                " Il documento è comunque quello firmato."
            } else {
                ""
            };
            format!("{thing}{whose} da verificare: {why}.{intact}")
        }
        Indication::TotalPassed => {
            let valid = if report.format == Format::Mail { "Busta integra" } else { thing };
            let adjective = if report.format == Format::Mail { "" } else { valid_word(report) };
            format!("{valid}{adjective}{whose}, {}, {}; {}.", worth(report), when(report), document(report))
        }
    }
}

/// Said before a name that is not the person's.
fn pseudonym(report: &SignatureReport) -> &'static str {
    let signer = report.signer.as_ref();
    let hidden = signer.is_some_and(|name| name.pseudonym.is_some() && name.surname.is_none());
    if hidden { "chi si fa chiamare " } else { "" }
}

fn is_seal(report: &SignatureReport) -> bool {
    matches!(report.qualification.class, Class::QualifiedSeal | Class::AdvancedSealQualifiedCertificate)
}

fn thing(report: &SignatureReport) -> &'static str {
    if is_seal(report) { "Sigillo" } else { "Firma" }
}

fn ending(report: &SignatureReport) -> &'static str {
    if is_seal(report) { "o" } else { "a" }
}

fn valid_word(report: &SignatureReport) -> &'static str {
    if is_seal(report) { " valido" } else { " valida" }
}

fn worth(report: &SignatureReport) -> String {
    let list = || match &report.qualification.list {
        Some(list) if list.country == "IT" => "secondo la lista di fiducia italiana".to_owned(),
        Some(list) => format!("secondo la lista di fiducia di {}", list.country),
        None => "secondo una lista di fiducia".to_owned(),
    };
    match report.qualification.class {
        Class::QualifiedSignature => format!("qualificata {}", list()),
        Class::QualifiedSeal => format!("qualificato {}", list()),
        Class::AdvancedSignatureQualifiedCertificate => {
            format!("avanzata con certificato qualificato {}, ma senza dispositivo qualificato", list())
        }
        Class::AdvancedSealQualifiedCertificate => {
            format!("avanzato con certificato qualificato {}, ma senza dispositivo qualificato", list())
        }
        Class::Mail => "del gestore di posta certificata".to_owned(),
        Class::Advanced | Class::None => "ma non qualificata: vale meno di una firma digitale".to_owned(),
    }
}

fn when(report: &SignatureReport) -> String {
    let applied = if is_seal(report) { "apposto" } else { "apposta" };
    match (&report.proven_time, report.claimed_time) {
        (Some(proven), _) => format!("{applied} non oltre il {} ({})", instant(proven.at), proven.how),
        (None, Some(claimed)) => format!("{applied} il {} secondo chi ha firmato", instant(claimed)),
        (None, None) => format!("{applied} in una data che non è indicata"),
    }
}

/// Most changes named in a sentence; the checks name them all.
const CHANGES_SHOWN: usize = 3;

fn document(report: &SignatureReport) -> String {
    let changes = &report.scope.changes;
    let list = |effect: Effect| -> String {
        let of: Vec<_> = changes.iter().filter(|change| change.effect == effect).map(|it| it.what.as_str()).collect();
        let first = of.get(..CHANGES_SHOWN.min(of.len())).unwrap_or_default().join(", ");
        if of.len() > CHANGES_SHOWN { format!("{first} e altro") } else { first }
    };
    let has = |effect: Effect| changes.iter().any(|change| change.effect == effect);
    if has(Effect::Forbidden) {
        format!("ATTENZIONE, dopo la firma il documento è stato cambiato: {}", list(Effect::Forbidden))
    } else if has(Effect::Doubtful) {
        format!("dopo la firma è stato aggiunto qualcosa che va guardato: {}", list(Effect::Doubtful))
    } else if !report.scope.whole && changes.is_empty() {
        format!("vale per {}", report.scope.what)
    } else if changes.is_empty() {
        "il documento non è cambiato dopo".to_owned()
    } else {
        format!("dopo è stato aggiunto solo quello che è ammesso: {}", list(Effect::Harmless))
    }
}

pub(super) fn whole(signatures: &[SignatureReport], stamps: &[TimeStampReport], warnings: &[String]) -> String {
    if let [only] = signatures
        && warnings.is_empty()
    {
        return only.sentence.clone();
    }
    if signatures.is_empty() {
        return match stamps {
            [] => "Il file non contiene firme.".to_owned(),
            [stamp] => self::stamp(stamp),
            several => format!("Il file porta {} marche temporali.", several.len()),
        };
    }
    let count = |mark: Mark| signatures.iter().filter(|report| report.mark == mark).count();
    let part = |number: usize, one: &str, several: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {several}")),
    };
    let parts: Vec<String> = [
        part(count(Mark::Green), "valida e qualificata", "valide e qualificate"),
        part(count(Mark::Amber), "da verificare", "da verificare"),
        part(count(Mark::Red), "NON valida", "NON valide"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let total = if signatures.len() == 1 { "1 firma".to_owned() } else { format!("{} firme", signatures.len()) };
    let odd = warnings.first().map(|odd| format!(" Attenzione: {odd}.")).unwrap_or_default();
    format!("{total}: {}.{odd}", parts.join(", "))
}

fn stamp(stamp: &TimeStampReport) -> String {
    let by = stamp.authority.as_ref().and_then(crate::verify::certificate::Name::shown);
    let by = by.map(|name| format!(" di {name}")).unwrap_or_default();
    let why = stamp.sub_indication.map(SubIndication::words).unwrap_or("un controllo non è riuscito");
    match stamp.indication {
        Indication::TotalPassed => {
            let qualified = if stamp.qualified { "qualificata" } else { "ma non qualificata" };
            format!("Marca temporale valida{by}, {qualified}: il file esisteva il {}.", instant(stamp.time))
        }
        Indication::Indeterminate => format!("Marca temporale{by} da verificare: {why}."),
        Indication::TotalFailed => format!("Marca temporale NON valida{by}: {why}."),
    }
}
