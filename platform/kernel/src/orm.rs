//! How [`Id`], [`Instant`] and [`Cents`] are kept in a row: a UUID, and whole numbers that both engines sort alike.

use sea_orm::{
    ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use uuid::Uuid;

use crate::{Cents, Id, Instant};

impl<T: ?Sized> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        id.uuid().into()
    }
}

impl<T: ?Sized> TryGetable for Id<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Uuid::try_get_by(row, index).map(Self::from)
    }
}

impl<T: ?Sized> ValueType for Id<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Uuid as ValueType>::try_from(value).map(Self::from)
    }
    fn type_name() -> String {
        "Id".into()
    }
    fn array_type() -> ArrayType {
        Uuid::array_type()
    }
    fn column_type() -> ColumnType {
        Uuid::column_type()
    }
}

impl<T: ?Sized> Nullable for Id<T> {
    fn null() -> Value {
        Uuid::null()
    }
}

impl<T: ?Sized> TryFromU64 for Id<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Id"))
    }
}

macro_rules! whole_number {
    ($type:ty, $name:literal, $get:expr, $make:expr) => {
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                $get(value).into()
            }
        }
        impl TryGetable for $type {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                i64::try_get_by(row, index).map($make)
            }
        }
        impl ValueType for $type {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <i64 as ValueType>::try_from(value).map($make)
            }
            fn type_name() -> String {
                $name.into()
            }
            fn array_type() -> ArrayType {
                i64::array_type()
            }
            fn column_type() -> ColumnType {
                i64::column_type()
            }
        }
        impl Nullable for $type {
            fn null() -> Value {
                i64::null()
            }
        }
    };
}

whole_number!(Instant, "Instant", Instant::micros, Instant::from_micros);
whole_number!(Cents, "Cents", |cents: Cents| cents.0, Cents);
