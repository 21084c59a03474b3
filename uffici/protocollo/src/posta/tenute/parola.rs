//! A password on its way from whoever wrote it to where it is sealed.

use std::fmt;

use serde::Deserialize;

/// A password: it does not print itself.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Parola(String);

impl Parola {
    /// What was written.
    pub fn rivela(&self) -> &str {
        &self.0
    }

    /// Whether nothing was.
    pub fn manca(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Parola {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Parola {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parola(…)")
    }
}

#[cfg(test)]
mod tests {
    use crate::posta::tenute::dati::Dati;

    #[test]
    fn what_is_written_of_a_mailbox_does_not_print_its_password() {
        let dati = Dati { nome: "pec".into(), password: "segreta".into(), ..Dati::default() };
        let printed = format!("{dati:?}");
        assert!(printed.contains("\"pec\"") && printed.contains("Parola(…)"), "{printed}");
        assert!(!printed.contains("segreta"), "{printed}");
    }
}
