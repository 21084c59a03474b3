//! Objects as bytes.

use crate::object::{Dict, Object};

/// Writes an object.
pub(crate) fn object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Bool(value) => out.extend(value.to_string().bytes()),
        Object::Int(number) => out.extend(number.to_string().bytes()),
        // Never an exponent, and as many digits as it takes to read the same number.
        Object::Real(number) => out.extend(number.to_string().bytes()),
        Object::Str(text) => string(out, &text.bytes),
        Object::Name(name) => self::name(out, name),
        Object::Ref(to) => out.extend(to.to_string().bytes()),
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                self::object(out, item);
            }
            out.push(b']');
        }
        Object::Dict(dict) | Object::Stream(dict, _) => self::dict(out, dict),
    }
}

/// Writes a dictionary.
pub(crate) fn dict(out: &mut Vec<u8>, dict: &Dict) {
    out.extend(b"<<");
    for (key, value) in &dict.entries {
        name(out, key);
        if !matches!(value, Object::Name(_) | Object::Array(_) | Object::Dict(_) | Object::Str(_)) {
            out.push(b' ');
        }
        object(out, value);
    }
    out.extend(b">>");
}

/// Writes a name.
pub(crate) fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+:*@!$&'=,;^~|?\"`".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

/// Writes a string: in parentheses if it is plain ASCII, else as digits.
pub(crate) fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.iter().all(|byte| (0x20..0x7f).contains(byte)) {
        out.push(b'<');
        out.extend(bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()));
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for byte in bytes {
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{budget::Budget, lex::Lexer};

    #[test]
    fn what_is_written_reads_the_same() {
        let text = br"<</A#20b[1 -2 0.1234567 null true(x\(y\\)<FEFF0041>/N#23 7 0 R<</K/V>>]/Z 3 0 R>>";
        let budget = Budget::new();
        let read = |bytes: &[u8]| Lexer::new(bytes, 0, &budget, true).object(10).unwrap();
        let mut out = Vec::new();
        object(&mut out, &read(text));
        assert_eq!(read(&out), read(text), "{}", String::from_utf8_lossy(&out));
    }
}
