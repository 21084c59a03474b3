//! Definitions in forms: from fields to parts of a definition and back. Pure. What forms cannot say is written by
//! hand, as TOML: [`passo::si_dice`] and [`termine::si_dice`] tell, so that saving a form never loses what it does
//! not show.

pub(crate) mod chi;
pub(crate) mod passo;
pub(crate) mod termine;

use std::collections::BTreeMap;

use iter::{Chi, Definizione, Passo, Stato, Tipo};
use kernel::Refusal;
use serde::Deserialize;

/// The fields that a form sent. A name that comes twice counts once.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Campi(BTreeMap<String, String>);

impl Campi {
    /// What was written, without blanks around; empty where the field is not there.
    pub fn testo(&self, nome: &str) -> &str {
        self.0.get(nome).map(|text| text.trim()).unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub fn si(&self, nome: &str) -> bool {
        !self.testo(nome).is_empty()
    }

    /// A text where something was written.
    pub fn forse(&self, nome: &str) -> Option<String> {
        Some(self.testo(nome).to_owned()).filter(|text| !text.is_empty())
    }

    /// A whole number where something was written; what is none is told.
    pub fn numero(&self, nome: &str, come: &str, no: &mut Refusal) -> Option<u16> {
        let text = self.testo(nome);
        if text.is_empty() {
            return None;
        }
        let read = text.parse().ok();
        if read.is_none() {
            no.add(None, format!("{come}: «{text}» non è un numero intero da 0 a 65535."));
        }
        read
    }

    #[cfg(test)]
    pub fn di(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }
}

/// A new definition: a beginning, an end, the step between them.
pub(crate) fn inizio(codice: &str, nome: &str) -> Definizione {
    let stato = |codice: &str, nome: &str, tipo| Stato { codice: codice.into(), nome: nome.into(), tipo };
    let concludi = Passo {
        codice: "concludi".into(),
        nome: "Concludi".into(),
        da: vec!["bozza".into()],
        a: vec!["conclusa".into()],
        ritira: Vec::new(),
        chi: Chi::Autore,
        scatto: None,
        se: Vec::new(),
        controlli: Vec::new(),
        effetti: Vec::new(),
        motivo: iter::Motivo::Facoltativo,
        ritorno: false,
        sospende: Vec::new(),
        riprende: Vec::new(),
        interrompe: Vec::new(),
    };
    Definizione {
        codice: codice.into(),
        nome: nome.into(),
        descrizione: String::new(),
        legge: None,
        avvia: Chi::Ufficio(iter::Dove::Ovunque),
        stati: vec![stato("bozza", "Bozza", Tipo::Inizio), stato("conclusa", "Conclusa", Tipo::Fine)],
        passi: vec![concludi],
        termini: Vec::new(),
    }
}

/// A state out of its form.
pub(crate) fn stato(campi: &Campi, codice: &str) -> Stato {
    let tipo = match campi.testo("tipo") {
        "inizio" => Tipo::Inizio,
        "fine" => Tipo::Fine,
        _ => Tipo::Passaggio,
    };
    Stato { codice: codice.to_owned(), nome: campi.testo("nome").to_owned(), tipo }
}

/// A state's type, as its form names it.
pub(crate) const fn tipo(tipo: Tipo) -> &'static str {
    match tipo {
        Tipo::Inizio => "inizio",
        Tipo::Passaggio => "passaggio",
        Tipo::Fine => "fine",
    }
}

/// Of the reasons why a definition is refused, those that speak of this part: by its name or its code.
pub(crate) fn di_parte(reasons: &[String], codice: &str, nome: &str) -> Vec<String> {
    let named =
        |reason: &&String| [codice, nome].iter().any(|word| !word.is_empty() && reason.contains(&format!("«{word}»")));
    reasons.iter().filter(named).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_definition_has_a_way_from_its_beginning_to_its_end() {
        assert!(iter::riapri(inizio("prova", "Prova")).is_ok());
    }

    #[test]
    fn a_reason_stands_beside_the_part_of_which_it_speaks() {
        let reasons = vec!["Lo stato «Alla firma» non ha uscite.".to_owned(), "Manca una fine.".to_owned()];
        assert_eq!(di_parte(&reasons, "alla-firma", "Alla firma"), reasons[..1]);
        assert!(di_parte(&reasons, "bozza", "Bozza").is_empty());
    }

    #[test]
    fn a_number_that_is_none_is_told() {
        let mut no = Refusal::default();
        let campi = Campi::di(&[("a", " 5 "), ("b", "cinque"), ("c", "")]);
        let read = ["a", "b", "c"].map(|name| campi.numero(name, "Giorni", &mut no));
        assert_eq!((read, no.reasons.len()), ([Some(5), None, None], 1));
    }
}
