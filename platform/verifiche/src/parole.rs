//! An outsider's words among ours.

use ui::Row;

/// A row of a summary.
#[must_use]
pub fn riga(label: &str, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: pulito(value.into()), href: None, code: false }
}

/// Without the marks that turn the direction of writing or are not seen: a line of an outsider stands among ours.
#[must_use]
pub fn pulito(mut text: String) -> String {
    text.retain(|c| c.is_whitespace() || documents::is_plain(c));
    text
}

/// A sentence out of an anomaly: capital letter and full stop.
#[must_use]
pub fn frase(text: &impl ToString) -> String {
    let text = pulito(text.to_string());
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
