//! Who asked for the register of a period on paper. The columns are told in the migration.

use authz::PersonId;
use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_stampa")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub persona_id: PersonId,
    pub at: Instant,
    pub da_anno: i64,
    pub da_numero: i64,
    pub a_anno: i64,
    pub a_numero: i64,
    pub quante: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
