//! A running file follows another version of its definition.

use std::collections::BTreeMap;

use kernel::{Instant, Refusal};

use super::{
    Cosa, Fatto, Pratica,
    compi::{MAX_MOTIVO, chiave_in_ordine},
    stesura::Stesura,
};
use crate::{
    Agente, Definizione, Mondo, Tipo, Valida, confronta,
    valida::{cammini::sempre_da, racconto::elenco},
};

/// The request to move a file.
#[derive(Clone, Copy, Debug)]
pub struct Spostamento<'a> {
    /// Who decides: a person whom the office authorised.
    pub chi: Agente<'a>,
    /// When.
    pub quando: Instant,
    /// Why.
    pub motivo: &'a str,
    /// Where each state goes; those that are not named keep their code.
    pub mappa: &'a BTreeMap<String, String>,
    /// The request's key.
    pub chiave: &'a str,
}

impl Pratica {
    /// Moves a file to another version of its definition: its facts. What changes is told by [`confronta`] and kept
    /// with them.
    ///
    /// Terms that run go on as they began, with the length that they had, also where their state has another name;
    /// one that the new version does not know is never dropped in silence.
    ///
    /// # Errors
    /// All the reasons why the file cannot go on there: a state that has no counterpart, a place that no file of the
    /// new version can reach, a step that would wait for somebody who took a step which this file never took, a term
    /// that would be forgotten.
    pub fn sposta(
        &self,
        vecchia: &Definizione,
        nuova: &Valida,
        mondo: &dyn Mondo,
        richiesta: Spostamento<'_>,
    ) -> Result<Vec<Fatto>, Refusal> {
        // Served already: the same request, and the file is where it asks.
        if self.chiavi.contains_key(richiesta.chiave) && *nuova.impronta() == self.definizione {
            return Ok(Vec::new());
        }
        let mut no = Refusal::default();
        chiave_in_ordine(richiesta.chiave, &mut no);
        if vecchia.impronta() != self.definizione {
            no.add(None, format!("La pratica segue la versione {}, non quella indicata.", self.definizione.breve()));
        }
        if *nuova.impronta() == self.definizione {
            no.add(None, "La pratica segue già questa versione.");
        }
        if self.conclusa.is_some() {
            no.add(None, "La pratica è conclusa: resta con la versione con cui è finita.");
        }
        if matches!(richiesta.chi, Agente::Sistema) {
            no.add(None, "Una pratica la sposta una persona, che ne risponde.");
        }
        if richiesta.quando < self.ultimo {
            no.add(None, "L'orologio va indietro: l'ultimo fatto della pratica è successivo.");
        }
        let motivo = richiesta.motivo.trim();
        if motivo.is_empty() || motivo.chars().count() > MAX_MOTIVO {
            no.add(
                Some("motivo"),
                format!("Scrivi perché la pratica cambia versione, in non più di {MAX_MOTIVO} caratteri."),
            );
        }
        let stati = self.arrivo(vecchia, nuova, richiesta.mappa, &mut no);
        if no.reasons.is_empty() {
            self.regge(nuova, &stati, &mut no);
        }
        self.termini_noti(vecchia, nuova, &stati, &mut no);
        no.unless_empty(())?;
        let mut stesura = Stesura::su(self.clone(), richiesta.chi, richiesta.quando, richiesta.chiave);
        stesura.sposta(vecchia, nuova, &stati, motivo)?;
        stesura.da_soli(nuova, mondo)?;
        Ok(stesura.fatti)
    }

    fn arrivo(
        &self,
        vecchia: &Definizione,
        nuova: &Definizione,
        mappa: &BTreeMap<String, String>,
        no: &mut Refusal,
    ) -> Vec<String> {
        let mut stati: Vec<String> = Vec::new();
        for stato in self.presente.keys() {
            let to = mappa.get(stato).unwrap_or(stato);
            let name = vecchia.nome_stato(stato);
            match nuova.stato(to) {
                None => no.add(
                    None,
                    format!("La pratica è in «{name}», che nella nuova versione non c'è: indica in quale stato va."),
                ),
                Some(found) if found.tipo == Tipo::Fine => no.add(
                    None,
                    format!("Cambiare versione non può concludere la pratica: «{}» è uno stato finale.", found.nome),
                ),
                Some(found) if stati.contains(to) => {
                    no.add(
                        None,
                        format!("Due rami della pratica finirebbero insieme in «{}»: uno andrebbe perso.", found.nome),
                    );
                }
                Some(_) => stati.push(to.clone()),
            }
        }
        stati
    }

    /// Whether a file of the new version can be there, with the steps that this one has taken.
    fn regge(&self, nuova: &Valida, stati: &[String], no: &mut Refusal) {
        let marca = nuova.rete.marca(stati);
        let Some(at) = nuova.luoghi.iter().position(|luogo| luogo.marca == marca) else {
            let names = elenco(stati.iter().map(|stato| nuova.nome_stato(stato)));
            return no.add(
                None,
                format!("Nella nuova versione nessuna pratica può trovarsi insieme in {names}: indica altri stati."),
            );
        };
        let taken = nuova.passi.iter().enumerate().filter(|(_, passo)| self.compiuti.contains_key(&passo.codice));
        let done = taken.fold(0u128, |all, (place, _)| all | 1 << place);
        let sempre = sempre_da(&nuova.luoghi, &[(at, done)], nuova.passi.len());
        for (step, passo) in nuova.passi.iter().enumerate() {
            for other in passo.chi.attende() {
                let Some(bit) = nuova.passi.iter().position(|one| one.codice == other) else { continue };
                let lacks = |luogo: usize| sempre[luogo] & (1 << bit) == 0;
                let from = |luogo: usize| nuova.luoghi[luogo].uscite.iter().any(|(taken, _, _)| *taken == step);
                if (0..nuova.luoghi.len()).any(|luogo| lacks(luogo) && from(luogo)) {
                    no.add(
                        None,
                        format!(
                            "Nella nuova versione «{}» spetta a chi ha compiuto «{}», e in questa pratica quel passo \
                             non è stato \
                             compiuto.",
                            passo.nome,
                            nuova.nome_passo(other)
                        ),
                    );
                }
            }
        }
    }

    fn termini_noti(&self, vecchia: &Definizione, nuova: &Definizione, stati: &[String], no: &mut Refusal) {
        for (codice, corso) in self.in_corso() {
            if nuova.termine(codice).is_none() && !self.lascia(vecchia, codice, stati) {
                no.add(
                    None,
                    format!(
                        "Il termine «{}» è in corso, e la nuova versione non lo conosce: resterebbe dimenticato.",
                        corso.nome
                    ),
                );
            }
        }
    }

    /// Whether a term is over because the file leaves the state from which it ran.
    fn lascia(&self, definizione: &Definizione, codice: &str, stati: &[String]) -> bool {
        let state = definizione.termine(codice).and_then(|termine| termine.implicito());
        state.is_some_and(|state| !stati.iter().any(|stato| stato == state))
    }
}

impl Stesura<'_> {
    fn sposta(&mut self, vecchia: &Definizione, nuova: &Valida, stati: &[String], motivo: &str) -> Result<(), Refusal> {
        let here: Vec<String> = self.pratica.presente().keys().cloned().collect();
        let esce: Vec<String> = here.iter().filter(|stato| !stati.contains(stato)).cloned().collect();
        let entra: Vec<String> = stati.iter().filter(|stato| !here.contains(stato)).cloned().collect();
        self.accade(Cosa::Spostata {
            da: self.pratica.definizione().clone(),
            a: nuova.impronta().clone(),
            esce,
            entra,
            motivo: motivo.to_owned(),
            differenze: confronta(vecchia, nuova),
        })?;
        let over: Vec<String> = self
            .pratica
            .in_corso()
            .map(|(termine, _)| termine.to_owned())
            .filter(|termine| self.pratica.lascia(vecchia, termine, stati) && !continua(nuova, termine, stati))
            .collect();
        for termine in over {
            self.accade(Cosa::TermineChiuso { termine, il: self.quando.date() })?;
        }
        // What the new version counts from the entry into a state where the file is runs from today, if it does not
        // run yet.
        let all: Vec<String> = self.pratica.presente().keys().cloned().collect();
        self.avvia_termini(nuova, &[], &all)
    }
}

/// Whether the new version counts the same term where the file now is: then it goes on, under whatever name the state
/// has.
fn continua(nuova: &Definizione, codice: &str, stati: &[String]) -> bool {
    nuova
        .termine(codice)
        .is_some_and(|termine| termine.implicito().is_none_or(|state| stati.iter().any(|stato| stato == state)))
}
