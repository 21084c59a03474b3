//! What keeps metadata from being written.

/// One obligation of annex 5 that is not met, as an Italian sentence for whoever must supply it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mancanza {
    /// Something that must be there is not.
    #[error("manca {cosa}{perche}")]
    Manca {
        /// What, with its article.
        cosa: &'static str,
        /// Why it is needed here: empty, or beginning with a comma or a bracket.
        perche: &'static str,
    },
    /// Something is missing about one party, attachment or document among many.
    #[error("{di}: manca {cosa}")]
    MancaDi {
        /// Whose.
        di: String,
        /// What, with its article.
        cosa: &'static str,
    },
    /// A value that the annex does not admit.
    #[error("{campo} non è valido: trovato «{trovato}», atteso {atteso}")]
    NonValido {
        /// Which, with its article.
        campo: &'static str,
        /// As given, shortened.
        trovato: String,
        /// What is admitted.
        atteso: &'static str,
    },
    /// A party in a role that it cannot have.
    #[error("il ruolo «{ruolo}» non può essere di {chi}")]
    RuoloNonAmmesso {
        /// The role.
        ruolo: &'static str,
        /// Which kind of party.
        chi: &'static str,
    },
    /// A role that these metadata do not know.
    #[error("il ruolo «{ruolo}» non è previsto per {dove}")]
    RuoloEstraneo {
        /// The role.
        ruolo: &'static str,
        /// For what.
        dove: &'static str,
    },
    /// Two statements that do not go together.
    #[error("{0}")]
    Incoerente(&'static str),
}

impl Mancanza {
    pub(crate) fn manca(cosa: &'static str) -> Self {
        Mancanza::Manca { cosa, perche: "" }
    }

    pub(crate) fn perche(cosa: &'static str, perche: &'static str) -> Self {
        Mancanza::Manca { cosa, perche }
    }

    pub(crate) fn non_valido(campo: &'static str, trovato: &str, atteso: &'static str) -> Self {
        let short: String = trovato.chars().take(60).collect();
        Mancanza::NonValido { campo, trovato: short, atteso }
    }
}

/// Reasons, gathered.
#[derive(Debug, Default)]
pub(crate) struct Mancanze(pub Vec<Mancanza>);

impl Mancanze {
    /// Tells the reason unless `good`.
    pub fn unless(&mut self, good: bool, reason: impl FnOnce() -> Mancanza) {
        if !good {
            self.0.push(reason());
        }
    }

    /// A text that must be there.
    pub fn text(&mut self, text: &str, cosa: &'static str) {
        self.unless(!text.trim().is_empty(), || Mancanza::manca(cosa));
    }

    /// A text that must be there, of one among many.
    pub fn text_of(&mut self, text: &str, di: &str, cosa: &'static str) {
        self.unless(!text.trim().is_empty(), || Mancanza::MancaDi { di: di.to_owned(), cosa });
    }
}
