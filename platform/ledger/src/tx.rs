use std::sync::Arc;

use db::{Later, Write};
use kernel::{Actor, Clock, Id, Instant, Random, Uuid};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityName, EntityTrait, ExecResult,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryResult, QuerySelect, QueryTrait,
    Statement, Value,
};

use crate::{Error, Numbered, Op, canonical, journal::Draft, register::clock_not_before};

/// Rows per `INSERT` when many are written at once; below every engine's limit of values for any table we have.
const ROWS_AT_ONCE: usize = 400;

/// The one transaction that writes: with its actor and its instant, and the journal's records of what it did.
///
/// It is rolled back unless [`Tx::commit`] is called. Reading through it sees its own writes. New rows are put off until
/// something is read, so that they reach the engine together: what it says of them is told then, or by the commit.
pub struct Tx {
    write: Write,
    actor: Actor,
    now: Instant,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    drafts: Vec<Draft>,
    /// The clock and the last instant, when a counter moved and its number was then refused: that must not commit.
    refused: Option<(Instant, Instant)>,
}

/// What a commit leaves behind: the place of its first record in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// `None` when nothing was journaled.
    pub index: Option<u64>,
}

impl Tx {
    pub(crate) fn new(
        write: Write,
        actor: Actor,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        action: &'static str,
    ) -> Self {
        Self { write, actor, now: clock.now(), clock, random, drafts: vec![Draft::new(action)], refused: None }
    }

    /// To be called before the counters and the journal's head, which everyone needs.
    pub(crate) async fn in_line(&self) {
        self.write.in_line().await;
    }

    /// The instant of this transaction.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// This transaction's instant, or `last` where that is later: on PostgreSQL others commit while this one goes on. The
    /// clock itself must not stand behind `last`.
    pub(crate) fn not_before(&self, last: Instant) -> Result<Instant, Error> {
        clock_not_before(self.clock.now(), last)?;
        Ok(self.now.max(last))
    }

    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where randomness comes from.
    pub fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// A new id, made now.
    pub fn id<T: ?Sized>(&self) -> Id<T> {
        Id::new(self.now, &*self.random)
    }

    /// From here on the rows belong to another action: one office that writes in another's transaction says so.
    pub fn action(&mut self, action: &'static str) {
        self.drafts.push(Draft::new(action));
    }

    /// Writes a new row and notes it.
    ///
    /// # Errors
    /// Those of the database: a row with the same key or against a constraint. They may be told by what follows instead: a
    /// reading, or the commit.
    pub async fn insert<M>(&mut self, row: M) -> Result<M, Error>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let active = row.clone().into_active_model();
        self.write.later(M::Entity::insert(active).build(self.get_database_backend())).await?;
        self.note(&row, Op::Insert);
        Ok(row)
    }

    /// Writes many new rows of one table and notes them all in the present action's record.
    ///
    /// # Errors
    /// Those of the database, as for [`Tx::insert`].
    pub async fn insert_many<M>(&mut self, rows: Vec<M>) -> Result<(), Error>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            let active = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
            self.write.later(M::Entity::insert_many(active).build(self.get_database_backend())).await?;
            chunk.iter().for_each(|row| self.note(row, Op::Insert));
        }
        Ok(())
    }

    /// Writes a row again, whole, and notes it. `before` is the row as it was read: if it has changed since, nothing is
    /// written.
    ///
    /// # Errors
    /// [`Error::Changed`] when another was quicker; those of the database.
    pub async fn update<M>(&mut self, before: &M, after: M) -> Result<M, Error>
    where
        M::Entity: EntityTrait<Model = M>,
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let present = self.find::<M::Entity>(id_of(before)).await?;
        // An `after` with another id would be written over a row that nobody compared.
        if id_of(&after) != id_of(before) || present.is_none_or(|row| canonical(&row) != canonical(before)) {
            return Err(Error::Changed);
        }
        let active = after.clone().into_active_model().reset_all();
        M::Entity::update(active).exec_without_returning(&self.write).await?;
        self.note(&after, Op::Update);
        Ok(after)
    }

    /// The row with this id, locked until the transaction ends.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find<E: EntityTrait>(&self, id: Uuid) -> Result<Option<E::Model>, Error> {
        let select = E::find().filter(key_column::<E>().eq(id));
        // SQLite has one writer and knows no row locks: nothing to ask for there.
        let postgres = ConnectionTrait::get_database_backend(&self.write) == DbBackend::Postgres;
        let select = if postgres { select.lock_exclusive() } else { select };
        Ok(select.one(&self.write).await?)
    }

    /// The row with this id, which until the transaction ends nobody may change: others may read it so too, and nobody waits for them.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_as_it_stands<E: EntityTrait>(&self, id: Uuid) -> Result<Option<E::Model>, Error> {
        let select = E::find().filter(key_column::<E>().eq(id));
        let postgres = ConnectionTrait::get_database_backend(&self.write) == DbBackend::Postgres;
        let select = if postgres { select.lock_shared() } else { select };
        Ok(select.one(&self.write).await?)
    }

    /// Makes the rows and the journal's records of them durable, together.
    ///
    /// # Errors
    /// When the clock went back or the database refuses; nothing was written then.
    pub async fn commit(mut self) -> Result<Receipt, Error> {
        if let Some((now, last)) = self.refused {
            return Err(Error::ClockBehind { now, last });
        }
        let drafts: Vec<Draft> =
            std::mem::take(&mut self.drafts).into_iter().filter(|draft| !draft.is_empty()).collect();
        let index = if drafts.is_empty() { None } else { Some(self.append(drafts).await?) };
        self.write.commit_early().await?;
        Ok(Receipt { index })
    }

    async fn append(&self, drafts: Vec<Draft>) -> Result<u64, Error> {
        let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
        self.in_line().await;
        let head = db::one_apart(
            &self.write,
            "UPDATE ledger_head SET size = size + $1, last_at = CASE WHEN last_at > $2 THEN last_at ELSE $2 END \
             WHERE id = 1 RETURNING size, last_at",
            [count.into(), self.now.into()],
        )
        .await?
        .ok_or(Error::Damaged { index: 0, what: "manca la testa".into() })?;
        let at = self.not_before(head.try_get("", "last_at")?)?;
        let first = head.try_get::<i64>("", "size")? - count;
        let by = self.actor.to_string();
        for (n, draft) in (first..).zip(drafts) {
            let mut salt = [0; 16];
            self.random.fill(&mut salt);
            let ids: Vec<Uuid> = draft.rows.iter().map(|(_, id, ..)| *id).collect();
            let leaf = draft.finish(n.unsigned_abs(), at, &by, &salt).to_bytes();
            let insert = "INSERT INTO ledger_journal (idx, leaf, salt) VALUES ($1, $2, $3)";
            db::later(&self.write, insert, [n.into(), leaf.into(), salt.to_vec().into()]).await?;
            self.index_subjects(n, ids).await?;
        }
        Ok(first.unsigned_abs())
    }

    async fn index_subjects(&self, n: i64, mut ids: Vec<Uuid>) -> Result<(), Error> {
        ids.sort_unstable();
        ids.dedup();
        for chunk in ids.chunks(ROWS_AT_ONCE) {
            let places: Vec<String> = (0..chunk.len()).map(|i| format!("(${}, $1)", i + 2)).collect();
            let sql = format!("INSERT INTO ledger_subject (row_id, idx) VALUES {}", places.join(", "));
            let values = std::iter::once(Value::from(n)).chain(chunk.iter().map(|id| Value::from(*id)));
            db::later(&self.write, &sql, values).await?;
        }
        Ok(())
    }

    fn note<M: ModelTrait>(&mut self, row: &M, op: Op) {
        let table = M::Entity::default().table_name();
        let entry = (table, id_of(row), op, canonical(row));
        if let Some(draft) = self.drafts.last_mut() {
            draft.rows.push(entry);
        }
    }

    /// Keeps a refusal in mind, so that whoever does not heed it cannot commit.
    pub(crate) fn note_refusal<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::ClockBehind { now, last }) = &result {
            self.refused = Some((*now, *last));
        }
        result
    }

    pub(crate) fn note_number(&mut self, number: Numbered, given: Instant) {
        if let Some(draft) = self.drafts.last_mut() {
            draft.numbers.push((number, given));
        }
    }
}

/// The key column of a table of record: one UUID.
pub(crate) fn key_column<E: EntityTrait>() -> E::Column {
    E::PrimaryKey::iter().next().expect("an entity without a primary key does not compile").into_column()
}

/// The id of a row of record. A table whose key is not one UUID is no table of record.
fn id_of<M: ModelTrait>(row: &M) -> Uuid {
    match row.get(key_column::<M::Entity>()) {
        Value::Uuid(Some(id)) => id,
        other => unreachable!("a table of record has one UUID as its key, not {other:?}"),
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.write)
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.write.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.write.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.write.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.write.query_all_raw(statement).await
    }
}

#[async_trait::async_trait]
impl Later for Tx {
    async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        self.write.later(statement).await
    }
    async fn one_apart(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.write.one_apart(statement).await
    }
}
