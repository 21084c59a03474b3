//! A step is taken.

use calendar::Calendario;
use kernel::{Instant, Refusal};

use super::{Cosa, Fatto, Firmatario, MAX_FATTI, Pratica, stesura::Stesura};
use crate::{
    Agente, Definizione, Mondo, Passo, Titolo, Valida,
    chi::{Noto, titolo},
    definizione::{Evento, Tipo},
    valida::racconto::elenco,
};

/// Characters of a reason, at most.
pub const MAX_MOTIVO: usize = 2_000;
/// Characters of a request's key, at most.
pub const MAX_CHIAVE: usize = 100;

/// The beginning of a file.
#[derive(Clone, Copy, Debug)]
pub struct Avvio<'a> {
    /// Who begins it.
    pub chi: Agente<'a>,
    /// For which unit.
    pub ufficio: &'a str,
    /// When the "atto di impulso" came, or the office took it up.
    pub quando: Instant,
    /// The request's key, the same when it is sent again.
    pub chiave: &'a str,
}

/// A request to take a step.
#[derive(Clone, Copy, Debug)]
pub struct Richiesta<'a> {
    /// Which step.
    pub passo: &'a str,
    /// Who asks.
    pub chi: Agente<'a>,
    /// When.
    pub quando: Instant,
    /// Why, in their words.
    pub motivo: Option<&'a str>,
    /// The request's key, the same when it is sent again.
    pub chiave: &'a str,
}

impl Pratica {
    /// Begins a file: its first facts.
    ///
    /// # Errors
    /// All the reasons why this person cannot begin it there.
    pub fn nuova(definizione: &Valida, mondo: &dyn Mondo, avvio: Avvio<'_>) -> Result<Vec<Fatto>, Refusal> {
        let mut no = Refusal::default();
        chiave_in_ordine(avvio.chiave, &mut no);
        let Agente::Persona(persona) = avvio.chi else {
            no.add(None, "Una pratica la avvia una persona.");
            return Err(no);
        };
        let noto = Noto {
            autore: persona.id,
            ufficio: avvio.ufficio,
            compiuti: &|_| None,
            designati: &|codice| mondo.designati(codice),
            astenuti: &std::collections::BTreeMap::new(),
        };
        let titolo = titolo(&definizione.avvia, persona, &noto);
        // Who may begin files anywhere still begins this one where they work.
        let here = persona.incarichi.iter().any(|one| one.ufficio == avvio.ufficio);
        let (Some(titolo), true) = (titolo, here) else {
            let who = definizione.descrivi(&definizione.avvia);
            no.add(None, format!("Non puoi avviare questa pratica nell'ufficio «{}»: può farlo {who}.", avvio.ufficio));
            return Err(no);
        };
        no.unless_empty(())?;
        let inizio =
            definizione.stati.iter().find(|stato| stato.tipo == Tipo::Inizio).map(|stato| stato.codice.clone());
        let cosa = Cosa::Avviata {
            definizione: definizione.impronta().clone(),
            ufficio: avvio.ufficio.to_owned(),
            titolo,
            stato: inizio.unwrap_or_default(),
        };
        let chi = Firmatario::Persona(persona.id);
        let first = Fatto { n: 0, quando: avvio.quando, chi, chiave: avvio.chiave.to_owned(), cosa };
        let pratica = Self::avviata(&first).map_err(|guasto| Refusal::because(format!("{guasto}.")))?;
        let mut stesura = Stesura::su(pratica, avvio.chi, avvio.quando, avvio.chiave);
        stesura.fatti.push(first);
        let entra: Vec<String> = stesura.pratica.presente.keys().cloned().collect();
        stesura.avvia_termini(definizione, &[Evento::Avvio], &entra)?;
        stesura.da_soli(definizione, mondo)?;
        Ok(stesura.fatti)
    }

    /// Takes a step: the facts to append, which follow those that made this file. None, when this very request was
    /// already served: the same key, the same step.
    ///
    /// Conditions and checks see the file's matter as `mondo` was handed in, also in the automatic steps that follow.
    ///
    /// # Errors
    /// All the reasons why it cannot be taken now by this person, those of each check among them.
    pub fn compi(
        &self,
        definizione: &Valida,
        calendario: &Calendario,
        mondo: &dyn Mondo,
        richiesta: Richiesta<'_>,
    ) -> Result<Vec<Fatto>, Refusal> {
        match self.chiavi.get(richiesta.chiave) {
            Some(passo) if passo == richiesta.passo => return Ok(Vec::new()),
            Some(_) => {
                return Err(Refusal::because(
                    "Questa richiesta ha la chiave di un'altra già eseguita: ricarica la pagina e riprova.",
                ));
            }
            None => {}
        }
        let mut no = Refusal::default();
        chiave_in_ordine(richiesta.chiave, &mut no);
        self.aperta(definizione, richiesta.quando, &mut no);
        let Some(passo) = definizione.passo(richiesta.passo) else {
            no.add(None, format!("Il passo «{}» non c'è in questo iter.", richiesta.passo));
            return Err(no);
        };
        self.qui(definizione, mondo, passo, &mut no);
        let titolo = self.titolo(definizione, calendario, mondo, passo, richiesta.chi, richiesta.quando);
        let titolo = titolo.map_err(|mut why| no.reasons.append(&mut why.reasons)).ok();
        let motivo = richiesta.motivo.map(str::trim).filter(|motivo| !motivo.is_empty());
        motivo_in_ordine(passo, motivo, &mut no);
        self.in_ordine(mondo, passo, richiesta.quando, &mut no);
        no.unless_empty(())?;
        let mut stesura = Stesura::su(self.clone(), richiesta.chi, richiesta.quando, richiesta.chiave);
        stesura.passo(definizione, passo, titolo.unwrap_or(Titolo::Sistema), motivo)?;
        stesura.da_soli(definizione, mondo)?;
        Ok(stesura.fatti)
    }

    /// The steps that the program owes on that day: those at the end of a term that has passed.
    pub fn dovuti<'a>(
        &self,
        definizione: &'a Valida,
        calendario: &Calendario,
        mondo: &dyn Mondo,
        quando: Instant,
    ) -> Vec<&'a str> {
        let due = definizione
            .passi
            .iter()
            .filter(|passo| self.pronto(mondo, passo) && self.passata(calendario, passo, quando));
        due.map(|passo| passo.codice.as_str()).collect()
    }

    pub(super) fn aperta(&self, definizione: &Valida, quando: Instant, no: &mut Refusal) {
        if self.conclusa.is_some() {
            no.add(None, "La pratica è conclusa: non si può più fare nulla.");
        }
        if *definizione.impronta() != self.definizione {
            no.add(
                None,
                format!(
                    "La pratica segue la versione {} dell'iter, non {}: ricarica la pagina.",
                    self.definizione.breve(),
                    definizione.impronta().breve()
                ),
            );
        }
        if quando < self.ultimo {
            no.add(
                None,
                "L'orologio va indietro: l'ultimo fatto della pratica è successivo. Avvisa chi gestisce il sistema.",
            );
        }
        if self.prossimo + 200 >= MAX_FATTI {
            no.add(
                None,
                format!("La pratica ha quasi {MAX_FATTI} fatti: gira in tondo. Avvisa chi gestisce gli iter."),
            );
        }
    }

    /// Whether a step is ready: the file is wherever it begins, and its conditions hold. Who may take it, and what its
    /// checks say, is not asked.
    pub fn pronto(&self, mondo: &dyn Mondo, passo: &Passo) -> bool {
        self.dove_serve(passo) && self.condizioni(mondo, passo)
    }

    pub(super) fn dove_serve(&self, passo: &Passo) -> bool {
        passo.da.iter().all(|stato| self.presente.contains_key(stato))
    }

    pub(super) fn condizioni(&self, mondo: &dyn Mondo, passo: &Passo) -> bool {
        passo.se.iter().all(|se| mondo.vale(&se.condizione) == se.vale)
    }

    fn passata(&self, calendario: &Calendario, passo: &Passo, quando: Instant) -> bool {
        let corso = passo.alla_scadenza().and_then(|termine| self.termini.get(termine));
        corso.is_some_and(|corso| corso.scaduto(calendario, quando.date()))
    }

    fn qui(&self, definizione: &Definizione, mondo: &dyn Mondo, passo: &Passo, no: &mut Refusal) {
        if !self.dove_serve(passo) {
            let wanted = elenco(passo.da.iter().map(|stato| definizione.nome_stato(stato)));
            let here = elenco(self.presente.keys().map(|stato| definizione.nome_stato(stato)));
            no.add(
                None,
                format!("Il passo «{}» si compie quando la pratica è in {wanted}; ora è in {here}.", passo.nome),
            );
        }
        for se in passo.se.iter().filter(|se| mondo.vale(&se.condizione) != se.vale) {
            let holds = if se.vale { "non vale" } else { "vale" };
            no.add(
                None,
                format!(
                    "Il passo «{}» qui non è previsto: {holds} la condizione «{}».",
                    passo.nome, se.condizione.codice
                ),
            );
        }
    }

    /// By what title somebody may take a step, or why nobody like them.
    pub(super) fn titolo(
        &self,
        definizione: &Definizione,
        calendario: &Calendario,
        mondo: &dyn Mondo,
        passo: &Passo,
        chi: Agente<'_>,
        quando: Instant,
    ) -> Result<Titolo, Refusal> {
        let Agente::Persona(persona) = chi else {
            return match passo.alla_scadenza() {
                Some(_) if self.passata(calendario, passo, quando) => Ok(Titolo::Sistema),
                Some(termine) => Err(Refusal::because(format!(
                    "Il passo «{}» scatta quando scade «{}», che non è ancora scaduto.",
                    passo.nome,
                    definizione.nome_termine(termine)
                ))),
                None => Err(Refusal::because(format!("Il passo «{}» lo compie una persona.", passo.nome))),
            };
        };
        if passo.scatto.is_some() {
            return Err(Refusal::because(format!(
                "Il passo «{}» avviene da solo: nessuno lo può compiere.",
                passo.nome
            )));
        }
        if let Some(why) = self.astenuti.get(&persona.id) {
            return Err(Refusal::because(format!(
                "Hai dichiarato di astenerti da questa pratica: {why} La segue chi ti sostituisce."
            )));
        }
        let noto = self.noto(&|codice| mondo.designati(codice), |noto| titolo(&passo.chi, persona, noto));
        if let Some(titolo) = noto {
            return Ok(titolo);
        }
        for (termine, sostituto) in self.da_sostituire(definizione, calendario, quando.date()) {
            if !sostituto.passi.contains(&passo.codice) {
                continue;
            }
            let found = self.noto(&|codice| mondo.designati(codice), |noto| titolo(&sostituto.chi, persona, noto));
            if let Some(found) = found {
                return Ok(Titolo::Sostituto { termine: termine.codice.clone(), titolo: Box::new(found) });
            }
        }
        let who = definizione.descrivi(&passo.chi);
        Err(Refusal::because(format!("Il passo «{}» non spetta a te: può compierlo {who}.", passo.nome)))
    }

    fn noto<T>(&self, designati: &dyn Fn(&str) -> Vec<kernel::Uuid>, ask: impl FnOnce(&Noto<'_>) -> T) -> T {
        ask(&Noto {
            autore: self.autore,
            ufficio: &self.ufficio,
            compiuti: &|passo| self.compiuti.get(passo).and_then(|compiuto| compiuto.ultimo),
            designati,
            astenuti: &self.astenuti,
        })
    }

    /// Whether all is in order for a step: how often it may suspend a term, and its checks.
    pub(super) fn in_ordine(&self, mondo: &dyn Mondo, passo: &Passo, quando: Instant, no: &mut Refusal) {
        for sospende in &passo.sospende {
            let Some(most) = sospende.volte else { continue };
            let used = self.sospesi.get(&sospende.termine).and_then(|steps| steps.get(&passo.codice));
            let used = used.copied().unwrap_or_default();
            if used >= u32::from(most) {
                let law = sospende.legge.as_ref().map(|law| format!(" ({law})")).unwrap_or_default();
                let times = if most == 1 { "una volta sola".to_owned() } else { format!("al massimo {most} volte") };
                no.add(None, format!("«{}» sospende il termine {times}, ed è già stato fatto{law}.", passo.nome));
            }
        }
        for uso in &passo.controlli {
            mondo.verifica(uso, quando, no);
        }
    }
}

pub(super) fn chiave_in_ordine(chiave: &str, no: &mut Refusal) {
    if chiave.is_empty() || chiave.len() > MAX_CHIAVE {
        no.add(
            None,
            format!("La richiesta vuole una chiave da 1 a {MAX_CHIAVE} caratteri: ricarica la pagina e riprova."),
        );
    }
}

fn motivo_in_ordine(passo: &Passo, motivo: Option<&str>, no: &mut Refusal) {
    match motivo {
        None if passo.vuole_motivo() => {
            no.add(Some("motivo"), format!("Scrivi perché: «{}» vuole un motivo.", passo.nome))
        }
        Some(motivo) if motivo.chars().count() > MAX_MOTIVO => {
            no.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {MAX_MOTIVO} caratteri."));
        }
        _ => {}
    }
}
