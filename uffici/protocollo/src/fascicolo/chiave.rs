//! The number of a fascicolo, as people write it (`2026-VI.3/12`, `2026-VI.3/12.1` for a sub-fascicolo) and as addresses carry
//! it (`2026-VI.3-12.1`): year, class, number (AgID guidelines, annex 5: "Classificazione" of an aggregation).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer};

use super::tables::fascicolo;

/// The longest class of a titolario that is read from outside.
const LONGEST_CLASS: usize = 20;
/// The longest way to a sub-fascicolo.
const LONGEST_WAY: usize = 40;

/// Which fascicolo.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chiave {
    /// The year in which it was opened.
    pub anno: i64,
    /// The class.
    pub classe: String,
    /// The number in that class and year.
    pub numero: i64,
    /// Empty, or the way to a sub-fascicolo: "1", "1.2".
    pub sotto: String,
}

/// A text that is no number of a fascicolo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Non è il numero di un fascicolo: scrivilo come 2026-VI.3/12.")]
pub struct NonChiave;

impl Chiave {
    /// The number of this fascicolo.
    pub fn of(row: &fascicolo::Model) -> Self {
        Self { anno: row.anno, classe: row.classe.clone(), numero: row.numero, sotto: row.sotto.clone() }
    }

    /// As addresses carry it.
    pub fn in_address(&self) -> String {
        format!("{}-{}-{}", self.anno, self.classe, self.last())
    }

    fn last(&self) -> String {
        if self.sotto.is_empty() { self.numero.to_string() } else { format!("{}.{}", self.numero, self.sotto) }
    }
}

impl fmt::Display for Chiave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.anno, self.classe, self.last())
    }
}

impl FromStr for Chiave {
    type Err = NonChiave;

    /// Reads both forms. Letters of the class may be small.
    fn from_str(text: &str) -> Result<Self, NonChiave> {
        let read = || {
            let (anno, rest) = text.trim().split_once('-')?;
            let (classe, last) = rest.split_once(['/', '-'])?;
            let (numero, sotto) = match last.split_once('.') {
                Some((_, "")) => return None,
                Some(parts) => parts,
                None => (last, ""),
            };
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
            let fits = (1..=LONGEST_CLASS).contains(&classe.len()) && classe.chars().all(plain);
            let way =
                sotto.is_empty() || (sotto.len() <= LONGEST_WAY && sotto.split('.').all(|step| number(step).is_some()));
            let key = Self {
                anno: number(anno)?,
                classe: classe.to_ascii_uppercase(),
                numero: number(numero)?,
                sotto: sotto.into(),
            };
            (fits && way).then_some(key)
        };
        read().ok_or(NonChiave)
    }
}

/// A number as we write it: digits without a zero before them.
fn number(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| digits)
}

impl<'de> Deserialize<'de> for Chiave {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// For programs: a text of this form.
impl schemars::JsonSchema for Chiave {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NumeroDiFascicolo".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[1-9][0-9]{0,5}-[A-Z0-9.]{1,20}-[1-9][0-9]{0,9}(\\.[1-9][0-9]{0,9}){0,2}$",
            "examples": ["2026-VI.3-12", "2026-VI.3-12.1"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it_and_as_addresses_carry_it() {
        let key: Chiave = "2026-VI.3/12".parse().unwrap();
        assert_eq!((key.anno, key.classe.as_str(), key.numero, key.sotto.as_str()), (2026, "VI.3", 12, ""));
        assert_eq!(key.to_string(), "2026-VI.3/12");
        assert_eq!(key.in_address(), "2026-VI.3-12");
        assert_eq!(key.in_address().parse(), Ok(key));
        let sub: Chiave = " 2026-vi.3/12.1.2 ".parse().unwrap();
        assert_eq!((sub.numero, sub.sotto.as_str()), (12, "1.2"));
        assert_eq!(sub.to_string(), "2026-VI.3/12.1.2");
    }

    #[test]
    fn what_is_no_number_is_told_so() {
        for text in [
            "",
            "12/2026",
            "2026-VI.3",
            "2026-VI.3/",
            "2026-/1",
            "2026-VI.3/0",
            "2026-VI.3/01",
            "2026-VI.3/1.",
            "2026-VI.3/-1",
            "2026-V'I/1",
            "2026-VI.3/1.0",
            "99999999999999999999-I/1",
        ] {
            assert_eq!(text.parse::<Chiave>(), Err(NonChiave), "{text}");
        }
    }
}
