//! What can be done now, by whom, and who is waited for.

use calendar::Calendario;
use kernel::{Instant, Refusal};

use super::{Pratica, Scadenza};
use crate::{Agente, Chi, Mondo, Passo, Persona, Titolo, Valida};

/// A step that a person may take.
#[derive(Clone, Debug)]
pub struct PassoPossibile<'a> {
    /// The step.
    pub passo: &'a Passo,
    /// By what title.
    pub titolo: Titolo,
    /// What is still missing: all the reasons why it cannot be taken yet. Empty when it can.
    pub mancano: Refusal,
}

/// Why a file stands in a state, and who moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attesa {
    /// The state's code.
    pub stato: String,
    /// As people call it.
    pub nome: String,
    /// Since when.
    pub dal: Instant,
    /// Who is waited for, in words, each with the step that is theirs. Empty where only other branches are.
    pub chi: Vec<(String, String)>,
    /// The other branches that are waited for, by their states' names.
    pub rami: Vec<String>,
    /// The terms that run from here, with their ends.
    pub termini: Vec<(String, Scadenza)>,
}

impl Pratica {
    /// The steps that this person may take now, with what each still lacks: those of others are left out.
    pub fn passi_possibili<'a>(
        &self,
        definizione: &'a Valida,
        calendario: &Calendario,
        mondo: &dyn Mondo,
        persona: &Persona,
        quando: Instant,
    ) -> Vec<PassoPossibile<'a>> {
        if self.conclusa.is_some() || *definizione.impronta() != self.definizione {
            return Vec::new();
        }
        let here = definizione.definizione().passi.iter().filter(|passo| self.pronto(mondo, passo));
        here.filter_map(|passo| {
            let titolo = self.titolo(definizione, calendario, mondo, passo, Agente::Persona(persona), quando).ok()?;
            let mut mancano = Refusal::default();
            self.in_ordine(mondo, passo, quando, &mut mancano);
            Some(PassoPossibile { passo, titolo, mancano })
        })
        .collect()
    }

    /// Whether a step is this person's, wherever the file is by now and whatever the step still lacks: what an office lets do only whoever
    /// answers for a step, it asks so.
    pub fn spetta(
        &self,
        definizione: &Valida,
        calendario: &Calendario,
        mondo: &dyn Mondo,
        passo: &Passo,
        persona: &Persona,
        quando: Instant,
    ) -> bool {
        self.titolo(definizione, calendario, mondo, passo, Agente::Persona(persona), quando).is_ok()
    }

    /// For each state in which the file is, who is waited for and until when.
    pub fn attese(&self, definizione: &Valida, calendario: &Calendario, mondo: &dyn Mondo) -> Vec<Attesa> {
        if self.conclusa.is_some() {
            return Vec::new();
        }
        let attesa = |(stato, dal): (&String, &Instant)| {
            let from_here =
                definizione.passi.iter().filter(|passo| passo.da.contains(stato) && self.condizioni(mondo, passo));
            let (ready, waiting): (Vec<&Passo>, Vec<&Passo>) = from_here.partition(|passo| self.dove_serve(passo));
            let people = ready.iter().filter(|passo| passo.chi != Chi::Sistema);
            let missing =
                waiting.iter().flat_map(|passo| &passo.da).filter(|other| !self.presente.contains_key(*other));
            let mut rami: Vec<String> = missing.map(|other| definizione.nome_stato(other).to_owned()).collect();
            rami.sort();
            rami.dedup();
            let from_entry =
                |codice: &str| definizione.termine(codice).is_some_and(|one| one.implicito() == Some(stato));
            Attesa {
                stato: stato.clone(),
                nome: definizione.nome_stato(stato).to_owned(),
                dal: *dal,
                chi: people.map(|passo| (definizione.descrivi(&passo.chi), passo.nome.clone())).collect(),
                rami,
                termini: self
                    .in_corso()
                    .filter(|(codice, _)| from_entry(codice))
                    .map(|(codice, corso)| (codice.to_owned(), corso.scadenza(calendario)))
                    .collect(),
            }
        };
        self.presente.iter().map(attesa).collect()
    }
}
