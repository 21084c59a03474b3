//! Facts in the making: a step with all that follows from it.

use calendar::dopo;
use kernel::{Instant, Refusal};

use super::{Corso, Cosa, Fatto, Firmatario, Pratica};
use crate::{Agente, Definizione, Evento, Mondo, Passo, Tipo, Titolo, Valida};

/// Facts in the making: each is applied as it is told, so that what comes back always folds.
pub(super) struct Stesura<'a> {
    pub pratica: Pratica,
    pub fatti: Vec<Fatto>,
    pub quando: Instant,
    chi: Firmatario,
    chiave: &'a str,
}

impl<'a> Stesura<'a> {
    pub fn su(pratica: Pratica, chi: Agente<'_>, quando: Instant, chiave: &'a str) -> Self {
        let chi = match chi {
            Agente::Sistema => Firmatario::Sistema,
            Agente::Persona(persona) => Firmatario::Persona(persona.id),
        };
        Self { pratica, fatti: Vec::new(), quando, chi, chiave }
    }

    pub fn accade(&mut self, cosa: Cosa) -> Result<(), Refusal> {
        let n = self.pratica.prossimo();
        let fatto = Fatto { n, quando: self.quando, chi: self.chi.clone(), chiave: self.chiave.to_owned(), cosa };
        self.pratica
            .applica(&fatto)
            .map_err(|guasto| Refusal::because(format!("Il passo non si può scrivere: {guasto}.")))?;
        self.fatti.push(fatto);
        Ok(())
    }
}

impl Stesura<'_> {
    /// One step with all that follows from it: effects, terms, the end.
    pub fn passo(
        &mut self,
        definizione: &Definizione,
        passo: &Passo,
        titolo: Titolo,
        motivo: Option<&str>,
    ) -> Result<(), Refusal> {
        let here = &self.pratica.presente;
        let leaves = |stato: &&String| here.contains_key(*stato) && !passo.a.contains(stato);
        let esce: Vec<String> = passo.da.iter().chain(&passo.ritira).filter(leaves).cloned().collect();
        // Where the file was and is sent again it stays, and since when it is there does not change.
        let taken_out = |stato: &String| passo.da.contains(stato) || passo.ritira.contains(stato);
        let comes = |stato: &&String| !(here.contains_key(*stato) && taken_out(stato));
        let entra: Vec<String> = passo.a.iter().filter(comes).cloned().collect();
        self.accade(Cosa::Compiuto {
            passo: passo.codice.clone(),
            nome: passo.nome.clone(),
            titolo,
            motivo: motivo.map(str::to_owned),
            esce: esce.clone(),
            entra: entra.clone(),
        })?;
        for uso in &passo.effetti {
            self.accade(Cosa::Effetto { passo: passo.codice.clone(), uso: uso.clone() })?;
        }
        let mut events = vec![Evento::Compiuto(passo.codice.clone())];
        events.extend(esce.iter().cloned().map(Evento::UscitaDa));
        events.extend(entra.iter().cloned().map(Evento::EntrataIn));
        let end = entra.iter().find(|stato| definizione.stato(stato).is_some_and(|stato| stato.tipo == Tipo::Fine));
        if end.is_some() {
            events.push(Evento::Fine);
        }
        self.chiudi_termini(definizione, &events, end.is_some())?;
        match end {
            Some(stato) => self.accade(Cosa::Conclusa { stato: stato.clone() }),
            None => {
                self.avvia_termini(definizione, &events, &[])?;
                self.tocca_termini(passo)
            }
        }
    }

    /// Closes the terms that these events fulfil; at the end of the file, all.
    fn chiudi_termini(&mut self, definizione: &Definizione, events: &[Evento], all: bool) -> Result<(), Refusal> {
        let running: Vec<String> = self.pratica.in_corso().map(|(codice, _)| codice.to_owned()).collect();
        for termine in running {
            let fulfilled = definizione.termine(&termine).is_some_and(|known| {
                let implicit = known.implicito().map(|stato| Evento::UscitaDa(stato.to_owned()));
                events.iter().any(|event| known.al.contains(event) || implicit.as_ref() == Some(event))
            });
            if all || fulfilled {
                self.accade(Cosa::TermineChiuso { termine, il: self.quando.date() })?;
            }
        }
        Ok(())
    }

    /// Begins the terms that these events begin, those that run apart.
    pub fn avvia_termini(
        &mut self,
        definizione: &Definizione,
        events: &[Evento],
        entra: &[String],
    ) -> Result<(), Refusal> {
        let comes = |event: &Evento| matches!(event, Evento::EntrataIn(stato) if entra.contains(stato));
        for termine in definizione.termini.iter().filter(|one| events.contains(&one.dal) || comes(&one.dal)) {
            if self.pratica.termini.get(&termine.codice).is_some_and(|corso| corso.chiuso.is_none()) {
                continue;
            }
            self.accade(Cosa::TermineAvviato {
                termine: termine.codice.clone(),
                nome: termine.nome.clone(),
                dal: self.quando.date(),
                durata: termine.durata,
                proroga: termine.proroga,
            })?;
        }
        Ok(())
    }

    /// Suspends, resumes and interrupts what the step says, of what runs.
    fn tocca_termini(&mut self, passo: &Passo) -> Result<(), Refusal> {
        let today = self.quando.date();
        let running = |pratica: &Pratica, termine: &str| -> Option<Corso> {
            pratica.termini.get(termine).filter(|corso| corso.chiuso.is_none()).cloned()
        };
        for termine in &passo.interrompe {
            if running(&self.pratica, termine).is_some() {
                self.accade(Cosa::TermineInterrotto { termine: termine.clone(), dal: today })?;
            }
        }
        for riprende in &passo.riprende {
            let corso = running(&self.pratica, &riprende.termine);
            let open =
                corso.iter().flat_map(|corso| corso.sospensioni.iter().rev()).find(|one| one.al.is_none()).cloned();
            if let Some(open) = open.filter(|one| one.al_piu.is_none_or(|latest| today <= latest)) {
                let dal = dopo(today, riprende.dopo_giorni);
                let dal = open.al_piu.map_or(dal, |latest| dal.min(latest));
                self.accade(Cosa::TermineRipreso { termine: riprende.termine.clone(), dal })?;
            }
        }
        for sospende in &passo.sospende {
            let corso = running(&self.pratica, &sospende.termine);
            if corso.is_none_or(|corso| corso.sospeso(today)) {
                continue;
            }
            self.accade(Cosa::TermineSospeso {
                termine: sospende.termine.clone(),
                passo: passo.codice.clone(),
                dal: today,
                al_piu: sospende.al_piu_giorni.map(|days| dopo(today, days)),
                legge: sospende.legge.clone(),
            })?;
        }
        Ok(())
    }

    /// The automatic steps that now follow, one after the other.
    pub fn da_soli(&mut self, definizione: &Valida, mondo: &dyn Mondo) -> Result<(), Refusal> {
        // A definition in order has no rounds of these, so that a file is in no place twice; the bound is for what this program does not
        // know.
        for _ in 0..definizione.quanti_luoghi() {
            let next = definizione.passi.iter().find(|passo| passo.subito() && self.pratica.pronto(mondo, passo));
            let (Some(passo), None) = (next, self.pratica.conclusa) else { return Ok(()) };
            // What the program does of its own accord after a person's step is the program's, with all that follows
            // from it.
            let asked = std::mem::replace(&mut self.chi, Firmatario::Sistema);
            self.passo(definizione, passo, Titolo::Sistema, None)?;
            self.chi = asked;
        }
        Err(Refusal::because("I passi automatici di questo iter non si fermano: avvisa chi gestisce gli iter."))
    }
}
