//! A copy of the index of public administrations that was loaded.
#![expect(missing_docs, reason = "the columns are told in the migration")]

use kernel::{Date, Id, Instant};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_ipa_copy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub enti: i64,
    pub aoo: i64,
    pub uo: i64,
    pub sha256: String,
    pub updated: Option<Date>,
    pub loaded_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
