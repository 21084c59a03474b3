//! What an entry communicates. The columns are told in the migration `0024_comunicazione`.

use kernel::{Id, Uuid};
use ledger::{RecordTable, Table};
use sea_orm::entity::prelude::*;

use crate::rules::RegistrazioneId;

/// It is of record.
pub(crate) const COMUNICAZIONE: &dyn RecordTable = &Table::<Entity>::NEW;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_comunicazione")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub registrazione_id: RegistrazioneId,
    pub ufficio: String,
    pub cosa_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
