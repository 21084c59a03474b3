//! The part of a form that says where open fascicoli go, class by class.

use std::collections::BTreeMap;

use kernel::Refusal;
use serde::Serialize;

use crate::{
    fascicolo::Chiave,
    titolario::{
        passa::Rimasti,
        regole::{DaDestinare, quanti},
    },
};

/// The prefix of the fields.
const PASSA: &str = "passa_";
/// Fields that a form may carry.
const MOST_FIELDS: usize = 6_000;

/// A class, and where its open fascicoli go.
#[derive(Debug, Serialize)]
pub(super) struct Passaggio {
    /// The field.
    name: String,
    classe: String,
    fascicoli: String,
    scelta: String,
    /// That the choice is only proposed.
    proposta: bool,
    /// Whether somebody must choose.
    pub serve: bool,
}

impl Passaggio {
    pub fn sample(serve: bool) -> Self {
        Self {
            name: "passa_VI.3".into(),
            classe: "VI.3 Edilizia".into(),
            fascicoli: "2 fascicoli aperti".into(),
            scelta: "IX.1".into(),
            proposta: serve,
            serve,
        }
    }

    /// Of a draft. `inviati`: what was just sent, and came back.
    pub fn of(each: &DaDestinare, inviati: Option<&BTreeMap<String, String>>) -> Self {
        let said = match inviati {
            Some(sent) => sent.get(&each.classe.codice).cloned(),
            None => each.scelta.clone(),
        };
        Self {
            name: format!("{PASSA}{}", each.classe.codice),
            classe: super::in_riga(&each.classe),
            fascicoli: quanti(each.fascicoli),
            proposta: said.is_none() && each.proposta.is_some(),
            scelta: said.or_else(|| each.proposta.clone()).unwrap_or_default(),
            serve: each.serve,
        }
    }

    /// Of what a version in force left behind.
    pub fn rimasto(each: &Rimasti) -> Self {
        Self {
            name: format!("{PASSA}{}", each.classe.codice),
            classe: super::in_riga(&each.classe),
            fascicoli: quanti(each.fascicoli),
            proposta: each.proposta.is_some(),
            scelta: each.proposta.clone().unwrap_or_default(),
            serve: true,
        }
    }
}

/// What a form says: the fields that are filled.
pub(super) fn leggi(pairs: &[(String, String)]) -> BTreeMap<String, String> {
    let fields = pairs.iter().take(MOST_FIELDS);
    fields
        .filter_map(|(name, value)| Some((name.strip_prefix(PASSA)?.to_owned(), value.trim().to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Single fascicoli, one a line: "2026-VI.3/12 IX.1".
pub(super) fn singoli(text: &str, refusal: &mut Refusal) -> Vec<(Chiave, String)> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let read = words.next().and_then(|first| first.parse::<Chiave>().ok());
        match (read, words.next(), words.next()) {
            (Some(chiave), Some(classe), None) => all.push((chiave, classe.to_ascii_uppercase())),
            _ => {
                let shown: String = line.chars().take(60).collect();
                let sentence =
                    format!("\"{shown}\" non si legge: scrivi il fascicolo e la classe, come 2026-VI.3/12 IX.1.");
                refusal.add(Some("eccezioni"), sentence);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_fascicolo_and_a_class_and_each_bad_one_is_told() {
        let mut refusal = Refusal::default();
        let read = singoli("2026-VI.3/12  ix.1\n\n2026-VI.3/13\nboh IX.1\n2026-VI.3/14 IX.1 altro", &mut refusal);
        assert_eq!(read, [("2026-VI.3/12".parse().unwrap(), "IX.1".to_owned())]);
        assert_eq!(refusal.reasons.len(), 3);
    }
}
