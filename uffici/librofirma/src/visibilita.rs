//! Who sees a request, and in which capacity somebody stands before it: its asker, its signers, and whoever stands in for one of them.

use authz::{PersonId, Who};
use sea_orm::Value;

use crate::{permissions::FIRMA, richiesta::leggi::Scheda, tables::passo};

/// In which capacity somebody would sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Come {
    /// By their own incarico.
    Proprio,
    /// In the place of somebody who is away.
    AlPostoDi(PersonId),
}

impl Come {
    /// In whose place.
    #[must_use]
    pub const fn al_posto_di(self) -> Option<PersonId> {
        match self {
            Self::Proprio => None,
            Self::AlPostoDi(person) => Some(person),
        }
    }
}

/// Whether an incarico lets its holder sign, in their own name.
fn proprio(grant: &authz::Grant) -> bool {
    grant.deputy_for.is_none() && grant.permissions.contains(FIRMA.code)
}

/// In which capacity this person may sign at this place today; `None`: in none.
#[must_use]
pub fn come(who: &Who, passo: &passo::Model) -> Option<Come> {
    let own = |grant: &authz::Grant| grant.unit == passo.unita_id && proprio(grant);
    if who.person == passo.persona_id && who.grants.iter().any(own) {
        return Some(Come::Proprio);
    }
    let stands_in = who.stands_in(&FIRMA).contains(&(passo.unita_id, passo.persona_id));
    stands_in.then_some(Come::AlPostoDi(passo.persona_id))
}

/// Whether this person sees it.
#[must_use]
pub fn vede(who: &Who, scheda: &Scheda) -> bool {
    let signer = |passo: &passo::Model| passo.persona_id == who.person || come(who, passo).is_some();
    scheda.riga.chiesta_da == who.person
        || scheda.passi.iter().any(signer)
        || scheda.firme.iter().any(|firma| firma.persona_id == who.person)
        || scheda.chiusura.as_ref().is_some_and(|end| end.persona_id == who.person)
}

/// The places (`p`) at which this person may sign today, as a condition whose values begin at `$first`.
#[must_use]
pub fn condizione(who: &Who, first: usize) -> (String, Vec<Value>) {
    let own = who.grants.iter().filter(|grant| proprio(grant));
    let own = own.map(|grant| (grant.unit, who.person));
    let mut parts = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    for (unit, person) in own.chain(who.stands_in(&FIRMA)) {
        let place = first + values.len();
        parts.push(format!("(p.unita_id = ${place} AND p.persona_id = ${})", place + 1));
        values.extend([unit.into(), person.into()]);
    }
    if parts.is_empty() { ("1 = 0".into(), values) } else { (format!("({})", parts.join(" OR ")), values) }
}
