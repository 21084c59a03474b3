//! The emergency number of an entry.

use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_emergenza_voce")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub emergenza_id: Id<super::emergenza::Entity>,
    pub anno: i64,
    pub numero: i64,
    pub registrata_at: Instant,
    pub registrazione_id: Id<super::registrazione::Entity>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
