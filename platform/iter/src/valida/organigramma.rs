//! Who is there: the people of an ente with their incarichi, as far as a definition asks.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Uuid;
use serde::{Deserialize, Serialize};

use crate::{Incarico, Persona, chi::ViceDi};

/// The people of an ente. Who is away today counts as there: a definition is for years.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organigramma {
    /// Those with an incarico.
    pub persone: Vec<Persona>,
}

impl Organigramma {
    /// The units in which anybody has an incarico.
    pub fn uffici(&self) -> BTreeSet<&str> {
        self.titolari().map(|(_, incarico)| incarico.ufficio.as_str()).collect()
    }

    fn titolari(&self) -> impl Iterator<Item = (Uuid, &Incarico)> {
        let all = self.persone.iter().flat_map(|one| one.incarichi.iter().map(|incarico| (one.id, incarico)));
        all.filter(|(_, incarico)| incarico.vice_di.is_none())
    }

    /// A smaller ente in which the same can happen: of people who have the same incarichi and are named by nobody, so
    /// many. Deputies are left out: they stand in for somebody who is there.
    pub(super) fn ridotto(&self, named: &BTreeSet<Uuid>, same: usize) -> Self {
        let mut alike: BTreeMap<Vec<Incarico>, usize> = BTreeMap::new();
        let mut persone = Vec::new();
        for persona in &self.persone {
            let mut own: Vec<Incarico> =
                persona.incarichi.iter().filter(|incarico| incarico.vice_di.is_none()).cloned().collect();
            own.sort();
            own.dedup();
            let seen = alike.entry(own.clone()).or_default();
            *seen += 1;
            if *seen <= same || named.contains(&persona.id) {
                persone.push(Persona { id: persona.id, incarichi: own });
            }
        }
        Self { persone }
    }

    /// One more person: for tests, examples and the demo comune.
    #[must_use]
    pub fn con(mut self, id: Uuid, incarichi: &[(&str, &str)]) -> Self {
        let incarichi = incarichi.iter().map(|(ufficio, ruolo)| Incarico {
            ufficio: (*ufficio).into(),
            ruolo: (*ruolo).into(),
            vice_di: None::<ViceDi>,
        });
        self.persone.push(Persona { id, incarichi: incarichi.collect() });
        self
    }
}
