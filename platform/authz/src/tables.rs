//! The organisation's tables.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "authz",
    steps: &[
        Migration { name: "0001_organisation", sql: include_str!("migrations/0001_organisation.sql") },
        Migration { name: "0002_former_names", sql: include_str!("migrations/0002_former_names.sql") },
    ],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record: all of them.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<unit::Entity>::NEW,
    &Table::<former_name::Entity>::NEW,
    &Table::<role::Entity>::NEW,
    &Table::<incarico::Entity>::NEW,
    &Table::<absence::Entity>::NEW,
];

/// An organisational unit.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod unit {
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authz_unit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub code: String,
        pub name: String,
        pub parent_id: Option<Id<Entity>>,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a unit was called until it was renamed.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod former_name {
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authz_unit_name")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub unit_id: Id<super::unit::Entity>,
        pub name: String,
        pub until_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A set of permissions with a name.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod role {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authz_role")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub name: String,
        pub permissions: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A role held by a person in a unit.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod incarico {
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    use crate::PersonId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authz_incarico")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub unit_id: Id<super::unit::Entity>,
        pub role_id: Id<super::role::Entity>,
        pub deputy_of: Option<Id<Entity>>,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A time in which a person is away.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod absence {
    use kernel::{Date, Id};
    use sea_orm::entity::prelude::*;

    use crate::PersonId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authz_absence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub valid_from: Date,
        pub valid_to: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
