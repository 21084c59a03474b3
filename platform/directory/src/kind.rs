use codice_fiscale::CodiceFiscale;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::fold;

/// What a subject is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    #[default]
    #[sea_orm(string_value = "persona")]
    Persona,
    /// A business, whatever its form.
    #[sea_orm(string_value = "impresa")]
    Impresa,
    /// A public body, an association, a parish: what is neither person nor business.
    #[sea_orm(string_value = "ente")]
    Ente,
}

/// Words that only the names of bodies have.
const OF_ENTI: &[&str] = &[
    "agenzia",
    "amministrazione",
    "ansc",
    "asl",
    "asp",
    "associazione",
    "asst",
    "ast",
    "ats",
    "ausl",
    "autorita",
    "camera",
    "carabinieri",
    "citta",
    "comando",
    "comitato",
    "comune",
    "comunita",
    "condominio",
    "consiglio",
    "consolato",
    "corte",
    "diocesi",
    "direzione",
    "fondazione",
    "inail",
    "inps",
    "istat",
    "istituto",
    "ministero",
    "onlus",
    "ordine",
    "ospedaliera",
    "parrocchia",
    "politecnico",
    "prefettura",
    "presidenza",
    "procura",
    "provincia",
    "questura",
    "regione",
    "sanitaria",
    "scuola",
    "sindacato",
    "soprintendenza",
    "tribunale",
    "unione",
    "universita",
    "utg",
];

/// Words that only the names of businesses have.
const OF_IMPRESE: &[&str] = &[
    "azienda",
    "banca",
    "coop",
    "cooperativa",
    "costruzioni",
    "ditta",
    "farmacia",
    "fratelli",
    "gmbh",
    "impianti",
    "impresa",
    "ltd",
    "officina",
    "sapa",
    "sas",
    "scarl",
    "scpa",
    "scrl",
    "servizi",
    "snc",
    "societa",
    "spa",
    "srl",
    "srls",
    "ss",
    "studio",
];

impl Kind {
    /// The three, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Persona, Self::Impresa, Self::Ente];

    /// As it is stored: `persona`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Persona => "persona",
            Self::Impresa => "impresa",
            Self::Ente => "ente",
        }
    }

    /// The kind that is stored so, if any.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Persona => "Persona",
            Self::Impresa => "Impresa",
            Self::Ente => "Ente o associazione",
        }
    }

    /// What a subject of this name and codes most likely is: a proposal, for when nobody said.
    pub fn guess(name: &str, tax_code: Option<&str>, vat_number: Option<&str>) -> Self {
        let folded = fold(name);
        let any = |marks: &[&str]| folded.split(' ').any(|word| marks.contains(&word));
        let person_code = tax_code.and_then(|code| CodiceFiscale::parse(code).ok()).map(|code| !code.is_numeric());
        let business = any(OF_IMPRESE) || vat_number.is_some_and(|number| !number.trim().is_empty());
        match person_code {
            // Only people have such a code: with a VAT number it is someone's business.
            Some(true) if business => Self::Impresa,
            Some(true) => Self::Persona,
            _ if any(OF_ENTI) => Self::Ente,
            Some(false) => Self::Impresa,
            None if business => Self::Impresa,
            None => Self::Persona,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_the_codes_tell_what_a_subject_is() {
        for (name, tax_code, vat, kind) in [
            ("Rossi Mario", None, None, Kind::Persona),
            ("Rossi Mario", Some("CCCFBA85D03L219P"), None, Kind::Persona),
            ("Idraulica Rossi di Rossi Mario", Some("CCCFBA85D03L219P"), Some("11111111115"), Kind::Impresa),
            ("Comune di Montefiorito", Some("11111111115"), Some("11111111115"), Kind::Ente),
            ("Azienda Sanitaria Locale Roma 1", None, None, Kind::Ente),
            ("Azienda agricola Il Colle", None, None, Kind::Impresa),
            ("Edilnova S.r.l.", None, None, Kind::Impresa),
            ("Telecomunicazioni Alfa", Some("11111111115"), None, Kind::Impresa),
        ] {
            assert_eq!(Kind::guess(name, tax_code, vat), kind, "{name}");
        }
    }

    #[test]
    fn each_kind_is_read_back_from_its_code() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_code(kind.code()) == Some(kind)));
        assert_eq!(Kind::from_code("altro"), None);
    }
}
