//! The post's receipt of a registered letter.

use authz::PersonId;
use kernel::{Date, Id, Instant};
use sea_orm::entity::prelude::*;

use crate::spedizione::tabelle::spedizione;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocollo_ricevuta_ritorno")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub spedizione_id: Id<spedizione::Entity>,
    pub consegnata_il: Date,
    pub firmata_da: Option<String>,
    pub documento_id: Option<Id<documents::document::Entity>>,
    pub persona_id: PersonId,
    pub at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
