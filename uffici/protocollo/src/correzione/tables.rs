//! The table of the corrections, of the migration `0012_sportello`, where its columns are told.

use authz::PersonId;
use kernel::{Id, Instant, Uuid};
use ledger::{RecordTable, Table};
use sea_orm::entity::prelude::*;

use crate::tables::registrazione;

/// It is of record.
pub(crate) const CORREZIONE: &dyn RecordTable = &Table::<Entity>::NEW;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_correzione")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub registrazione_id: Id<registrazione::Entity>,
    pub campo: String,
    pub di_id: Option<Uuid>,
    pub prima: Option<String>,
    pub dopo: Option<String>,
    pub motivo: String,
    pub provvedimento: Option<String>,
    pub persona_id: PersonId,
    pub at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
