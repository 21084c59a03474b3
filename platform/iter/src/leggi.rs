//! From text to definition, within bounds.

use kernel::Refusal;

use crate::Definizione;

/// No definition needs more text.
pub const MAX_BYTES: usize = 256 * 1024;

impl Definizione {
    /// Reads a definition from TOML.
    ///
    /// # Errors
    /// Where it is too long or is no definition: the line, and what was expected there.
    pub fn leggi(text: &str) -> Result<Self, Refusal> {
        if text.len() > MAX_BYTES {
            return Err(Refusal::because(format!(
                "La definizione è troppo lunga: {} byte, il massimo è {MAX_BYTES}.",
                text.len()
            )));
        }
        toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| format!(" alla riga {}", riga(text, span.start))).unwrap_or_default();
            Refusal::because(format!("La definizione non si legge{at}: {}.", error.message().replace('\n', " ")))
        })
    }

    /// Writes it as TOML, as an editor shows it.
    ///
    /// # Errors
    /// Those of the format, which no definition that was read from data can meet.
    pub fn scrivi(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}

/// The line, from 1, in which the byte at this place is.
fn riga(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::riga;

    #[test]
    fn the_line_of_a_mistake_is_its_own_also_where_the_line_begins_with_it() {
        let text = "uno\ndue\n";
        assert_eq!([0, 2, 4, 6].map(|at| riga(text, at)), [1, 1, 2, 2]);
        assert_eq!(riga(text, text.len()), 3, "behind the last line");
    }
}
