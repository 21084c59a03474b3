//! Links between two entries that are there already: one answers the other, or goes on from it. Neither entry changes; a link is seen by whoever
//! sees both.

pub(crate) mod collega;
pub(crate) mod elenca;
pub(crate) mod sciogli;
pub(crate) mod tabella;

use kernel::Id;
use serde::{Deserialize, Serialize};

/// The id of a link.
pub type CollegamentoId = Id<tabella::Entity>;

/// What the first entry is to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tipo {
    /// It answers it.
    Risponde,
    /// It goes on from it.
    Seguito,
}

impl Tipo {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Risponde, Self::Seguito];

    /// As it is written in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Risponde => "risponde",
            Self::Seguito => "seguito",
        }
    }

    /// From [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What is said before the number of the other entry, on the page of the first (`da`) or of the other.
    pub const fn frase(self, da: bool) -> &'static str {
        match (self, da) {
            (Self::Risponde, true) => "Risponde alla",
            (Self::Risponde, false) => "Ha avuto risposta con la",
            (Self::Seguito, true) => "Fa seguito alla",
            (Self::Seguito, false) => "Ha avuto seguito con la",
        }
    }
}

/// For programs: one of its words.
impl schemars::JsonSchema for Tipo {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Collegamento".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}
