//! An address beside those in the subject's row.
#![expect(missing_docs, reason = "the columns are told in the migration")]

use kernel::{Date, Id, Instant};
use sea_orm::entity::prelude::*;

use crate::{AddressKind, merge, subject};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub subject_id: Id<subject::Entity>,
    pub kind: AddressKind,
    pub value: String,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub note: Option<String>,
    pub merge_id: Option<Id<merge::Entity>>,
    pub gone_at: Option<Instant>,
    pub created_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
