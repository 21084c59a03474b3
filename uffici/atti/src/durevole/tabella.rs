//! A signed document of an act with what verifies it over the years. The columns are told in the migration `0006_durata`.

use documents::document;
use kernel::{Id, Instant};
use ledger::{RecordTable, Table};
use sea_orm::entity::prelude::*;

use crate::tables::AttoId;

/// It is of record.
pub(crate) const DURATA: &dyn RecordTable = &Table::<Entity>::NEW;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "atti_durata")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub atto_id: AttoId,
    pub prima_id: Id<document::Entity>,
    pub documento_id: Id<document::Entity>,
    pub certificati: i64,
    pub liste: i64,
    pub risposte: i64,
    pub at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
