//! How many entries a day of the emergency register holds.

use kernel::{Date, Id};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_emergenza_giorno")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub emergenza_id: Id<super::emergenza::Entity>,
    pub giorno: Date,
    pub dichiarate: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
