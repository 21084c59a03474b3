use std::fmt;

/// Digits of each level of a code.
const LIVELLI: [usize; 5] = [1, 2, 2, 2, 3];
/// The titles of spending (d.lgs. 118/2011, art. 14).
const TITOLI: [u8; 6] = [1, 2, 3, 4, 5, 7];

/// How deep a code must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Livello {
    /// To the fourth level or the fifth: that of a chapter.
    QuartoOQuinto,
    /// To the fifth: that of what is committed (d.lgs. 118/2011, annex 7).
    Quinto,
}

/// A code of the integrated plan of accounts, spending side: `U.1.03.02.09.008`. Only its form is checked: the plan itself changes each
/// year by decree and is not kept here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Piano(String);

impl Piano {
    /// Reads one; the `U.` may be missing.
    ///
    /// # Errors
    /// What is wrong, in Italian, without the first capital.
    pub fn leggi(text: &str, livello: Livello) -> Result<Self, String> {
        let upper: String = text.trim().chars().take(30).map(|c| c.to_ascii_uppercase()).collect();
        let parts: Vec<&str> = upper.strip_prefix("U.").unwrap_or(&upper).split('.').collect();
        let least = if livello == Livello::Quinto { 5 } else { 4 };
        let fits = parts
            .iter()
            .zip(LIVELLI)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !fits || parts.len() < least || parts.len() > LIVELLI.len() {
            let form = match livello {
                Livello::Quinto => "al quinto livello, come U.1.03.02.09.008",
                Livello::QuartoOQuinto => "al quarto o al quinto livello, come U.1.03.02.09",
            };
            return Err(format!("il codice «{upper}» del piano dei conti non si legge: scrivilo {form}"));
        }
        let read = Self(format!("U.{}", parts.join(".")));
        if TITOLI.contains(&read.titolo()) {
            Ok(read)
        } else {
            Err(format!("il codice «{upper}» del piano dei conti non è di spesa: i titoli sono 1, 2, 3, 4, 5 e 7"))
        }
    }

    /// The code, with its `U.`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its title: from 1 to 7.
    pub fn titolo(&self) -> u8 {
        self.0.bytes().nth(2).map_or(0, |byte| byte.saturating_sub(b'0'))
    }

    /// Whether it is the other code or stands under it.
    pub fn sotto(&self, altro: &Self) -> bool {
        self.0 == altro.0 || self.0.strip_prefix(&altro.0).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Whether the allocation is a limit: not for what is advanced by the treasurer and for what passes through (art. 164, c. 2, TUEL).
    pub fn limite(&self) -> bool {
        !matches!(self.titolo(), 5 | 7)
    }

    /// Whether money stands there that is never committed: reserves, provisions and the fondo pluriennale vincolato.
    pub fn fondo(&self) -> bool {
        ["U.1.10.01", "U.1.10.02", "U.2.05.01", "U.2.05.02"]
            .iter()
            .any(|fund| self.0.strip_prefix(fund).is_some_and(|rest| rest.starts_with('.')))
    }
}

impl fmt::Display for Piano {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quinto(text: &str) -> Piano {
        Piano::leggi(text, Livello::Quinto).unwrap()
    }

    #[test]
    fn a_code_has_its_form_and_stands_under_its_chapter() {
        let chapter = Piano::leggi("1.03.02.09", Livello::QuartoOQuinto).unwrap();
        assert_eq!(chapter.as_str(), "U.1.03.02.09");
        assert!(quinto("u.1.03.02.09.008").sotto(&chapter) && chapter.sotto(&chapter));
        assert!(!quinto("U.1.03.02.90.008").sotto(&chapter));
        for wrong in
            ["", "U.1.03.02.09", "U.6.01.01.01.001", "E.1.01.01.06.001", "U.1.3.02.09.008", "U.1.03.02.09.008.1"]
        {
            assert!(Piano::leggi(wrong, Livello::Quinto).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_passes_through_has_no_limit_and_funds_are_not_committed() {
        assert!(quinto("U.2.02.01.09.003").limite() && !quinto("U.7.01.01.02.001").limite());
        assert!(quinto("U.1.10.01.01.001").fondo() && quinto("U.2.05.02.01.001").fondo());
        assert!(!quinto("U.1.10.03.01.001").fondo());
    }
}
