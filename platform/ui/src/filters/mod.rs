//! What templates can do with values: dates, money, numbers, attributes.

mod attributes;
mod dates;
mod numbers;

pub(crate) use numbers::grouped;
pub use numbers::sized;

use minijinja::value::ValueKind;
use minijinja::{Environment, ErrorKind, Value};

/// Registers every filter and function.
pub(crate) fn register(environment: &mut Environment<'static>) {
    environment.add_filter("giorno", dates::giorno);
    environment.add_filter("giorno_esteso", dates::giorno_esteso);
    environment.add_filter("giorno_ora", dates::giorno_ora);
    environment.add_filter("ora", dates::ora);
    environment.add_filter("quando", dates::quando);
    environment.add_filter("iso", dates::iso);
    environment.add_filter("euro", numbers::euro);
    environment.add_filter("numero", numbers::numero);
    environment.add_filter("bytes", numbers::bytes);
    environment.add_filter("attrs", attributes::attrs);
    environment.add_filter("id", attributes::id);
    environment.add_function("asset", attributes::asset);
    environment.add_function("bars", crate::charts::bars);
    environment.add_function("lines", crate::charts::lines);
}

/// A template error that says what a filter wanted and what it got.
fn unexpected(filter: &str, expected: &str, found: &Value) -> minijinja::Error {
    minijinja::Error::new(
        ErrorKind::InvalidOperation,
        format!("filter {filter} wants {expected}, found {found:?} ({})", found.kind()),
    )
}

/// The integer in `value`, nothing when the value is absent.
fn integer(filter: &str, value: &Value) -> Result<Option<i64>, minijinja::Error> {
    match value.kind() {
        ValueKind::None => Ok(None),
        ValueKind::Number => {
            i64::try_from(value.clone()).map(Some).map_err(|_| unexpected(filter, "an integer", value))
        }
        _ => Err(unexpected(filter, "an integer", value)),
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use minijinja::value::Serde;
    use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
    use serde::Serialize;

    /// Renders a one-line template with `x`; an error is rendered as its text.
    pub(crate) fn render(source: &str, x: impl Serialize) -> String {
        render_at(source, x, 0)
    }

    /// The same, with the frame's instant.
    pub(crate) fn render_at(source: &str, x: impl Serialize, now: i64) -> String {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(crate::output::print);
        super::register(&mut environment);
        let frame = context! { now };
        environment
            .render_str(source, context! { frame, x => Value::from(Serde(x)) })
            .unwrap_or_else(|error| format!("{error:#}"))
    }
}
