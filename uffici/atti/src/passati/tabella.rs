//! The tables of record of past acts. The columns are told in the migration `0004_passati`.

use kernel::Id;

/// The id of a past act.
pub type PassatoId = Id<passato::Entity>;

/// A past act, by its file.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod passato {
    use authz::{PersonId, UnitId};
    use documents::document;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_passato")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub documento_id: Id<document::Entity>,
        pub impronta: Vec<u8>,
        pub unita_id: UnitId,
        pub autore_id: PersonId,
        pub at: Instant,
        pub testo: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What the register says of one, from a confirmation or a correction on.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod voce {
    use authz::{PersonId, UnitId};
    use kernel::{Cents, Date, Id, Instant};
    use sea_orm::entity::prelude::*;

    use crate::rules::tipi::Tipo;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "atti_passato_voce")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub passato_id: super::PassatoId,
        pub n: i64,
        pub at: Instant,
        pub persona_id: PersonId,
        pub unita_id: UnitId,
        pub autore_id: PersonId,
        pub riservato: bool,
        pub tipo: String,
        pub registro: String,
        pub serie: String,
        pub anno: i64,
        pub numero: i64,
        pub settore_numero: Option<i64>,
        pub data: Date,
        pub oggetto: String,
        pub firmatari: String,
        pub importi: String,
        pub cup: String,
        pub cig: String,
        pub motivo: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// "Determinazione n. 45 del 12/03/2019", with its series where it has one.
        pub fn estremi(&self) -> String {
            let cited = match Tipo::di(&self.tipo) {
                Some(tipo) => tipo.cita(self.numero, self.data),
                None => format!("n. {} del {}", self.numero, self.data.format("%d/%m/%Y")),
            };
            if self.serie.is_empty() { cited } else { format!("{cited} ({})", self.serie) }
        }

        /// The amounts.
        pub fn importi(&self) -> Vec<Cents> {
            self.importi.lines().filter_map(|line| line.parse().ok().map(Cents)).collect()
        }
    }
}
