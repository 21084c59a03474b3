//! What forms share: fields in pairs, choices, days, keys.

use std::str::FromStr;

use authz::{Permission, Who};
use kernel::{Date, Id, Instant, Random, Refusal};
use serde::Serialize;
use ui::Choice;
use web::Error;

/// The fields of a form in which names come more than once.
pub(super) type Coppie = Vec<(String, String)>;

/// The first value of a field; empty when there is none.
pub(super) fn campo<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// All values of a field, in their order.
pub(super) fn tutti<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}

/// The units in which this person has a permission, each once.
pub(super) fn uffici(who: &Who, permission: &Permission) -> Vec<Choice> {
    let own = who.units_with(permission);
    let mut all: Vec<Choice> = Vec::new();
    for grant in who.grants.iter().filter(|grant| own.contains(&grant.unit)) {
        let choice = scelta(grant.unit.to_string(), grant.unit_name.as_str());
        if !all.contains(&choice) {
            all.push(choice);
        }
    }
    all
}

/// A field that says something.
pub(super) fn detto(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What a part of an address says, where it says anything: what cannot be read is told, and not taken for nothing.
///
/// # Errors
/// A sentence that names `what` it should be.
pub(super) fn dell_indirizzo<T: FromStr>(text: &str, what: &str) -> Result<Option<T>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let told = format!("Nell'indirizzo non si legge {what}: torna all'elenco e sceglilo nei filtri.");
    text.parse().map(Some).map_err(|_| Error::BadRequest(told))
}

/// A day, where one is written: as a browser's calendar sends it, or as people write it where there is none.
pub(super) fn giorno(text: &str, field: &'static str, no: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text.parse::<Date>().or_else(|_| Date::parse_from_str(text, "%d/%m/%Y")).ok();
    if day.is_none() {
        no.add(Some(field), "Il giorno non si legge: scrivilo come 31/12/2026.");
    }
    day
}

/// A count, 0 where nothing is written; what is written and is no number is told, and not taken for nobody.
pub(super) fn cifra(text: &str, field: &'static str, no: &mut Refusal) -> u32 {
    let read = text.trim().parse::<u32>();
    if read.is_err() && !text.trim().is_empty() {
        no.add(Some(field), format!("«{}» non è un numero: scrivilo in cifre.", text.trim()));
    }
    read.unwrap_or_default()
}

pub(super) fn scelta(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into(), hint: None }
}

/// Something to be ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Spunta {
    pub value: String,
    pub label: String,
    /// Whether it is.
    pub si: bool,
}

impl Spunta {
    /// For the samples of pages.
    pub(super) fn esempio(si: bool) -> Self {
        Self { value: "1".into(), label: "Fabbri Lorenzo".into(), si }
    }
}

/// A key for a form: whoever sends it twice is served once.
pub(super) fn chiave(now: Instant, random: &dyn Random) -> String {
    Id::<Choice>::new(now, random).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_read_or_told_and_not_taken_for_nothing() {
        assert!(matches!(dell_indirizzo::<i64>(" ", "l'anno"), Ok(None)));
        assert!(matches!(dell_indirizzo(" 2026 ", "l'anno"), Ok(Some(2026_i64))));
        let no = dell_indirizzo::<i64>("presto", "l'anno").unwrap_err().to_string();
        assert!(no.contains("non si legge l'anno"), "{no}");
    }

    #[test]
    fn a_count_is_read_or_told_and_not_taken_for_nobody() {
        let mut no = Refusal::default();
        assert_eq!((cifra(" 7 ", "presenti", &mut no), cifra("", "contrari", &mut no)), (7, 0));
        assert!(no.reasons.is_empty());
        assert_eq!((cifra("uno", "contrari", &mut no), no.reasons.len()), (0, 1));
    }

    #[test]
    fn a_day_is_read_as_it_is_asked_for() {
        let wanted = Date::from_ymd_opt(2026, 12, 31);
        for text in ["2026-12-31", " 31/12/2026 "] {
            let mut no = Refusal::default();
            assert_eq!(giorno(text, "giorno", &mut no), wanted, "{text}");
            assert!(no.reasons.is_empty(), "{text}");
        }
        let mut no = Refusal::default();
        assert_eq!((giorno("", "giorno", &mut no), giorno("fine anno", "giorno", &mut no)), (None, None));
        assert_eq!(no.reasons.len(), 1);
    }
}
