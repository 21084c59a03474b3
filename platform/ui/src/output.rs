//! How values are written into pages.

use std::fmt;

use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

/// Writes a value, escaped as HTML. An absent value prints nothing, rather than the engine's "None"; slashes stay as
/// they are, rather than the engine's `&#x2f;`, so that addresses remain readable and pages light.
pub(crate) fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => Ok(write!(out, "{}", Escaped(text))?),
        _ => escape_formatter(out, state, value),
    }
}

/// Text in which nothing can open a tag, close an attribute or begin a character reference.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, from) = rest.split_at(at);
            formatter.write_str(plain)?;
            let mut chars = from.chars();
            formatter.write_str(match chars.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                _ => "&#39;",
            })?;
            rest = chars.as_str();
        }
        formatter.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn the_five_characters_that_matter_are_escaped_and_no_other() {
        assert_eq!(
            Escaped("<a href=\"/x\">è l'A & B</a>").to_string(),
            "&lt;a href=&quot;/x&quot;&gt;è l&#39;A &amp; B&lt;/a&gt;"
        );
        assert_eq!(Escaped("").to_string(), "");
        assert_eq!(Escaped("città/2026").to_string(), "città/2026");
    }
}
