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
            let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            let at = line.map(|line| format!(" alla riga {line}")).unwrap_or_default();
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
