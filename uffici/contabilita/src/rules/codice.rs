use std::{fmt, str::FromStr};

/// The largest number of a chapter.
const CAPITOLI: u32 = 999_999;
/// How many articles a chapter may have, and one more.
const ARTICOLI: u32 = 10_000;

/// The code of a chapter: its number, and its article where it has one. `2613.1`, `2613/1` and `2613.01` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Codice {
    capitolo: u32,
    articolo: u32,
}

impl Codice {
    /// As one number by which codes sort.
    pub fn ordine(self) -> i64 {
        i64::from(self.capitolo) * i64::from(ARTICOLI) + i64::from(self.articolo)
    }

    /// From what [`Codice::ordine`] gave; any other number gives the nearest code.
    pub fn di_ordine(ordine: i64) -> Self {
        let many = i64::from(ARTICOLI);
        let part = |number: i64| u32::try_from(number).unwrap_or_default();
        Self { capitolo: part(ordine.div_euclid(many)), articolo: part(ordine.rem_euclid(many)) }
    }
}

impl fmt::Display for Codice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.articolo {
            0 => write!(f, "{}", self.capitolo),
            articolo => write!(f, "{}.{articolo}", self.capitolo),
        }
    }
}

impl FromStr for Codice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let shown: String = text.trim().chars().take(30).collect();
            format!(
                "il codice di capitolo «{shown}» non si legge: scrivi il numero e, dopo un punto, l'articolo, come 2613.1"
            )
        };
        let number = |text: &str, most: u32| -> Option<u32> {
            let digits = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|number| digits && *number <= most)
        };
        let trimmed = text.trim();
        let (capitolo, articolo) = trimmed.split_once(['.', '/']).unwrap_or((trimmed, "0"));
        let capitolo = number(capitolo, CAPITOLI).filter(|number| *number > 0).ok_or_else(wrong)?;
        let articolo = number(articolo, ARTICOLI - 1).ok_or_else(wrong)?;
        Ok(Self { capitolo, articolo })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_written_and_sorts_by_number() {
        let read = |text: &str| text.parse::<Codice>().unwrap();
        assert_eq!(read(" 2613/01 "), read("2613.1"));
        assert_eq!(read("2613.0").to_string(), "2613");
        assert!(read("300").ordine() < read("2613.1").ordine() && read("2613.2").ordine() < read("2613.10").ordine());
        for text in ["1", "2613.1", "999999.9999"] {
            assert_eq!(Codice::di_ordine(read(text).ordine()).to_string(), text);
        }
        for wrong in ["", "0", "2613.", "2613.1.2", "-1", "+1", "2613.x", "1000000", "1.10000"] {
            assert!(wrong.parse::<Codice>().is_err(), "{wrong}");
        }
    }
}
