//! The tree of sections, as data: what the law asks to be there, how often, and for how long.

use std::sync::LazyLock;

use crate::rules::Termine;

const TSV: &str = include_str!("sezioni.tsv");

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Genere {
    /// Whatever a person writes or uploads.
    Libera,
    /// Acts of art. 23.
    Provvedimento,
    /// Grants of art. 26 and 27.
    Concessione,
    /// Assignments of art. 15.
    Incarico,
    /// Payments of art. 4-bis.
    Pagamento,
}

impl Genere {
    /// All of them.
    pub const TUTTI: [Self; 5] =
        [Self::Libera, Self::Provvedimento, Self::Concessione, Self::Incarico, Self::Pagamento];

    /// As rows and data write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Libera => "libera",
            Self::Provvedimento => "provvedimento",
            Self::Concessione => "concessione",
            Self::Incarico => "incarico",
            Self::Pagamento => "pagamento",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.into_iter().find(|one| one.code() == code)
    }
}

/// A section of the second level.
#[derive(Debug, PartialEq, Eq)]
pub struct Sezione {
    /// "09.02": the first two digits are the first level's.
    pub codice: &'static str,
    /// The first level.
    pub gruppo: &'static str,
    /// Its name.
    pub nome: &'static str,
    /// The articles.
    pub articolo: &'static str,
    /// How often, as ANAC's list says.
    pub frequenza: &'static str,
    /// After how many months without a change or a check it is stale.
    pub mesi: u32,
    /// Each year by this (month, day), where there is one.
    pub entro: Option<(u32, u32)>,
    /// For how long what is in it stays.
    pub termine: Termine,
    /// What it holds.
    pub genere: Genere,
    /// Whether a comune has it.
    pub comune: bool,
    /// What says how often.
    pub fonte: &'static str,
    /// Whether the ente is to check months, day or article.
    pub da_controllare: bool,
}

impl Sezione {
    /// Its public page.
    pub fn href(&self) -> String {
        format!("/trasparenza/{}", self.codice)
    }
}

/// All of them, in the order of the law's scheme.
pub static SEZIONI: LazyLock<Vec<Sezione>> =
    LazyLock::new(|| TSV.lines().filter(|line| !line.starts_with('#')).filter_map(leggi).collect());

/// A section by its code.
pub fn sezione(codice: &str) -> Option<&'static Sezione> {
    SEZIONI.iter().find(|one| one.codice == codice)
}

fn leggi(line: &'static str) -> Option<Sezione> {
    let cells: [&'static str; 12] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let [codice, gruppo, nome, articolo, frequenza, mesi, entro, termine, genere, comune, fonte, controllare] = cells;
    Some(Sezione {
        codice,
        gruppo,
        nome,
        articolo,
        frequenza,
        mesi: mesi.parse().ok()?,
        entro: match entro {
            "-" => None,
            day => {
                let (month, day) = day.split_once('-')?;
                Some((month.parse().ok()?, day.parse().ok()?))
            }
        },
        termine: Termine::from_code(termine)?,
        genere: Genere::from_code(genere)?,
        comune: comune == "si",
        fonte,
        da_controllare: controllare == "si",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_a_section_and_stands_once_in_order() {
        let lines = TSV.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(SEZIONI.len(), lines, "a line was not read");
        let codes: BTreeSet<&str> = SEZIONI.iter().map(|one| one.codice).collect();
        assert_eq!(codes.len(), lines);
        for one in SEZIONI.iter() {
            assert!(!one.articolo.is_empty() && !one.fonte.is_empty() && one.mesi > 0, "{}", one.codice);
            let (month, day) = one.entro.unwrap_or((1, 1));
            assert!(kernel::Date::from_ymd_opt(2026, month, day).is_some(), "{}", one.codice);
        }
    }

    #[test]
    fn each_kind_of_fact_has_its_section() {
        for (codice, genere) in [
            ("09.01", Genere::Provvedimento),
            ("09.02", Genere::Provvedimento),
            ("10.02", Genere::Libera),
            ("11.02", Genere::Concessione),
            ("03.01", Genere::Incarico),
            ("15.06", Genere::Pagamento),
        ] {
            assert_eq!(sezione(codice).map(|one| one.genere), Some(genere), "{codice}");
        }
        assert_eq!(sezione("99.99"), None);
    }
}
