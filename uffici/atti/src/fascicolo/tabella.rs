//! Into which fascicolo an act is laid. The columns are told in the migration `0003_fascicolo`.

use authz::PersonId;
use kernel::{Id, Instant, Uuid};
use ledger::{RecordTable, Table};
use sea_orm::entity::prelude::*;

use crate::tables::AttoId;

/// It is of record.
pub(crate) const FASCICOLO: &dyn RecordTable = &Table::<Entity>::NEW;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "atti_fascicolo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub atto_id: AttoId,
    pub fascicolo_id: Option<Uuid>,
    pub classe: Option<String>,
    pub persona_id: PersonId,
    pub at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
