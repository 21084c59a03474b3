//! The tables. The notices are a working table, read and written as SQL text where they are used.

use db::{Migration, Migrations};
use ledger::{RecordTable, Table};

/// The migrations of this crate.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "webhooks",
    steps: &[Migration { name: "0001_webhooks", sql: include_str!("migrations/0001_webhooks.sql") }],
};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// Its tables of record: who has what told to whom.
pub const RECORD_TABLES: &[&dyn RecordTable] = &[&Table::<subscription::Entity>::NEW];

/// How a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What happens is told.
    On,
    /// Someone has switched it off.
    Off,
    /// The program has switched it off, for a reason that someone must see to.
    Failed,
    /// It is over.
    Ended,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::On, Self::Off, Self::Failed, Self::Ended];

    /// As it is stored, for programs too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }
}

/// A program outside to which what happens is told.
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub mod subscription {
    use authz::PersonId;
    use kernel::{Id, Instant};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhooks_subscription")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub person_id: PersonId,
        pub token_id: accounts::TokenId,
        pub label: String,
        pub url: String,
        pub kinds: String,
        pub secret: Vec<u8>,
        pub old_secret: Option<Vec<u8>>,
        pub old_until: Option<Instant>,
        pub state: String,
        pub reason: Option<String>,
        pub created_at: Instant,
        pub changed_at: Instant,
    }

    impl Model {
        /// How it stands; what is unknown is over.
        pub fn standing(&self) -> super::State {
            super::State::ALL.into_iter().find(|state| state.code() == self.state).unwrap_or(super::State::Ended)
        }

        /// Whether it wants to know of this kind of thing.
        pub fn wants(&self, kind: &str) -> bool {
            self.kinds.lines().any(|wanted| wanted == kind)
        }
    }

    /// Without the secrets: whatever prints a row may end in a log.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Subscription").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
