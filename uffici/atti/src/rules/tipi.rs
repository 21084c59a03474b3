//! The kinds of acts: who makes them, who signs, in which register they stand, what is published.

/// Whose act it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organo {
    /// The council (art. 42 TUEL).
    Consiglio,
    /// The executive (art. 48 TUEL).
    Giunta,
    /// The mayor (art. 50 and 54 TUEL).
    Sindaco,
    /// Who answers for a service (art. 107 and 109 TUEL).
    Responsabile,
    /// The municipal police.
    PoliziaLocale,
}

impl Organo {
    /// As the act's heading says it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Consiglio => "Il Consiglio comunale",
            Self::Giunta => "La Giunta comunale",
            Self::Sindaco => "Il Sindaco",
            Self::Responsabile => "Il Responsabile del servizio",
            Self::PoliziaLocale => "Il Comando di polizia locale",
        }
    }

    /// What it says before the operative part.
    pub const fn verbo(self, tipo: &Tipo) -> &'static str {
        match self {
            Self::Consiglio | Self::Giunta => "delibera",
            Self::PoliziaLocale => "dà atto",
            Self::Sindaco | Self::Responsabile => tipo.verbo,
        }
    }
}

/// A register of acts: a series of numbers that begins anew each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registro {
    /// As definitions and rows name it. Once given it never changes.
    pub codice: &'static str,
    /// As people call it.
    pub nome: &'static str,
}

const fn registro(codice: &'static str, nome: &'static str) -> Registro {
    Registro { codice, nome }
}

/// The register that is meant where none is named.
pub const GENERALE: Registro = registro("determine", "Determinazioni: registro generale");

/// All registers, in the order in which pages show them. Which kind takes which, the definition of its iter says: that
/// is the ente's choice.
pub static REGISTRI: [Registro; 9] = [
    registro("consiglio", "Deliberazioni del Consiglio"),
    registro("giunta", "Deliberazioni della Giunta"),
    GENERALE,
    registro("liquidazioni", "Atti di liquidazione"),
    registro("ordinanze", "Ordinanze"),
    registro("decreti", "Decreti"),
    registro("disposizioni", "Disposizioni"),
    registro("direttive", "Direttive e circolari"),
    registro("verbali", "Verbali"),
];

impl Registro {
    /// By its code.
    pub fn di(codice: &str) -> Option<&'static Self> {
        REGISTRI.iter().find(|one| one.codice == codice)
    }
}

/// Their codes, for the vocabulary of definitions.
pub const CODICI_REGISTRI: &[&str] = &[
    "consiglio",
    "giunta",
    "determine",
    "liquidazioni",
    "ordinanze",
    "decreti",
    "disposizioni",
    "direttive",
    "verbali",
];

/// The name of a register in the ledger: the general one, or a sector's by the unit's code.
pub fn nome_registro(codice: &str, settore: Option<&str>) -> String {
    match settore {
        Some(unit) => format!("atti.{codice}.{unit}"),
        None => format!("atti.{codice}"),
    }
}

/// A kind of act.
#[derive(Debug, PartialEq, Eq)]
pub struct Tipo {
    /// As rows and addresses write it. Once given it never changes.
    pub codice: &'static str,
    /// As people call it.
    pub nome: &'static str,
    /// As it is cited: "Determinazione n. 195 del 17/03/2026".
    pub citazione: &'static str,
    /// Whose it is.
    pub organo: Organo,
    /// What the operative part begins with, where the organ alone does not say it.
    pub verbo: &'static str,
    /// Its kind at the albo; none where it is not posted there.
    pub albo: Option<&'static str>,
    /// When it takes effect.
    pub effetto: Effetto,
    /// Whether it has a numbered operative part; else its text tells facts or instructions.
    pub dispositivo: bool,
    /// The definitions by which it may go, the usual one first: code and name of the variant.
    pub iter: &'static [(&'static str, &'static str)],
}

/// What makes an act take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effetto {
    /// After the tenth day of publication, or at once where that was voted (art. 134, c. 3 and 4, TUEL).
    Delibera,
    /// With the visto where it spends (art. 183, c. 7, TUEL), else with the signature.
    Firma,
    /// When it reaches whom it concerns (art. 21-bis L. 241/1990).
    Notifica,
    /// When the signs stand on the road (art. 5, c. 3, CdS).
    Segnali,
    /// When who is named accepts.
    Accettazione,
    /// It decides nothing.
    Nessuno,
}

/// The closed list, in the order of the form.
pub static TIPI: [Tipo; 11] = [
    Tipo {
        codice: "determina",
        nome: "Determina",
        citazione: "Determinazione",
        organo: Organo::Responsabile,
        verbo: "determina",
        albo: Some("determina"),
        effetto: Effetto::Firma,
        dispositivo: true,
        iter: &[
            ("determina-impegno", "con impegno di spesa"),
            ("determina-liquidazione", "con impegno e liquidazione"),
            ("determina-senza-spesa", "senza spesa"),
            ("determina-contrarre", "a contrarre"),
        ],
    },
    Tipo {
        codice: "liquidazione",
        nome: "Atto di liquidazione",
        citazione: "Atto di liquidazione",
        organo: Organo::Responsabile,
        verbo: "liquida",
        albo: Some("liquidazione"),
        effetto: Effetto::Firma,
        dispositivo: true,
        iter: &[("liquidazione", "della spesa impegnata")],
    },
    Tipo {
        codice: "delibera_giunta",
        nome: "Delibera di Giunta",
        citazione: "Deliberazione della Giunta",
        organo: Organo::Giunta,
        verbo: "delibera",
        albo: Some("delibera_giunta"),
        effetto: Effetto::Delibera,
        dispositivo: true,
        iter: &[("delibera-giunta", "")],
    },
    Tipo {
        codice: "delibera_consiglio",
        nome: "Delibera di Consiglio",
        citazione: "Deliberazione del Consiglio",
        organo: Organo::Consiglio,
        verbo: "delibera",
        albo: Some("delibera_consiglio"),
        effetto: Effetto::Delibera,
        dispositivo: true,
        iter: &[("delibera-consiglio", "")],
    },
    Tipo {
        codice: "ordinanza_sindaco",
        nome: "Ordinanza del Sindaco",
        citazione: "Ordinanza del Sindaco",
        organo: Organo::Sindaco,
        verbo: "ordina",
        albo: Some("ordinanza_sindaco"),
        effetto: Effetto::Notifica,
        dispositivo: true,
        iter: &[("ordinanza-contingibile", "contingibile e urgente")],
    },
    Tipo {
        codice: "ordinanza_dirigente",
        nome: "Ordinanza del responsabile",
        citazione: "Ordinanza del responsabile",
        organo: Organo::Responsabile,
        verbo: "ordina",
        albo: Some("ordinanza_dirigente"),
        effetto: Effetto::Notifica,
        dispositivo: true,
        iter: &[("ordinanza-responsabile", ""), ("ordinanza-viabilita", "di viabilità")],
    },
    Tipo {
        codice: "decreto_sindaco",
        nome: "Decreto del Sindaco",
        citazione: "Decreto del Sindaco",
        organo: Organo::Sindaco,
        verbo: "decreta",
        albo: Some("decreto_sindaco"),
        effetto: Effetto::Accettazione,
        dispositivo: true,
        iter: &[("decreto-sindaco", "di nomina o incarico")],
    },
    Tipo {
        codice: "decreto_dirigente",
        nome: "Decreto del responsabile",
        citazione: "Decreto del responsabile",
        organo: Organo::Responsabile,
        verbo: "decreta",
        albo: Some("decreto_dirigente"),
        effetto: Effetto::Firma,
        dispositivo: true,
        iter: &[("decreto-responsabile", "")],
    },
    Tipo {
        codice: "disposizione",
        nome: "Disposizione",
        citazione: "Disposizione",
        organo: Organo::Responsabile,
        verbo: "dispone",
        albo: None,
        effetto: Effetto::Firma,
        dispositivo: true,
        iter: &[("disposizione", "organizzativa")],
    },
    Tipo {
        codice: "direttiva",
        nome: "Direttiva",
        citazione: "Direttiva",
        organo: Organo::Sindaco,
        verbo: "dispone",
        albo: None,
        effetto: Effetto::Nessuno,
        dispositivo: false,
        iter: &[("direttiva", "o circolare")],
    },
    Tipo {
        codice: "verbale",
        nome: "Verbale della polizia locale",
        citazione: "Verbale",
        organo: Organo::PoliziaLocale,
        verbo: "dà atto",
        albo: None,
        effetto: Effetto::Nessuno,
        dispositivo: false,
        iter: &[("verbale-polizia", "di accertamento o sopralluogo")],
    },
];

impl Tipo {
    /// By its code.
    pub fn di(codice: &str) -> Option<&'static Self> {
        TIPI.iter().find(|one| one.codice == codice)
    }

    /// The kind that goes by this definition, with the variant's name.
    pub fn dell_iter(iter: &str) -> Option<(&'static Self, &'static str)> {
        TIPI.iter().find_map(|tipo| tipo.iter.iter().find(|(code, _)| *code == iter).map(|(_, name)| (tipo, *name)))
    }

    /// "Determina con impegno di spesa".
    pub fn nome_con(&self, variante: &str) -> String {
        format!("{} {variante}", self.nome).trim_end().to_owned()
    }

    /// "Determinazione n. 195 del 17/03/2026".
    pub fn cita(&self, numero: i64, giorno: kernel::Date) -> String {
        format!("{} n. {numero} del {}", self.citazione, giorno.format("%d/%m/%Y"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_stands_once_and_what_is_posted_has_a_kind_at_the_albo() {
        let codes: BTreeSet<&str> = TIPI.iter().map(|one| one.codice).collect();
        assert_eq!(codes.len(), TIPI.len());
        for tipo in &TIPI {
            assert_eq!(Tipo::di(tipo.codice), Some(tipo));
            assert!(tipo.albo.is_none_or(|code| porte::albo::Tipo::di(code).is_some()), "{}", tipo.codice);
            assert!(!tipo.iter.is_empty(), "{}", tipo.codice);
        }
        let registers: Vec<&str> = REGISTRI.iter().map(|one| one.codice).collect();
        assert_eq!(registers, CODICI_REGISTRI);
    }

    #[test]
    fn an_iter_belongs_to_one_kind() {
        let all: Vec<&str> = TIPI.iter().flat_map(|tipo| tipo.iter).map(|(code, _)| *code).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let (tipo, variante) = Tipo::dell_iter("determina-impegno").unwrap();
        assert_eq!(tipo.nome_con(variante), "Determina con impegno di spesa");
        assert_eq!(Tipo::dell_iter("altro"), None);
    }

    #[test]
    fn an_act_is_cited_by_number_and_day() {
        let day = kernel::Date::from_ymd_opt(2026, 3, 17).unwrap();
        assert_eq!(Tipo::di("determina").unwrap().cita(195, day), "Determinazione n. 195 del 17/03/2026");
    }
}
