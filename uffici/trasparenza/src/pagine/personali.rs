//! What looks like personal data in what is about to be published, as forms ask of it.

use privacy::{Chiesto, Genere};
use serde::Serialize;
use ui::{Choice, Row};

use super::row;
use crate::{
    guarda::{Guardato, Perche},
    tables::scelta,
};

/// The fields of a form begin so; the key of what was found follows.
const CAMPO: &str = "scelta_";

/// The part of a form.
#[derive(Debug, Default, Serialize)]
pub(super) struct Personali {
    trovati: Vec<Chiesto>,
    motivi: Vec<Choice>,
    motivi_salute: Vec<Choice>,
    /// Whether more was found than is shown.
    troppi: bool,
    /// Files that could not be read whole, each with why.
    illeggibili: Vec<(String, String)>,
}

impl Personali {
    /// Asks of what was found, with the reasons that were given.
    pub fn di(guardato: &Guardato, perche: &Perche) -> Self {
        let ask = |one: &privacy::Trovato| {
            let key = one.chiave();
            Chiesto::di(one, format!("{CAMPO}{key}"), perche.get(&key).map_or("", String::as_str))
        };
        Self {
            trovati: guardato.trovati().iter().map(ask).collect(),
            motivi: motivi(false),
            motivi_salute: motivi(true),
            troppi: guardato.troppi(),
            illeggibili: guardato.illeggibili().to_vec(),
        }
    }

    /// For the samples of pages.
    pub fn campione() -> Self {
        let one = |salute| Chiesto {
            campo: format!("{CAMPO}{salute}"),
            genere: "IBAN",
            testo: "IT60X0542811101000000123456".into(),
            file: "bando.pdf".into(),
            quante: 2,
            salute,
            scelta: "ente".into(),
        };
        Self {
            trovati: vec![one(true), one(false)],
            motivi: motivi(false),
            motivi_salute: motivi(true),
            troppi: true,
            illeggibili: vec![("pianta.pdf".into(), "È una scansione.".into())],
        }
    }
}

fn motivi(salute: bool) -> Vec<Choice> {
    let choice = |(code, words): (&str, &str)| Choice { value: code.into(), label: words.into(), hint: None };
    privacy::motivi(salute).map(choice).collect()
}

/// The reasons that a form gives, among its other fields.
pub(super) fn perche<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Perche {
    let given = |(name, value): (&str, &str)| Some((name.strip_prefix(CAMPO)?.to_owned(), value.to_owned()));
    fields.filter_map(given).collect()
}

/// What was decided of a version, for the office.
pub(super) fn lasciati(scelte: &[scelta::Model]) -> Vec<Row> {
    let tell = |one: &scelta::Model| {
        let value = match one.quante {
            1 => format!("in un punto: {}", one.motivo),
            quante => format!("in {quante} punti: {}", one.motivo),
        };
        row(Genere::from_code(&one.genere).map_or("Altro", Genere::nome), value)
    };
    scelte.iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_of_a_form_are_read_by_what_was_found() {
        let fields = [("titolo", "Bando"), ("scelta_00ff", "norma"), ("scelta_", "")];
        let read = perche(fields.into_iter());
        assert_eq!(read.get("00ff").map(String::as_str), Some("norma"));
        assert!(!read.contains_key("titolo"));
    }
}
