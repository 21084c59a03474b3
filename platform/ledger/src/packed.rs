//! Many rows as one value. A row that SQLite's thread hands over costs more than checking it: the engine joins them, and here
//! they are taken apart again. What could be read in two ways is not read at all: then the rows are asked for one by one.

use db::Read;
use kernel::Uuid;
use memchr::{memchr, memchr_iter};
use sea_orm::{ConnectionTrait, DbErr, Value};

use crate::{
    canonical::Content,
    raw::{Kind, Raw},
};

const FIELD: u8 = 0x1f;
const ROW: u8 = 0x1e;

/// Rows of `width` fields each, none of which holds a mark of ours.
pub(crate) struct Packed {
    bytes: Vec<u8>,
    rows: usize,
}

impl Packed {
    /// The rows of `from` (tables, conditions, order), each made of these fields (see [`field`]). `None` where they cannot be told
    /// apart: a text holds one of our marks, or a value is missing where there must be one.
    pub(crate) async fn fetch(
        read: &Read,
        fields: &[String],
        from: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Option<Self>, DbErr> {
        let row = format!("SELECT concat_ws(char({FIELD}), {}) AS packed FROM {from}", fields.join(", "));
        let sql = format!("SELECT COUNT(*), string_agg(packed, char({ROW})) FROM ({row})");
        let row = read.query_one_raw(db::statement(read, &sql, values)).await?;
        Ok(row.as_ref().and_then(Raw::new).and_then(|row| {
            let rows = usize::try_from(row.whole(0)?).ok()?;
            Self::new(row.bytes(1).unwrap_or_default().to_vec(), rows, fields.len())
        }))
    }

    /// Each row brings its own marks: there are as many as there must be only where no field brings one too.
    fn new(bytes: Vec<u8>, rows: usize, width: usize) -> Option<Self> {
        let count = |mark: u8| memchr_iter(mark, &bytes).count();
        let whole = count(ROW) == rows.saturating_sub(1) && count(FIELD) == rows * width.saturating_sub(1);
        (whole && (rows > 0 || bytes.is_empty())).then_some(Self { bytes, rows })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &[u8]>> {
        split(ROW, &self.bytes).take(self.rows).map(|row| split(FIELD, row))
    }
}

fn split(mark: u8, bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let (part, after) = memchr(mark, bytes).map_or((bytes, None), |at| (&bytes[..at], bytes.get(at + 1..)));
        rest = after;
        Some(part)
    })
}

/// A column as a field: nothing where it is null, else a mark and the value, bytes as digits.
pub(crate) fn field(column: &str, kind: Kind) -> String {
    match kind {
        Kind::Bytes | Kind::Uuid => format!("iif({column} IS NULL, '', '=' || hex({column}))"),
        Kind::Text | Kind::Whole | Kind::Truth | Kind::Date => format!("ifnull('=' || {column}, '')"),
    }
}

/// The value of a field, unless it is null.
pub(crate) fn value(field: &[u8]) -> Option<&[u8]> {
    field.strip_prefix(b"=")
}

/// Writes a field into a canonical content. `None` for what no entity writes: it must be looked at as the engine holds it.
pub(crate) fn write(field: &[u8], name: &str, kind: Kind, content: &mut Content) -> Option<()> {
    let Some(value) = value(field) else { return field.is_empty().then_some(()) };
    match kind {
        Kind::Truth if value == b"0" => content.plain(name, false),
        Kind::Truth if value == b"1" => content.plain(name, true),
        Kind::Truth => return None,
        Kind::Whole => content.plain(name, std::str::from_utf8(value).ok()?.parse::<i64>().ok()?),
        Kind::Bytes => content.digits(name, value),
        Kind::Uuid => content.quoted(name, Uuid::try_parse_ascii(value).ok()?),
        Kind::Text | Kind::Date => content.text(name, std::str::from_utf8(value).ok()?),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8], rows: usize, width: usize) -> Option<Vec<Vec<Vec<u8>>>> {
        let packed = Packed::new(bytes.to_vec(), rows, width)?;
        Some(packed.rows().map(|row| row.map(<[u8]>::to_vec).collect()).collect())
    }

    #[test]
    fn rows_are_told_apart_only_where_no_field_holds_a_mark() {
        let two = vec![vec![b"=a".to_vec(), Vec::new()], vec![b"=b".to_vec(), b"=c".to_vec()]];
        assert_eq!(rows(b"=a\x1f\x1e=b\x1f=c", 2, 2), Some(two));
        assert_eq!(rows(b"", 0, 2), Some(Vec::new()));
        assert_eq!(rows(b"", 1, 1), Some(vec![vec![Vec::new()]]));
        for (bytes, count) in [(&b"=a\x1f=x\x1e=b\x1f=c"[..], 1), (b"=a\x1f=x\x1f\x1e=b\x1f=c", 2), (b"=a\x1f=x", 2)] {
            assert_eq!(rows(bytes, count, 2), None, "{bytes:?}");
        }
    }

    #[test]
    fn what_no_entity_writes_is_left_to_the_slow_way() {
        let write = |field: &[u8], kind| {
            let mut content = Content::new("t");
            write(field, "c", kind, &mut content).map(|()| String::from_utf8(content.end()).unwrap())
        };
        assert_eq!(write(b"", Kind::Text).as_deref(), Some("t\n{}"));
        assert_eq!(write(b"=", Kind::Text).as_deref(), Some("t\n{\"c\":\"\"}"));
        assert_eq!(write(b"=00FE", Kind::Bytes).as_deref(), Some("t\n{\"c\":\"00fe\"}"));
        assert_eq!(write(b"=1", Kind::Truth).as_deref(), Some("t\n{\"c\":true}"));
        for (field, kind) in
            [(&b"=2"[..], Kind::Truth), (b"=1.0", Kind::Whole), (b"=0011", Kind::Uuid), (b"=\xff", Kind::Text)]
        {
            assert_eq!(write(field, kind), None, "{field:?}");
        }
    }
}
