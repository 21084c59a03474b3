//! The table of the links that were made between entries, of the migration `0026_collegamento`, where its columns are told.

use authz::PersonId;
use kernel::{Id, Instant};
use ledger::{RecordTable, Table};
use sea_orm::entity::prelude::*;

use crate::rules::RegistrazioneId;

/// Of record.
pub(crate) const COLLEGAMENTO: &dyn RecordTable = &Table::<Entity>::NEW;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_collegamento")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub da_id: RegistrazioneId,
    pub a_id: RegistrazioneId,
    pub tipo: String,
    pub fatto_da: PersonId,
    pub fatto_at: Instant,
    pub sciolto_da: Option<PersonId>,
    pub sciolto_at: Option<Instant>,
    pub motivo: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
