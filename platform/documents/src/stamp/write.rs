//! Objects written as PDF syntax (ISO 32000-1, 7.3).

use hayro_interpret::hayro_syntax::object::{MaybeRef, ObjRef, Object, Stream};

/// Deepest nesting of what is written again.
const DEEPEST: usize = 64;
/// Most bytes of it.
const MOST: usize = 4_000_000;

/// What happens to the numbers of the objects that are pointed at.
pub(super) type Renumber<'r> = dyn FnMut(ObjRef) -> ObjRef + 'r;

/// Writes an object; nothing where it is nested too deep or too large.
pub(super) fn object(out: &mut Vec<u8>, object: &MaybeRef<Object<'_>>, renumber: &mut Renumber<'_>) -> Option<()> {
    nested(out, object, renumber, 0)
}

/// Writes the entries of a stream's dictionary, without its length, which is written anew.
pub(super) fn stream_entries(out: &mut Vec<u8>, stream: &Stream<'_>, renumber: &mut Renumber<'_>) -> Option<()> {
    for (key, value) in stream.dict().entries().filter(|(key, _)| key.as_ref() != b"Length") {
        name(out, key.as_ref());
        nested(out, &value, renumber, 1)?;
    }
    Some(())
}

fn nested(out: &mut Vec<u8>, object: &MaybeRef<Object<'_>>, renumber: &mut Renumber<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST || out.len() > MOST {
        return None;
    }
    let object = match object {
        MaybeRef::Ref(to) => {
            reference(out, renumber(*to));
            return Some(());
        }
        MaybeRef::NotRef(object) => object,
    };
    match object {
        Object::Null(_) => out.extend_from_slice(b" null"),
        Object::Boolean(yes) => out.extend_from_slice(if *yes { b" true" } else { b" false" }),
        Object::Number(value) => number(out, value.as_f64()),
        Object::String(text) => string(out, text.as_bytes()),
        Object::Name(text) => name(out, text.as_ref()),
        Object::Array(items) => {
            out.push(b'[');
            for item in items.raw_iter() {
                nested(out, &item, renumber, depth + 1)?;
            }
            out.push(b']');
        }
        Object::Dict(entries) => {
            out.extend_from_slice(b"<<");
            for (key, value) in entries.entries() {
                name(out, key.as_ref());
                nested(out, &value, renumber, depth + 1)?;
            }
            out.extend_from_slice(b">>");
        }
        // A stream is never inside another object.
        Object::Stream(_) => return None,
    }
    Some(())
}

pub(super) fn reference(out: &mut Vec<u8>, to: ObjRef) {
    out.extend_from_slice(format!(" {} {} R", to.obj_number, to.gen_number).as_bytes());
}

pub(crate) fn number(out: &mut Vec<u8>, value: f64) {
    // Never with an exponent, which PDF does not know.
    let text = if value.is_finite() { format!(" {value}") } else { " 0".to_owned() };
    out.extend_from_slice(text.as_bytes());
}

pub(crate) fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    out.extend_from_slice(hex::encode(bytes).as_bytes());
    out.push(b'>');
}

pub(crate) fn name(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'/');
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.+*".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// A text that readers show or say: UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
    string(out, &bytes);
}
