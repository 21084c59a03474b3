//! Two subjects that look alike and are two.
#![expect(missing_docs, reason = "the columns are told in the migration")]

use authz::PersonId;
use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

use crate::subject;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_distinct")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub first_id: Id<subject::Entity>,
    pub second_id: Id<subject::Entity>,
    pub note: Option<String>,
    pub decided_by: PersonId,
    pub decided_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
