//! Small steps over the tree that note what they do not understand.

use crate::{Anomalia, Decimal};
use bounded_xml::{Element, Limits};
use chrono::NaiveDate;

/// SdI accepts files of 5 MB by mail and web, larger ones on its private channels; attachments are inside.
pub(crate) const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 32, elements: 1_000_000, attributes: 64 };

/// Most flaws reported: after that, the file is wrong as a whole.
const ANOMALIES_MAX: usize = 200;

/// Collects what is wrong. `at` says where we are, for the sentences.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub found: Vec<Anomalia>,
    pub at: String,
}

impl Notes {
    pub fn add(&mut self, anomalia: Anomalia) {
        if self.found.len() < ANOMALIES_MAX {
            self.found.push(anomalia);
        }
    }

    fn field(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{name} ({})", self.at) }
    }

    fn invalid(&mut self, name: &str, value: &str) {
        let campo = self.field(name);
        let valore = value.chars().take(100).collect();
        self.add(Anomalia::ValoreNonValido { campo, valore });
    }

    /// Text that must be there.
    pub fn text(&mut self, parent: &Element, name: &str) -> String {
        match parent.string_at(&[name]) {
            Some(text) => text,
            None => {
                let campo = self.field(name);
                self.add(Anomalia::Manca { campo });
                String::new()
            }
        }
    }

    /// A number that may be missing.
    pub fn number(&mut self, parent: &Element, name: &str) -> Option<Decimal> {
        let text = parent.text_at(&[name])?;
        let number = Decimal::parse(text);
        if number.is_none() {
            self.invalid(name, text);
        }
        number
    }

    /// A number that must be there.
    pub fn required_number(&mut self, parent: &Element, name: &str) -> Decimal {
        if parent.text_at(&[name]).is_none() {
            let campo = self.field(name);
            self.add(Anomalia::Manca { campo });
        }
        self.number(parent, name).unwrap_or_default()
    }

    /// A date that may be missing: `2026-01-31`, with or without a time zone (XML Schema `date`).
    pub fn date(&mut self, parent: &Element, name: &str) -> Option<NaiveDate> {
        let text = parent.text_at(&[name])?;
        let date = date(text);
        if date.is_none() {
            self.invalid(name, text);
        }
        date
    }

    /// A code, checked against its table.
    pub fn code(&mut self, name: &str, code: &str, table: fn(&str) -> Option<&'static str>) {
        if !code.is_empty() && table(code).is_none() {
            let campo = self.field(name);
            let valore = code.chars().take(40).collect();
            self.add(Anomalia::CodiceSconosciuto { campo, valore });
        }
    }

    /// A required code, checked against its table.
    pub fn required_code(&mut self, parent: &Element, name: &str, table: fn(&str) -> Option<&'static str>) -> String {
        let code = self.text(parent, name);
        self.code(name, &code, table);
        code
    }

    /// An optional code, checked against its table.
    pub fn optional_code(
        &mut self,
        parent: &Element,
        name: &str,
        table: fn(&str) -> Option<&'static str>,
    ) -> Option<String> {
        let code = parent.string_at(&[name])?;
        self.code(name, &code, table);
        Some(code)
    }
}

/// XML Schema `date`: the zone, if any, does not move a civil date.
fn date(text: &str) -> Option<NaiveDate> {
    let day = text.get(..10)?;
    let zone = text.get(10..)?;
    let is_zone = match zone.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => [h1, h2, m1, m2].iter().all(|c| c.is_ascii_digit()),
        _ => false,
    };
    if !is_zone {
        return None;
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_and_without_zone() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31);
        assert_eq!(date("2026-01-31"), day);
        assert_eq!(date("2026-01-31+02:00"), day);
        assert_eq!(date("2026-01-31Z"), day);
        for wrong in ["31/01/2026", "2026-02-30", "2026-01-31T10:00:00", "2026-1-31", "oggi", ""] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
