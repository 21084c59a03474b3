//! The tables of record of accounts. The working tables are read and written as SQL text where they are used.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "accounts",
    steps: &[
        Migration { name: "0001_accounts", sql: include_str!("migrations/0001_accounts.sql") },
        Migration { name: "0002_preference", sql: include_str!("migrations/0002_preference.sql") },
    ],
};

/// The class of every column, one a line: table, column, and `public`, `personal`, `special` or `secret`, parted by
/// tabs.
pub const CLASSES: &str = include_str!("classes.tsv");

/// The tables whose every change is journaled: who has an account, what they prove themselves with, which programs act
/// for them. Sessions, devices, attempts and challenges are not among them: they say nothing that the town must still
/// be able to prove next year, and would drown the journal in log-ins.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[
    &Table::<person::Entity>::NEW,
    &Table::<credential::Entity>::NEW,
    &Table::<passkey::Entity>::NEW,
    &Table::<recovery::Entity>::NEW,
    &Table::<api_token::Entity>::NEW,
    &Table::<oidc_link::Entity>::NEW,
];

/// A person with an account.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod person {
    use authz::PersonId;
    use kernel::Instant;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PersonId,
        pub username: String,
        pub name: String,
        pub surname: String,
        pub sort_key: String,
        pub email: Option<String>,
        pub active: bool,
        pub created_at: Instant,
    }

    impl Model {
        /// Name and surname, as people are called.
        pub fn full_name(&self) -> String {
            format!("{} {}", self.name, self.surname)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a person proves themselves with.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod credential {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_credential")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub password_hash: Option<String>,
        pub password_set_at: Option<Instant>,
        pub must_change: bool,
        pub totp_secret: Option<Vec<u8>>,
        pub totp_set_at: Option<Instant>,
    }

    /// Without the secrets: whatever prints a row may end in a log.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Credential").field("person_id", &self.person_id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A passkey.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod passkey {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_passkey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub label: String,
        pub credential: String,
        pub created_at: Instant,
        pub removed_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A recovery code.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod recovery {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_recovery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub code_hash: Vec<u8>,
        pub created_at: Instant,
        pub ended_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A key with which a program acts for a person.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod api_token {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub label: String,
        pub token_hash: Vec<u8>,
        pub scopes: String,
        pub created_at: Instant,
        pub expires_at: Instant,
        pub revoked_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Who a person is at an OpenID Connect provider.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod oidc_link {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_oidc")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub issuer: String,
        pub subject: String,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
