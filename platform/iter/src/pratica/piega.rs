//! From facts to file: the fold.

use std::collections::BTreeMap;

use kernel::{Instant, Uuid};

use super::{Compiuto, Corso, Cosa, Fatto, Firmatario, MAX_FATTI, Pratica, Sospensione};

/// Facts that no file can have: the record was altered, or cut.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("il fatto n. {n} della pratica non regge: {perche}")]
pub struct Guasto {
    /// The first that does not hold.
    pub n: u32,
    /// Why.
    pub perche: String,
}

impl Pratica {
    /// The file that these facts make.
    ///
    /// # Errors
    /// The first fact that does not follow from those before it.
    pub fn da(fatti: &[Fatto]) -> Result<Self, Guasto> {
        let none = || Guasto { n: 0, perche: "la pratica non ha fatti".into() };
        let (first, rest) = fatti.split_first().ok_or_else(none)?;
        let mut pratica = Self::avviata(first)?;
        for fatto in rest {
            pratica.applica(fatto)?;
        }
        Ok(pratica)
    }

    pub(super) fn avviata(first: &Fatto) -> Result<Self, Guasto> {
        let Fatto {
            n: 0,
            chi: Firmatario::Persona(autore),
            cosa: Cosa::Avviata { definizione, ufficio, stato, .. },
            ..
        } = first
        else {
            return Err(Guasto {
                n: first.n,
                perche: "una pratica comincia con il suo avvio, da parte di una persona".into(),
            });
        };
        Ok(Self {
            definizione: definizione.clone(),
            autore: *autore,
            ufficio: ufficio.clone(),
            prossimo: 1,
            ultimo: first.quando,
            presente: BTreeMap::from([(stato.clone(), first.quando)]),
            compiuti: BTreeMap::new(),
            termini: BTreeMap::new(),
            sospesi: BTreeMap::new(),
            astenuti: BTreeMap::new(),
            chiavi: BTreeMap::from([(first.chiave.clone(), String::new())]),
            conclusa: None,
        })
    }

    /// One fact more.
    ///
    /// # Errors
    /// When it does not follow from those before it; the file is then not to be used any more.
    pub fn applica(&mut self, fatto: &Fatto) -> Result<(), Guasto> {
        let no = |perche: String| Err(Guasto { n: fatto.n, perche });
        if fatto.n != self.prossimo {
            return no(format!("ci si aspettava il n. {}", self.prossimo));
        }
        if fatto.n >= MAX_FATTI {
            return no(format!("una pratica ha al massimo {MAX_FATTI} fatti"));
        }
        if fatto.quando < self.ultimo {
            return no("è accaduto prima di quello che lo precede".into());
        }
        if self.conclusa.is_some() {
            return no("la pratica era già conclusa".into());
        }
        self.prossimo += 1;
        self.ultimo = fatto.quando;
        let name = if let Cosa::Compiuto { passo, .. } = &fatto.cosa { passo.as_str() } else { "" };
        self.chiavi.entry(fatto.chiave.clone()).or_insert_with(|| name.to_owned());
        self.accade(fatto).or_else(no)
    }

    fn accade(&mut self, fatto: &Fatto) -> Result<(), String> {
        match &fatto.cosa {
            Cosa::Avviata { .. } => return Err("la pratica era già avviata".into()),
            Cosa::Compiuto { passo, esce, entra, .. } => {
                self.muovi(esce, entra, fatto.quando)?;
                let ultimo = if let Firmatario::Persona(id) = &fatto.chi { Some(*id) } else { None };
                self.segna(passo, ultimo, fatto.quando);
            }
            Cosa::Effetto { passo, .. } if self.compiuti.contains_key(passo) => {}
            Cosa::Effetto { passo, .. } => return Err(format!("è l'effetto di «{passo}», che non è stato compiuto")),
            Cosa::TermineAvviato { termine, nome, dal, durata, proroga } => {
                if self.termini.get(termine).is_some_and(|corso| corso.chiuso.is_none()) {
                    return Err(format!("il termine «{termine}» era già in corso"));
                }
                let corso = Corso {
                    nome: nome.clone(),
                    dal: *dal,
                    durata: *durata,
                    proroga: *proroga,
                    sospensioni: Vec::new(),
                    chiuso: None,
                };
                self.termini.insert(termine.clone(), corso);
            }
            Cosa::TermineSospeso { termine, passo, dal, al_piu, .. } => {
                let sospensione = Sospensione { dal: *dal, al: None, al_piu: *al_piu };
                self.corso(termine)?.sospensioni.push(sospensione);
                *self.sospesi.entry(termine.clone()).or_default().entry(passo.clone()).or_default() += 1;
            }
            Cosa::TermineRipreso { termine, dal } => {
                let open = self.corso(termine)?.sospensioni.iter_mut().rev().find(|one| one.al.is_none());
                match open {
                    Some(sospensione) => sospensione.al = Some(*dal),
                    None => return Err(format!("il termine «{termine}» non era sospeso")),
                }
            }
            Cosa::TermineInterrotto { termine, dal } => {
                let corso = self.corso(termine)?;
                corso.dal = *dal;
                corso.sospensioni.clear();
            }
            Cosa::TermineChiuso { termine, il } => self.corso(termine)?.chiuso = Some(*il),
            Cosa::Astenuto { persona, motivo } => {
                self.astenuti.insert(*persona, motivo.clone());
            }
            Cosa::Spostata { da, a, esce, entra, .. } => {
                if *da != self.definizione {
                    return Err(format!(
                        "la pratica seguiva la versione {}, non {}",
                        self.definizione.breve(),
                        da.breve()
                    ));
                }
                self.muovi(esce, entra, fatto.quando)?;
                self.definizione = a.clone();
            }
            Cosa::Conclusa { stato } => {
                if !self.presente.contains_key(stato) || self.presente.len() != 1 {
                    return Err(format!("non era soltanto in «{stato}»"));
                }
                if let Some((termine, _)) = self.in_corso().next() {
                    return Err(format!("il termine «{termine}» era ancora in corso"));
                }
                self.conclusa = Some(fatto.quando);
            }
        }
        Ok(())
    }

    fn segna(&mut self, passo: &str, ultimo: Option<Uuid>, quando: Instant) {
        let entry = self.compiuti.entry(passo.to_owned()).or_insert(Compiuto { volte: 0, ultimo: None, quando });
        *entry = Compiuto { volte: entry.volte + 1, ultimo, quando };
    }

    fn corso(&mut self, termine: &str) -> Result<&mut Corso, String> {
        let corso = self.termini.get_mut(termine).filter(|corso| corso.chiuso.is_none());
        corso.ok_or_else(|| format!("il termine «{termine}» non era in corso"))
    }

    fn muovi(&mut self, esce: &[String], entra: &[String], quando: Instant) -> Result<(), String> {
        for stato in esce {
            if self.presente.remove(stato).is_none() {
                return Err(format!("esce da «{stato}», dove la pratica non era"));
            }
        }
        for stato in entra {
            if self.presente.insert(stato.clone(), quando).is_some() {
                return Err(format!("entra in «{stato}», dove la pratica era già"));
            }
        }
        if self.presente.is_empty() {
            return Err("la pratica non sarebbe in nessuno stato".into());
        }
        Ok(())
    }
}
