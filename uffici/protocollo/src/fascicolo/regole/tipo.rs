//! The kinds of fascicoli.

/// Which kind of aggregation it is, as annex 5 of the AgID guidelines names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tipo {
    /// A matter that is no proceeding: it has a beginning and a term.
    Affare,
    /// A proceeding that ends with a decision: it has a term and somebody who answers for it.
    Procedimento,
    /// The simple work of a year, without a decision at the end.
    Attivita,
    /// All that concerns a person, of whatever class; it stays open for years.
    PersonaFisica,
    /// The same of a body.
    PersonaGiuridica,
    /// Documents of the same kind, one after the other: a series, a repertory.
    Serie,
}

impl Tipo {
    /// All, in the order of the forms.
    pub const ALL: [Self; 6] =
        [Self::Affare, Self::Procedimento, Self::Attivita, Self::PersonaFisica, Self::PersonaGiuridica, Self::Serie];

    /// The word kept in a row and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Affare => "affare",
            Self::Procedimento => "procedimento",
            Self::Attivita => "attivita",
            Self::PersonaFisica => "persona_fisica",
            Self::PersonaGiuridica => "persona_giuridica",
            Self::Serie => "serie",
        }
    }

    /// The way back from [`Tipo::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tipo| tipo.code() == code)
    }

    /// As a page says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Affare => "Affare",
            Self::Procedimento => "Procedimento",
            Self::Attivita => "Attività",
            Self::PersonaFisica => "Persona fisica",
            Self::PersonaGiuridica => "Persona giuridica",
            Self::Serie => "Serie o repertorio",
        }
    }

    /// What it is for, for whoever chooses.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Affare => "Una questione con un inizio e una fine, che non è un procedimento.",
            Self::Procedimento => "Finisce con un provvedimento: ha un termine e un responsabile.",
            Self::Attivita => "Il lavoro ripetitivo di un anno: comunicazioni, adempimenti.",
            Self::PersonaFisica => "Tutto quello che riguarda una persona, anche di classi diverse.",
            Self::PersonaGiuridica => "Tutto quello che riguarda una società, un ente, un'associazione.",
            Self::Serie => "Documenti dello stesso tipo uno dopo l'altro: ordinanze, verbali, contratti.",
        }
    }

    /// Whether it is somebody's, and holds documents of any class.
    pub const fn di_persona(self) -> bool {
        matches!(self, Self::PersonaFisica | Self::PersonaGiuridica)
    }

    /// Whether it must say by when it ends.
    pub const fn con_termine(self) -> bool {
        matches!(self, Self::Affare | Self::Procedimento)
    }
}

/// For programs: one of its words.
impl schemars::JsonSchema for Tipo {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TipoDiFascicolo".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}
