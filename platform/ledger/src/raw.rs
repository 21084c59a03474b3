//! Values as the engine holds them, borrowed from its row. An entity's own types would let two spellings of one value
//! pass for the same (SQLite's true is every number but zero), copy each text twice, and panic on a date at infinity.

use kernel::{Date, Uuid};
use sea_orm::{
    ColumnType, QueryResult,
    sqlx::{
        Decode, Row as _, Sqlite, ValueRef as _,
        postgres::{PgRow, PgValueFormat},
        sqlite::SqliteRow,
    },
};

use crate::canonical::Content;

/// The types that migrations allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Truth,
    Bytes,
    Uuid,
    Date,
}

impl Kind {
    pub(crate) fn of(column: &ColumnType) -> Self {
        match column {
            ColumnType::TinyInteger | ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => {
                Self::Whole
            }
            ColumnType::Boolean => Self::Truth,
            ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => Self::Bytes,
            ColumnType::Uuid => Self::Uuid,
            ColumnType::Date => Self::Date,
            // An entity keeps its own enumerations as text; migrations allow nothing else.
            _ => Self::Text,
        }
    }
}

/// A row of either engine.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl<'r> Raw<'r> {
    pub(crate) fn new(row: &'r QueryResult) -> Option<Self> {
        row.try_as_sqlite_row().map(Self::Sqlite).or_else(|| row.try_as_pg_row().map(Self::Postgres))
    }

    /// The bytes of a text or of bytes; of a UUID its sixteen. `None` for null.
    pub(crate) fn bytes(self, index: usize) -> Option<&'r [u8]> {
        match self {
            Self::Sqlite(row) => {
                let value = row.try_get_raw(index).ok().filter(|value| !value.is_null())?;
                <&[u8] as Decode<Sqlite>>::decode(value).ok()
            }
            Self::Postgres(row) => {
                let value = row.try_get_raw(index).ok().filter(|value| !value.is_null())?;
                value.as_bytes().ok().filter(|_| value.format() == PgValueFormat::Binary)
            }
        }
    }

    /// A whole number. `None` for null.
    pub(crate) fn whole(self, index: usize) -> Option<i64> {
        match self {
            Self::Sqlite(row) => {
                let value = row.try_get_raw(index).ok().filter(|value| !value.is_null())?;
                <i64 as Decode<Sqlite>>::decode(value).ok()
            }
            Self::Postgres(_) => big_endian(self.bytes(index)?),
        }
    }

    pub(crate) fn uuid(self, index: usize) -> Option<Uuid> {
        Uuid::from_slice(self.bytes(index)?).ok()
    }

    /// Writes a column into a canonical content, unless it is null. A value that no entity could have written is written as
    /// what it is, in a form that no entity's has: the digest then differs, as it must.
    pub(crate) fn write(self, index: usize, name: &str, kind: Kind, content: &mut Content) {
        let number = matches!(kind, Kind::Whole | Kind::Truth);
        let written = match self {
            Self::Sqlite(_) if number => self.whole(index).map(|value| write_number(Some(value), name, kind, content)),
            Self::Postgres(_) if number => {
                self.bytes(index).map(|bytes| write_number(big_endian(bytes), name, kind, content))
            }
            _ => self.bytes(index).map(|bytes| self.write_bytes(bytes, name, kind, content)),
        };
        if written == Some(None) {
            content.plain(name, "!");
            match self.whole(index) {
                Some(value) if number => content.plain(name, value),
                _ => content.bytes(name, self.bytes(index).unwrap_or_default()),
            }
        }
    }

    fn write_bytes(self, bytes: &[u8], name: &str, kind: Kind, content: &mut Content) -> Option<()> {
        match kind {
            Kind::Bytes => content.bytes(name, bytes),
            Kind::Uuid => content.quoted(name, Uuid::from_slice(bytes).ok()?),
            // Days from 2000-01-01; the ends of the range are infinity.
            Kind::Date if matches!(self, Self::Postgres(_)) => {
                content.quoted(name, from_days(i32::from_be_bytes(bytes.try_into().ok()?))?);
            }
            // SQLite's dates as they stand: `2026-1-2` reads as the same day but is not what we write.
            Kind::Text | Kind::Date => content.text(name, std::str::from_utf8(bytes).ok()?),
            Kind::Whole | Kind::Truth => return None,
        }
        Some(())
    }
}

fn write_number(value: Option<i64>, name: &str, kind: Kind, content: &mut Content) -> Option<()> {
    match (kind, value?) {
        (Kind::Truth, 0) => content.plain(name, false),
        (Kind::Truth, 1) => content.plain(name, true),
        // SQLite's true is every number but zero; ours is one.
        (Kind::Truth, _) => return None,
        (_, value) => content.plain(name, value),
    }
    Some(())
}

/// A number, or a truth, as PostgreSQL sends it.
fn big_endian(bytes: &[u8]) -> Option<i64> {
    match *bytes {
        [a] => Some(a.into()),
        [a, b] => Some(i16::from_be_bytes([a, b]).into()),
        [a, b, c, d] => Some(i32::from_be_bytes([a, b, c, d]).into()),
        [a, b, c, d, e, f, g, h] => Some(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}

fn from_days(days: i32) -> Option<Date> {
    // 2000-01-01 is day 730,120 of the common era.
    Date::from_num_days_from_ce_opt(days.checked_add(730_120)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_counts_days_from_the_year_2000() {
        assert_eq!(from_days(0), Date::from_ymd_opt(2000, 1, 1));
        assert_eq!(from_days(-1), Date::from_ymd_opt(1999, 12, 31));
        assert_eq!(from_days(9_825), Date::from_ymd_opt(2026, 11, 25));
        assert_eq!(from_days(i32::MAX), None);
    }
}
