//! Two subjects that were found to be one.
#![expect(missing_docs, reason = "the columns are told in the migration")]

use authz::PersonId;
use kernel::{Id, Instant};
use sea_orm::entity::prelude::*;

use crate::subject;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_merge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub lost_id: Id<subject::Entity>,
    pub kept_id: Id<subject::Entity>,
    pub changes: String,
    pub note: Option<String>,
    pub merged_by: PersonId,
    pub merged_at: Instant,
    pub undone_by: Option<PersonId>,
    pub undone_at: Option<Instant>,
    pub undo_note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
