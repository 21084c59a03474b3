use std::marker::PhantomData;

use db::Read;
use kernel::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Iterable, Value};

use crate::{
    canonical::{self, Content},
    packed::{self, Packed},
    raw::{Kind, Raw},
    tx::key_column,
    verify::places,
};

/// A table of record, as `verify` sees it: rows by id in canonical form.
#[async_trait::async_trait]
pub trait RecordTable: Send + Sync {
    /// The table's name.
    fn name(&self) -> &'static str;

    /// Its columns.
    fn columns(&self) -> Vec<&'static str>;

    /// The canonical contents of these rows; a row that is not there is left out.
    async fn canonical(&self, read: &Read, ids: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr>;

    /// The canonical contents of the rows whose ids lie from `first` to `last`, in order of id, at most `limit`.
    async fn between(&self, read: &Read, first: Uuid, last: Uuid, limit: u64) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr>;

    /// How many rows there are.
    async fn count(&self, read: &Read) -> Result<u64, DbErr>;

    /// The ids after `after`, in order, at most `limit`; what cannot be read as an id is left out.
    async fn ids_after(&self, read: &Read, after: Uuid, limit: u64) -> Result<Vec<Uuid>, DbErr>;
}

/// The table of record of an entity: `&Table::<registrazione::Entity>::NEW`.
pub struct Table<E>(PhantomData<fn() -> E>);

impl<E> Table<E> {
    /// The table.
    pub const NEW: Self = Self(PhantomData);
}

impl<E: EntityTrait> Table<E> {
    /// The rows that `which` (`… = $1`) picks by the key's name.
    async fn contents(
        &self,
        read: &Read,
        which: impl FnOnce(&str) -> String + Send,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
        let columns = canonical::sorted_columns::<E>();
        let kinds: Vec<(&str, Kind)> =
            columns.iter().map(|(name, column)| (*name, Kind::of(column.def().get_column_type()))).collect();
        let key = key_column::<E>().as_str();
        let Some(key_at) = kinds.iter().position(|(name, _)| *name == key) else { return Ok(Vec::new()) };
        // With the table's name before it, since SQLite takes an unknown name in quotes alone for a text.
        let names: Vec<String> = kinds.iter().map(|(name, _)| format!("\"{}\".\"{name}\"", self.name())).collect();
        let which = which(key);
        let values: Vec<Value> = values.into_iter().collect();
        if ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite {
            let fields =
                names.iter().zip(&kinds).map(|(name, (_, kind))| packed::field(name, *kind)).collect::<Vec<_>>();
            let from = format!("\"{}\" WHERE {which}", self.name());
            let packed = Packed::fetch(read, &fields, &from, values.clone()).await?;
            if let Some(contents) = packed.and_then(|packed| self.unpacked(&packed, &kinds, key_at)) {
                return Ok(contents);
            }
        }
        let sql = format!("SELECT {} FROM \"{}\" WHERE {which}", names.join(", "), self.name());
        let rows = read.query_all_raw(db::statement(read, &sql, values)).await?;
        Ok(rows.iter().filter_map(|row| self.content(Raw::new(row)?, &kinds, key_at)).collect())
    }

    /// `None` where one of the rows must be looked at as the engine holds it.
    fn unpacked(&self, packed: &Packed, columns: &[(&str, Kind)], key_at: usize) -> Option<Vec<(Uuid, Vec<u8>)>> {
        let mut contents = Vec::with_capacity(packed.len());
        for row in packed.rows() {
            let (mut content, mut id) = (Content::new(self.name()), None);
            for (index, (field, (name, kind))) in row.zip(columns).enumerate() {
                packed::write(field, name, *kind, &mut content)?;
                if index == key_at {
                    id = Some(Uuid::try_parse_ascii(packed::value(field)?).ok()?);
                }
            }
            contents.push((id?, content.end()));
        }
        Some(contents)
    }

    fn content(&self, row: Raw<'_>, columns: &[(&str, Kind)], key_at: usize) -> Option<(Uuid, Vec<u8>)> {
        let mut content = Content::new(self.name());
        for (index, (name, kind)) in columns.iter().enumerate() {
            row.write(index, name, *kind, &mut content);
        }
        Some((row.uuid(key_at)?, content.end()))
    }
}

#[async_trait::async_trait]
impl<E: EntityTrait> RecordTable for Table<E> {
    fn name(&self) -> &'static str {
        E::default().table_name()
    }

    fn columns(&self) -> Vec<&'static str> {
        E::Column::iter().map(|column| column.as_str()).collect()
    }

    async fn canonical(&self, read: &Read, ids: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
        let places = places(read, ids.len());
        self.contents(read, |key| format!("\"{key}\" IN ({places})"), ids.iter().map(|id| (*id).into())).await
    }

    async fn between(&self, read: &Read, first: Uuid, last: Uuid, limit: u64) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
        let which = |key: &str| format!("\"{key}\" >= $1 AND \"{key}\" <= $2 ORDER BY \"{key}\" LIMIT {limit}");
        self.contents(read, which, [first.into(), last.into()]).await
    }

    async fn count(&self, read: &Read) -> Result<u64, DbErr> {
        let sql = format!("SELECT COUNT(*) AS n FROM {}", self.name());
        let row = read.query_one_raw(db::statement(read, &sql, [])).await?;
        Ok(row.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))?.unsigned_abs())
    }

    async fn ids_after(&self, read: &Read, after: Uuid, limit: u64) -> Result<Vec<Uuid>, DbErr> {
        let key = key_column::<E>().as_str();
        let sql = format!("SELECT {key} AS id FROM {} WHERE {key} > $1 ORDER BY {key} LIMIT {limit}", self.name());
        let rows = read.query_all_raw(db::statement(read, &sql, [after.into()])).await?;
        // Bytes that are no id can be there only from outside; whoever counts misses them.
        Ok(rows.iter().filter_map(|row| Raw::new(row)?.uuid(0)).collect())
    }
}
