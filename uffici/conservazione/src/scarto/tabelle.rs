//! The tables of plans, holds and disposals. Columns are told in the migration.

/// A plan of preservation.
pub mod piano {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_piano")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub nome: String,
        pub fonte: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A class of a plan.
pub mod piano_voce {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_piano_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub piano_id: Id<super::piano::Entity>,
        pub ordine: i64,
        pub classe: String,
        pub titolo: String,
        pub anni: Option<i64>,
        pub nota: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// That a plan was confirmed.
pub mod piano_conferma {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_piano_conferma")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub piano_id: Id<super::piano::Entity>,
        pub dal: Date,
        pub atto: String,
        pub persona_id: PersonId,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// That a fascicolo is not to be discarded.
pub mod vincolo {
    use authz::PersonId;
    use kernel::{Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_vincolo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub fonte: String,
        pub fascicolo_id: Uuid,
        pub nome: String,
        pub tipo: String,
        pub motivo: String,
        pub persona_id: PersonId,
        pub at: Instant,
        pub tolto_da: Option<PersonId>,
        pub tolto_at: Option<Instant>,
        pub tolto_motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A list of what is proposed to be discarded.
pub mod scarto {
    use authz::PersonId;
    use kernel::{Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_scarto")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub anno: i64,
        pub numero: i64,
        pub piano_id: Id<super::piano::Entity>,
        pub stato: String,
        pub dal: Instant,
        pub creato_da: PersonId,
        pub creato_at: Instant,
        pub elenco_id: Option<Id<documents::document::Entity>>,
        pub proposto_da: Option<PersonId>,
        pub proposto_at: Option<Instant>,
        pub autorita: Option<String>,
        pub autorizzazione: Option<String>,
        pub autorizzazione_del: Option<Date>,
        pub protocollo: Option<String>,
        pub autorizzato_da: Option<PersonId>,
        pub autorizzato_at: Option<Instant>,
        pub avviato_da: Option<PersonId>,
        pub avviato_at: Option<Instant>,
        pub finito_at: Option<Instant>,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A fascicolo of such a list.
pub mod scarto_voce {
    use kernel::{Date, Id, Instant, Uuid};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conservazione_scarto_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub scarto_id: Id<super::scarto::Entity>,
        pub ordine: i64,
        pub fonte: String,
        pub fascicolo_id: Uuid,
        pub nome: String,
        pub oggetto: Option<String>,
        pub classe: String,
        pub titolo: String,
        pub anni: i64,
        pub chiuso_il: Date,
        pub scade_il: Date,
        pub documenti: i64,
        pub byte: i64,
        pub restano: i64,
        pub stato: String,
        pub motivo: Option<String>,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
