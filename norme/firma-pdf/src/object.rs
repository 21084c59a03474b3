//! The objects of a PDF (ISO 32000-2 §7.3), owned and of bounded depth.

use std::{collections::BTreeMap, ops::Range};

/// A reference to an indirect object: number and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ref {
    /// Object number.
    pub number: u32,
    /// Generation; 0 but for numbers that were freed and used again.
    pub generation: u16,
}

impl std::fmt::Display for Ref {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} R", self.number, self.generation)
    }
}

/// A string with its place in the file: what a signature's hole is compared with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Str {
    pub bytes: Vec<u8>,
    /// Where it is written, delimiters included; `None` inside an object stream.
    pub span: Option<Range<usize>>,
    /// Written as `<…>` with nothing but hexadecimal digits and blanks.
    pub clean_hex: bool,
}

/// Strings are equal when their bytes are: where and how they are written does not count.
impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

/// A dictionary. Of two equal keys the last counts, and `repeated` says that they
/// said different things.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dict {
    pub entries: BTreeMap<Vec<u8>, Object>,
    pub repeated: Vec<Vec<u8>>,
}

impl Dict {
    pub fn get(&self, key: &[u8]) -> &Object {
        self.entries.get(key).unwrap_or(&Object::Null)
    }

    pub fn has(&self, key: &[u8]) -> bool {
        !matches!(self.get(key), Object::Null)
    }

    pub fn name(&self, key: &[u8]) -> Option<&[u8]> {
        self.get(key).as_name()
    }

    pub fn set(&mut self, key: &[u8], value: Object) {
        self.entries.insert(key.to_vec(), value);
    }
}

/// Any object. A stream is its dictionary and where its data begins: how far it goes depends on `/Length`, which may be
/// another object.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Object {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Str(Str),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Stream(Dict, usize),
    Ref(Ref),
}

/// What an absent object is.
pub(crate) const NULL: Object = Object::Null;

impl Object {
    /// The dictionary, also of a stream.
    pub fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self {
            // Coordinates and sizes: what a double cannot hold exactly is nonsense there.
            Self::Int(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&Str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    pub fn as_ref(&self) -> Option<Ref> {
        if let Self::Ref(to) = self { Some(*to) } else { None }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}
