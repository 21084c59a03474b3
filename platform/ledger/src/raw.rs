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
            ColumnType::TinyInteger | ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => Self::Whole,
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
            Self::Postgres(_) => match *self.bytes(index)? {
                [a, b] => Some(i16::from_be_bytes([a, b]).into()),
                [a, b, c, d] => Some(i32::from_be_bytes([a, b, c, d]).into()),
                [a, b, c, d, e, f, g, h] => Some(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
                _ => None,
            },
        }
    }

    pub(crate) fn uuid(self, index: usize) -> Option<Uuid> {
        Uuid::from_slice(self.bytes(index)?).ok()
    }

    fn is_null(self, index: usize) -> bool {
        match self {
            Self::Sqlite(row) => row.try_get_raw(index).is_ok_and(|value| value.is_null()),
            Self::Postgres(row) => row.try_get_raw(index).is_ok_and(|value| value.is_null()),
        }
    }

    /// Writes a column into a canonical content. A value that no entity could have written is written as what it is, in a
    /// form that no entity's has: the digest then differs, as it must.
    pub(crate) fn write(self, index: usize, name: &str, kind: Kind, content: &mut Content) {
        if self.is_null(index) {
            return;
        }
        let written = match kind {
            Kind::Text => self.bytes(index).and_then(|b| std::str::from_utf8(b).ok()).map(|text| content.text(name, text)),
            Kind::Whole => self.whole(index).map(|value| content.plain(name, value)),
            Kind::Truth => self.truth(index).map(|value| content.plain(name, value)),
            Kind::Bytes => self.bytes(index).map(|value| content.bytes(name, value)),
            Kind::Uuid => self.uuid(index).map(|value| content.quoted(name, value)),
            Kind::Date => self.date(index, name, content),
        };
        if written.is_none() {
            content.plain(name, "!");
            content.bytes(name, self.bytes(index).unwrap_or_default());
        }
    }

    fn truth(self, index: usize) -> Option<bool> {
        let number = match self {
            Self::Sqlite(_) => self.whole(index)?,
            Self::Postgres(_) => i64::from(*self.bytes(index)?.first()?),
        };
        match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn date(self, index: usize, name: &str, content: &mut Content) -> Option<()> {
        let bytes = self.bytes(index)?;
        match self {
            // As it stands: `2026-1-2` reads as the same day but is not what we write.
            Self::Sqlite(_) => content.text(name, std::str::from_utf8(bytes).ok()?),
            Self::Postgres(_) => {
                // Days from 2000-01-01; the ends of the range are infinity.
                let days = i32::from_be_bytes(bytes.try_into().ok()?);
                content.quoted(name, from_days(days)?);
            }
        }
        Some(())
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
