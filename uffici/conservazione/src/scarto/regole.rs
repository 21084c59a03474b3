//! The steps of a disposal, and which of them may follow. Pure.

/// How a list of what is proposed to be discarded stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passo {
    /// A person looks through it, and leaves out what is not to be discarded.
    Preparazione,
    /// It went to the Soprintendenza as it is printed, and waits for an answer.
    Proposto,
    /// The authorisation is here.
    Autorizzato,
    /// What is in it is being discarded.
    InCorso,
    /// Done.
    Eseguito,
    /// Given up before anything was discarded.
    Ritirato,
}

impl Passo {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Preparazione, Self::Proposto, Self::Autorizzato, Self::InCorso, Self::Eseguito, Self::Ritirato];

    /// As it is written in a row or an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Preparazione => "preparazione",
            Self::Proposto => "proposto",
            Self::Autorizzato => "autorizzato",
            Self::InCorso => "in_corso",
            Self::Eseguito => "eseguito",
            Self::Ritirato => "ritirato",
        }
    }

    /// From what [`Passo::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Preparazione => "in preparazione",
            Self::Proposto => "alla Soprintendenza",
            Self::Autorizzato => "autorizzato",
            Self::InCorso => "in corso",
            Self::Eseguito => "eseguito",
            Self::Ritirato => "ritirato",
        }
    }

    /// Whether a person may still leave something out: not while others look at what was printed. After the authorisation too: what it
    /// does not cover is left out.
    pub const fn si_esclude(self) -> bool {
        matches!(self, Self::Preparazione | Self::Autorizzato)
    }

    /// Whether it may be given up: nothing was discarded yet.
    pub const fn si_ritira(self) -> bool {
        matches!(self, Self::Preparazione | Self::Proposto | Self::Autorizzato)
    }

    /// Whether its fascicoli are in no other list meanwhile.
    pub const fn tiene(self) -> bool {
        !matches!(self, Self::Eseguito | Self::Ritirato)
    }
}

/// How a fascicolo of a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posto {
    /// To be discarded.
    Proposta,
    /// Left out, by a person or by a rule.
    Esclusa,
    /// It was to be discarded, and something had come in between.
    Fermata,
    /// Discarded.
    Scartata,
}

impl Posto {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Proposta, Self::Esclusa, Self::Fermata, Self::Scartata];

    /// As it is written in a row.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposta => "proposta",
            Self::Esclusa => "esclusa",
            Self::Fermata => "fermata",
            Self::Scartata => "scartata",
        }
    }

    /// From what [`Posto::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proposta => "da scartare",
            Self::Esclusa => "esclusa",
            Self::Fermata => "fermata",
            Self::Scartata => "scartata",
        }
    }
}

/// Why a fascicolo is kept whatever its years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vincolo {
    /// There is a dispute.
    Contenzioso,
    /// Somebody has asked to see it.
    Accesso,
    /// Anything else.
    Altro,
}

impl Vincolo {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Contenzioso, Self::Accesso, Self::Altro];

    /// As it is written in a row or a form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contenzioso => "contenzioso",
            Self::Accesso => "accesso",
            Self::Altro => "altro",
        }
    }

    /// From what [`Vincolo::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contenzioso => "contenzioso",
            Self::Accesso => "richiesta di accesso",
            Self::Altro => "altro",
        }
    }
}

/// Year and number of an entry of the register, as people write them: "12/2027".
pub fn protocollo(text: &str) -> Option<(i64, i64)> {
    let (numero, anno) = text.trim().split_once('/')?;
    let (numero, anno): (i64, i64) = (numero.trim().parse().ok()?, anno.trim().parse().ok()?);
    (numero > 0 && (1_000..=9_999).contains(&anno)).then_some((anno, numero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_written_and_read_back() {
        for passo in Passo::ALL {
            assert_eq!(Passo::from_code(passo.code()), Some(passo));
        }
        for posto in Posto::ALL {
            assert_eq!(Posto::from_code(posto.code()), Some(posto));
        }
        for vincolo in Vincolo::ALL {
            assert_eq!(Vincolo::from_code(vincolo.code()), Some(vincolo));
        }
    }

    #[test]
    fn what_is_being_discarded_is_neither_given_up_nor_changed() {
        for passo in [Passo::InCorso, Passo::Eseguito] {
            assert!(!passo.si_ritira() && !passo.si_esclude(), "{passo:?}");
        }
        assert!(!Passo::Proposto.si_esclude(), "it is printed, and others look at it");
    }

    #[test]
    fn an_entry_is_written_as_people_write_it() {
        assert_eq!(protocollo(" 12/2027 "), Some((2027, 12)));
        for wrong in ["", "12", "2027/", "0/2027", "12/27", "a/2027"] {
            assert_eq!(protocollo(wrong), None, "{wrong}");
        }
    }
}
