//! Attributes of elements, ids, URLs of assets.

use std::fmt::Write as _;

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};

use crate::output::Escaped;

/// `{"hx-get": "/x", "disabled": true}` as attributes of an element, each with a space before it. True gives the bare
/// name; false, none and undefined give nothing. Refuses what the Content-Security-Policy would block: `style`, `on…`.
pub(super) fn attrs(value: Value) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from_safe_string(String::new()));
    }
    let mut text = String::new();
    for key in value.try_iter()? {
        let name = key.to_string();
        let held = value.get_item(&key)?;
        if !allowed(&name) {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("filter attrs refuses the attribute {name:?}"),
            ));
        }
        match held.kind() {
            ValueKind::Undefined | ValueKind::None => {}
            ValueKind::Bool if !held.is_true() => {}
            ValueKind::Bool => drop(write!(text, " {name}")),
            _ => drop(write!(text, " {name}=\"{}\"", Escaped(&held.to_string()))),
        }
    }
    Ok(Value::from_safe_string(text))
}

fn allowed(name: &str) -> bool {
    let simple = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'));
    let lower = name.to_ascii_lowercase();
    simple && lower != "style" && !lower.starts_with("on") && !lower.starts_with("hx-on")
}

/// A text as an element's id: what is not a letter, a digit, `-` or `_` becomes `-`.
pub(super) fn id(value: Value) -> String {
    value.to_string().chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

/// URL of an asset: `asset("css/municipio.css")`. An asset that does not exist is an error.
pub(super) fn asset(path: String) -> Result<String, Error> {
    crate::asset_url(&path)
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("there is no asset {path:?} in web/dist")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::render;

    #[test]
    fn attributes_are_escaped_and_empty_ones_left_out() {
        let source = r#"<a{{ {"href": x, "hidden": true, "title": none, "inert": false}|attrs }}>"#;
        assert_eq!(render(source, "\"><script>"), r#"<a hidden href="&quot;&gt;&lt;script&gt;">"#);
    }

    #[test]
    fn handlers_and_styles_are_refused() {
        for name in ["onclick", "ONLOAD", "style", "hx-on:click", "a b", "x\"y", ""] {
            let rendered = render(r#"{{ {x: "1"}|attrs }}"#, name);
            assert!(rendered.contains("refuses the attribute"), "{name}: {rendered}");
        }
    }

    #[test]
    fn an_unknown_asset_is_an_error() {
        assert!(render("{{ asset(x) }}", "css/nothing.css").contains("there is no asset"));
        assert!(render("{{ asset(x) }}", "css/municipio.css").ends_with("css/municipio.css"));
    }
}
