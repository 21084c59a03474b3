use std::fmt;

use uuid::Uuid;

/// Who does a thing: every write carries one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person with an account, by the account's id.
    Person(Uuid),
    /// The program itself, at a job or a command that has this name.
    System(&'static str),
}

/// As the journal writes it: an id, never a name, since the journal is published.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::System(name) => write!(f, "system:{name}"),
        }
    }
}
