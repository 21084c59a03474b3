//! A prolongation of an interruption, authorised by an act.

use authz::PersonId;
use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_emergenza_periodo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub emergenza_id: Id<super::emergenza::Entity>,
    pub fino_at: Instant,
    pub provvedimento: String,
    pub persona_id: PersonId,
    pub at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
