//! An interruption during which the emergency register stood in for the ordinary one.

use authz::PersonId;
use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_emergenza")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub causa: String,
    pub provvedimento: String,
    pub dal_at: Instant,
    pub autorizzata_da: PersonId,
    pub aperta_at: Instant,
    pub chiusa_at: Option<Instant>,
    pub chiusa_da: Option<PersonId>,
    pub ripristino_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
