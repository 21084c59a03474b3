//! To whom an act is communicated, and from when it has effect for each of them.

use directory::Line;
use kernel::Date;

use super::{
    righe::Riga,
    tipi::{Effetto, Tipo},
};

/// Why an act is communicated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scopo {
    /// To whom it concerns.
    Interessati,
    /// To who supplies what it pays.
    Fornitori,
    /// To the heads of the groups of the council.
    Capigruppo,
    /// To the prefect.
    Prefetto,
}

impl Scopo {
    /// All of them, in the order of the page.
    pub const TUTTI: [Self; 4] = [Self::Interessati, Self::Fornitori, Self::Capigruppo, Self::Prefetto];

    /// As forms and programs write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Interessati => "interessati",
            Self::Fornitori => "fornitori",
            Self::Capigruppo => "capigruppo",
            Self::Prefetto => "prefetto",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.into_iter().find(|scopo| scopo.code() == code)
    }

    /// As a page calls it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Interessati => "Agli interessati",
            Self::Fornitori => "Ai fornitori",
            Self::Capigruppo => "Ai capigruppo consiliari",
            Self::Prefetto => "Al prefetto",
        }
    }

    /// Where the law asks for it.
    pub const fn legge(self) -> &'static str {
        match self {
            Self::Interessati => "art. 21-bis L. 241/1990",
            Self::Fornitori => "artt. 183 e 191 TUEL",
            Self::Capigruppo => "art. 125 TUEL",
            Self::Prefetto => "art. 135 TUEL",
        }
    }

    /// What the entry is about, before the act is cited. `impegni`: the commitments of the act, as they are cited.
    pub fn oggetto(self, impegni: &[String]) -> String {
        match self {
            Self::Interessati => "Comunicazione dell'atto".to_owned(),
            // The invoice must bear what is told here (art. 191, c. 1).
            Self::Fornitori if !impegni.is_empty() => {
                format!(
                    "Comunicazione dell'impegno e della copertura finanziaria (art. 191 TUEL), impegno {}",
                    impegni.join(", ")
                )
            }
            Self::Fornitori => "Comunicazione al fornitore".to_owned(),
            Self::Capigruppo => "Elenco delle deliberazioni della Giunta ai capigruppo (art. 125 TUEL)".to_owned(),
            Self::Prefetto => "Comunicazione al prefetto (art. 135 TUEL)".to_owned(),
        }
    }
}

/// The purposes for which an act of this kind is communicated: everything to whom it concerns and to who supplies; to the heads of the
/// groups what the executive deliberates; to the prefect the deliberations of both bodies, which he may ask for. What the mayor orders as an
/// officer of the Government he is told before it is signed (art. 54, c. 4): of an adopted act that comes too late, and is none of these.
pub fn scopi(tipo: &Tipo) -> Vec<Scopo> {
    let fits = |scopo: &Scopo| match scopo {
        Scopo::Interessati | Scopo::Fornitori => true,
        Scopo::Capigruppo => tipo.codice == "delibera_giunta",
        Scopo::Prefetto => tipo.effetto == Effetto::Delibera,
    };
    Scopo::TUTTI.into_iter().filter(fits).collect()
}

/// Those whom the data of an act name, one a line.
pub fn interessati(destinatari: Option<&str>) -> Vec<Line> {
    una_volta(Line::all(destinatari.unwrap_or_default()))
}

/// Those whom the accounting lines name.
pub fn fornitori(righe: &[Riga]) -> Vec<Line> {
    let one = |riga: &Riga| {
        let code: String = riga.creditore_codice.chars().filter(|c| !c.is_whitespace()).collect();
        Line {
            name: riga.creditore.trim().replace(['\n', ';'], " "),
            code: Some(code.to_uppercase()).filter(|code| !code.is_empty()),
            address: None,
        }
    };
    una_volta(righe.iter().map(one).filter(|line| !line.name.is_empty()))
}

/// Each of them once.
fn una_volta(all: impl Iterator<Item = Line>) -> Vec<Line> {
    let mut once: Vec<Line> = Vec::new();
    for line in all {
        if !once.contains(&line) {
            once.push(line);
        }
    }
    once
}

/// What the day on which an act reached somebody means for them: of what limits the rights of private persons it is the day from which it
/// has effect for each of them (art. 21-bis L. 241/1990); else it is told as the day of the delivery.
pub fn raggiunto(effetto: Effetto, giorno: Date) -> String {
    let day = giorno.format("%d/%m/%Y");
    match effetto {
        Effetto::Notifica => format!("consegnato il {day}: per questo destinatario ha effetto da quel giorno"),
        _ => format!("consegnato il {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_act_is_communicated_to_whom_the_law_names() {
        use Scopo::{Capigruppo, Fornitori, Interessati, Prefetto};
        let of = |code: &str| scopi(Tipo::di(code).unwrap());
        assert_eq!(of("determina"), [Interessati, Fornitori]);
        assert_eq!(of("delibera_giunta"), [Interessati, Fornitori, Capigruppo, Prefetto]);
        assert_eq!(of("delibera_consiglio"), [Interessati, Fornitori, Prefetto]);
        assert_eq!(of("ordinanza_sindaco"), [Interessati, Fornitori]);
        assert!(Scopo::TUTTI.into_iter().all(|scopo| Scopo::from_code(scopo.code()) == Some(scopo)));
    }

    #[test]
    fn a_supplier_of_two_lines_is_told_once_and_a_line_without_one_tells_nobody() {
        let riga = |creditore: &str, code: &str| Riga {
            creditore: creditore.into(),
            creditore_codice: code.into(),
            ..Riga::default()
        };
        let all =
            fornitori(&[riga("Edilnova S.r.l.", "01234567897"), riga("Edilnova S.r.l.", "01234567897"), riga(" ", "")]);
        let told: Vec<String> = all.iter().map(Line::to_string).collect();
        assert_eq!(told, ["Edilnova S.r.l.; 01234567897"]);
        let told: Vec<String> =
            interessati(Some("Rossi Mario; rossi@pec.example.it\n\nRossi Mario; rossi@pec.example.it"))
                .iter()
                .map(Line::to_string)
                .collect();
        assert_eq!(told, ["Rossi Mario; rossi@pec.example.it"]);
        assert!(interessati(None).is_empty());
    }

    #[test]
    fn what_limits_rights_has_effect_for_each_from_the_day_on_which_it_reached_them() {
        let day = Date::from_ymd_opt(2026, 11, 27).unwrap();
        assert!(raggiunto(Effetto::Notifica, day).contains("27/11/2026: per questo destinatario ha effetto"));
        assert_eq!(raggiunto(Effetto::Firma, day), "consegnato il 27/11/2026");
    }

    #[test]
    fn a_supplier_is_told_the_commitment_which_the_invoice_must_bear() {
        assert!(Scopo::Fornitori.oggetto(&["n. 12/2026".into()]).ends_with("impegno n. 12/2026"));
        assert_eq!(Scopo::Fornitori.oggetto(&[]), "Comunicazione al fornitore");
    }
}
