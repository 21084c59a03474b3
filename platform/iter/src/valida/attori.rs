//! Actors: that somebody can always be each of them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Refusal, Uuid};

use super::{forma::tutti_i_chi, organigramma::Organigramma};
use crate::{
    Chi, Definizione, Dove, Persona, Vocabolario,
    chi::{Noto, titolo},
};

/// An expression may depend on so many people whom only the file knows (who began it, who took a step).
const MAX_INCOGNITE: usize = 2;
/// Chains of "who took the step that who took the step…" are followed so far.
const MAX_CATENA: usize = 8;

/// Somebody whom only the file knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Incognita<'a> {
    Autore,
    Compiuto(&'a str),
}

/// Tells which actors nobody can be: never, or in some file.
pub fn attori(definizione: &Definizione, organigramma: &Organigramma, vocabolario: &Vocabolario, no: &mut Refusal) {
    let all = tutti_i_chi(definizione);
    let named: BTreeSet<Uuid> = all
        .iter()
        .flat_map(|(_, chi)| chi.parti())
        .filter_map(|part| if let Chi::Persona(id) = part { Some(*id) } else { None })
        .collect();
    let small = organigramma.ridotto(&named, MAX_INCOGNITE + 1);
    let proponenti = proponenti(definizione, &small);
    if proponenti.is_empty() {
        let who = definizione.descrivi(&definizione.avvia);
        return no.add(None, format!("Nessuno può avviare una pratica: dovrebbe essere {who}."));
    }
    for (where_, chi) in all.iter().skip(1).filter(|(_, chi)| **chi != Chi::Sistema) {
        if let Some(id) = chi.parti().into_iter().find_map(|part| sconosciuto(part, organigramma)) {
            no.add(None, format!("{where_} spetta alla persona {id}, che non ha alcun incarico nell'ente."));
            continue;
        }
        let unknown = incognite(chi);
        if unknown.len() > MAX_INCOGNITE {
            no.add(
                None,
                format!("{where_} dipende da più di {MAX_INCOGNITE} persone che solo la pratica conosce: semplifica."),
            );
            continue;
        }
        let ente = Ente { definizione, persone: &small.persone, vocabolario };
        // Where the unit that proposes does not matter, one stands for all.
        let units = if ente.locale(chi, 0) { proponenti.len() } else { 1 };
        for unit in proponenti.iter().take(units) {
            if let Some(why) = ente.manca(chi, unit, &unknown) {
                no.add(None, format!("{where_} spetta a {}: {why}.", definizione.descrivi(chi)));
                break;
            }
        }
    }
}

fn sconosciuto(part: &Chi, organigramma: &Organigramma) -> Option<Uuid> {
    match part {
        Chi::Persona(id) if !organigramma.persone.iter().any(|one| one.id == *id) => Some(*id),
        _ => None,
    }
}

/// The units in which somebody can begin a file.
fn proponenti<'a>(definizione: &Definizione, small: &'a Organigramma) -> Vec<&'a str> {
    let begins = |unit: &str| {
        small.persone.iter().any(|one| {
            let here = one.incarichi.iter().any(|incarico| incarico.ufficio == unit);
            here && e(&definizione.avvia, one, unit, &BTreeMap::new(), false)
        })
    };
    small.uffici().into_iter().filter(|unit| begins(unit)).collect()
}

fn incognite(chi: &Chi) -> BTreeSet<Incognita<'_>> {
    let of = |part| match part {
        &Chi::Autore => Some(Incognita::Autore),
        Chi::ChiHaCompiuto(passo) => Some(Incognita::Compiuto(passo)),
        _ => None,
    };
    chi.parti().into_iter().filter_map(of).collect()
}

/// Whether somebody is one of `chi`, given who the unknown are. Whom an office designates nobody knows: `designated`
/// decides.
fn e(chi: &Chi, who: &Persona, unit: &str, known: &BTreeMap<Incognita<'_>, Uuid>, designated: bool) -> bool {
    let noto = Noto {
        autore: known.get(&Incognita::Autore).copied().unwrap_or_default(),
        ufficio: unit,
        compiuti: &|passo| known.get(&Incognita::Compiuto(passo)).copied(),
        designati: &|_| if designated { vec![who.id] } else { Vec::new() },
        astenuti: &BTreeMap::new(),
    };
    titolo(chi, who, &noto).is_some()
}

struct Ente<'a> {
    definizione: &'a Definizione,
    persone: &'a [Persona],
    vocabolario: &'a Vocabolario,
}

impl Ente<'_> {
    /// Whether an expression depends on which unit proposes, also by those whom it refers to.
    fn locale(&self, chi: &Chi, depth: usize) -> bool {
        depth > MAX_CATENA
            || chi.parti().into_iter().any(|part| match part {
                Chi::Ufficio(Dove::Proponente) | Chi::Incarico { dove: Dove::Proponente, .. } | Chi::Autore => true,
                Chi::ChiHaCompiuto(passo) => {
                    self.definizione.passo(passo).is_some_and(|passo| self.locale(&passo.chi, depth + 1))
                }
                _ => false,
            })
    }

    /// Who can ever be `chi` in a file of this unit.
    fn possibili(&self, chi: &Chi, unit: &str, depth: usize) -> BTreeSet<Uuid> {
        if depth > MAX_CATENA {
            return self.persone.iter().map(|one| one.id).collect();
        }
        match chi {
            Chi::Autore => self.possibili(&self.definizione.avvia, unit, depth + 1),
            Chi::ChiHaCompiuto(passo) => {
                let passo = self.definizione.passo(passo);
                passo.map(|passo| self.possibili(&passo.chi, unit, depth + 1)).unwrap_or_default()
            }
            Chi::UnoDi(all) => all.iter().flat_map(|one| self.possibili(one, unit, depth)).collect(),
            Chi::Insieme(all) => {
                let each = all.iter().map(|one| self.possibili(one, unit, depth));
                each.reduce(|a, b| &a & &b).unwrap_or_default()
            }
            // Who is kept out in one file may be the one in another.
            Chi::Tranne { chi, .. } => self.possibili(chi, unit, depth),
            _ => {
                let is = self.persone.iter().filter(|one| e(chi, one, unit, &BTreeMap::new(), true));
                is.map(|one| one.id).collect()
            }
        }
    }

    /// Why nobody can be `chi` in some file of this unit, if so: every choice of the unknown is tried.
    fn manca(&self, chi: &Chi, unit: &str, unknown: &BTreeSet<Incognita<'_>>) -> Option<String> {
        let designates = chi.parti().iter().any(|part| matches!(part, Chi::Designato(_)));
        if designates && !self.vocabolario.designazioni.is_empty() {
            // Whom the office's data name, nobody can know beforehand: the office's own checks see to it.
            return None;
        }
        if self.possibili(chi, unit, 0).is_empty() {
            return Some(format!("nessuno lo può essere{}", self.dove(chi, unit)));
        }
        let unknown: Vec<Incognita<'_>> = unknown.iter().copied().collect();
        let domains: Vec<BTreeSet<Uuid>> = unknown
            .iter()
            .map(|one| match one {
                Incognita::Autore => self.possibili(&Chi::Autore, unit, 0),
                Incognita::Compiuto(passo) => self.possibili(&Chi::ChiHaCompiuto((*passo).into()), unit, 0),
            })
            .collect();
        let mut choices: Vec<BTreeMap<Incognita<'_>, Uuid>> = vec![BTreeMap::new()];
        for (one, domain) in unknown.iter().zip(&domains) {
            let mut more = Vec::new();
            for choice in &choices {
                more.extend(domain.iter().map(|id| {
                    let mut choice = choice.clone();
                    choice.insert(*one, *id);
                    choice
                }));
            }
            choices = more;
        }
        let nobody =
            |choice: &BTreeMap<Incognita<'_>, Uuid>| !self.persone.iter().any(|one| e(chi, one, unit, choice, false));
        choices.iter().any(nobody).then(|| {
            format!(
                "in qualche pratica non resterebbe nessuno, perché chi potrebbe è proprio chi è escluso{}",
                self.dove(chi, unit)
            )
        })
    }

    fn dove(&self, chi: &Chi, unit: &str) -> String {
        if self.locale(chi, 0) { format!(" (pratiche dell'ufficio «{unit}»)") } else { String::new() }
    }
}
