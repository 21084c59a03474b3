use std::io::Write as _;

use sea_orm::{EntityName, EntityTrait, IdenStatic, Iterable, ModelTrait, Value};
use sha2::{Digest, Sha256};

/// The canonical content of a row: the table's name, a line end, and a JSON object of the columns in alphabetical order.
///
/// Columns that are null are left out, so that a column added by a later release (which must allow nulls) changes no
/// digest. Numbers are whole, bytes are hexadecimal, dates are `YYYY-MM-DD`: the text is the same on both engines.
pub fn canonical<M: ModelTrait>(row: &M) -> Vec<u8> {
    write(row, &sorted_columns::<M::Entity>())
}

pub(crate) type Columns<E> = Vec<(&'static str, <E as EntityTrait>::Column)>;

pub(crate) fn sorted_columns<E: EntityTrait>() -> Columns<E> {
    let mut columns: Columns<E> = E::Column::iter().map(|column| (column.as_str(), column)).collect();
    columns.sort_unstable_by_key(|(name, _)| *name);
    columns
}

pub(crate) fn write<M: ModelTrait>(row: &M, columns: &Columns<M::Entity>) -> Vec<u8> {
    let mut content = Content::new(M::Entity::default().table_name());
    for (name, column) in columns {
        match row.get(*column) {
            Value::Bool(Some(value)) => content.plain(name, value),
            Value::Int(Some(value)) => content.plain(name, value),
            Value::BigInt(Some(value)) => content.plain(name, value),
            Value::String(Some(value)) => content.text(name, &value),
            Value::Bytes(Some(value)) => content.bytes(name, &value),
            Value::Uuid(Some(value)) => content.quoted(name, value),
            Value::ChronoDate(Some(value)) => content.quoted(name, value),
            null if null == null.as_null() => {}
            // Migrations allow six types; this keeps a seventh from passing unseen.
            other => content.quoted(name, format!("{other:?}")),
        }
    }
    content.end()
}

/// The one place that knows how a canonical content is spelled.
pub(crate) struct Content {
    out: Vec<u8>,
    first: bool,
}

// Writing to memory cannot fail: the results of `write!` say nothing here.
impl Content {
    pub(crate) fn new(table: &str) -> Self {
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(table.as_bytes());
        out.extend_from_slice(b"\n{");
        Self { out, first: true }
    }

    fn name(&mut self, name: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// A number or a truth.
    pub(crate) fn plain(&mut self, name: &str, value: impl std::fmt::Display) {
        self.name(name);
        let _ = write!(self.out, "{value}");
    }

    /// What needs no escapes: an id, a date.
    pub(crate) fn quoted(&mut self, name: &str, value: impl std::fmt::Display) {
        self.name(name);
        let _ = write!(self.out, "\"{value}\"");
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    pub(crate) fn bytes(&mut self, name: &str, value: &[u8]) {
        self.name(name);
        self.out.push(b'"');
        let from = self.out.len();
        self.out.resize(from + value.len() * 2, 0);
        let _ = hex::encode_to_slice(value, &mut self.out[from..]);
        self.out.push(b'"');
    }

    /// Bytes that are hexadecimal digits already, in whichever case.
    pub(crate) fn digits(&mut self, name: &str, digits: &[u8]) {
        self.name(name);
        self.out.push(b'"');
        self.out.extend(digits.iter().map(u8::to_ascii_lowercase));
        self.out.push(b'"');
    }

    pub(crate) fn end(mut self) -> Vec<u8> {
        self.out.push(b'}');
        self.out
    }
}

/// The salt of the row at `ordinal` in a leaf: showing one row of an action does not open the others to guessing.
pub fn row_salt(leaf_salt: &[u8], ordinal: usize) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"municipio row salt\n");
    hash.update(leaf_salt);
    hash.update(u64::try_from(ordinal).unwrap_or(u64::MAX).to_be_bytes());
    hash.finalize().into()
}

/// The digest that a leaf carries for a row.
pub fn row_digest(salt: &[u8; 32], canonical: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(canonical);
    hash.finalize().into()
}

/// What a leaf says of its own salt, so that a changed salt is seen even where no row needs it any more. It tells nothing
/// about the salt, and goes on telling nothing when the salt has been erased.
pub(crate) fn salt_mark(leaf_salt: &[u8]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"municipio leaf salt\n");
    hash.update(leaf_salt);
    let whole: [u8; 32] = hash.finalize().into();
    let mut mark = [0; 16];
    mark.copy_from_slice(&whole[..16]);
    mark
}
