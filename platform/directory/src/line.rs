//! A person or body written in one line of a text: "Rossi Mario; RSSMRA80A01H501U; mario.rossi@pec.example.it".

use std::fmt;

/// What one line says of somebody. Nothing of it has been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Name or denomination; empty where the line is.
    pub name: String,
    /// What has the shape of a tax code or VAT number, in capitals.
    pub code: Option<String>,
    /// What has an `@` in it.
    pub address: Option<String>,
}

impl Line {
    /// Reads it: first the name, then code and address in any order, each where there is one; what is neither belongs to the name.
    pub fn read(text: &str) -> Self {
        let mut line = Self::default();
        let mut name: Vec<&str> = Vec::new();
        for piece in text.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
            let beside = !name.is_empty();
            if beside && line.address.is_none() && piece.contains('@') && !piece.contains(char::is_whitespace) {
                line.address = Some(piece.to_owned());
            } else if let Some(code) = code(piece).filter(|_| beside && line.code.is_none()) {
                line.code = Some(code);
            } else {
                name.push(piece);
            }
        }
        line.name = name.join("; ");
        line
    }

    /// Those of a text, one a line; empty lines are nobody.
    pub fn all(text: &str) -> impl Iterator<Item = Self> + '_ {
        text.lines().map(Self::read).filter(|line| !line.name.is_empty())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        [&self.code, &self.address].into_iter().flatten().try_for_each(|piece| write!(f, "; {piece}"))
    }
}

fn code(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).take(17).collect();
    let digits = compact.bytes().filter(u8::is_ascii_digit).count();
    let shape = compact.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let known = shape && ((compact.len() == 11 && digits == 11) || (compact.len() == 16 && digits > 0));
    known.then(|| compact.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_code_and_address_are_told_apart_in_whatever_order_they_follow_the_name() {
        let whole = Line {
            name: "Rossi Mario".into(),
            code: Some("RSSMRA80A01H501U".into()),
            address: Some("rossi@pec.example.it".into()),
        };
        for text in [
            "Rossi Mario; RSSMRA80A01H501U; rossi@pec.example.it",
            " Rossi Mario ;rossi@pec.example.it;; rssmra80a01h501u ",
        ] {
            assert_eq!(Line::read(text), whole, "{text}");
        }
        assert_eq!(Line::read(&whole.to_string()), whole, "as it is written it is read");
        assert_eq!(Line::read("Edil S.r.l.; 01234567890").code.as_deref(), Some("01234567890"));
    }

    #[test]
    fn what_is_neither_code_nor_address_belongs_to_the_name() {
        for text in ["Direzioni scolastiche", "Bianchi Anna; erede di Bianchi Carlo", "12345678901", "a@b.it"] {
            let line = Line::read(text);
            assert_eq!((line.name.as_str(), line.code, line.address), (text, None, None));
        }
        assert_eq!(Line::read("Verdi; due parole@x.it").address, None, "an address has no blanks");
        let names: Vec<String> = Line::all("Rossi\n\n ; \nVerdi").map(|line| line.name).collect();
        assert_eq!(names, ["Rossi", "Verdi"]);
    }
}
