use std::collections::BTreeSet;

use kernel::Actor;

use crate::{Denied, Permission, PersonId, UnitId};

/// One incarico in force today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Where.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: String,
    /// The role's name.
    pub role: String,
    /// The codes of what it lets one do.
    pub permissions: BTreeSet<String>,
    /// In whose place it is held, when that person is away.
    pub deputy_for: Option<PersonId>,
}

/// A person who has identified themselves, with what they may do today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Name and surname.
    pub name: String,
    /// The incarichi in force.
    pub grants: Vec<Grant>,
}

impl Who {
    /// Whether any incarico gives this permission.
    pub fn may(&self, permission: &Permission) -> bool {
        self.grants.iter().any(|grant| grant.permissions.contains(permission.code))
    }

    /// Asks for a permission.
    ///
    /// # Errors
    /// The refusal, when no incarico gives it.
    pub fn require(&self, permission: &Permission) -> Result<(), Denied> {
        if self.may(permission) { Ok(()) } else { Err(permission.denied()) }
    }

    /// The units in which an incarico gives this permission.
    pub fn units_with(&self, permission: &Permission) -> Vec<UnitId> {
        let given = self.grants.iter().filter(|grant| grant.permissions.contains(permission.code));
        given.map(|grant| grant.unit).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The units in which the person holds any incarico.
    pub fn units(&self) -> Vec<UnitId> {
        self.grants.iter().map(|grant| grant.unit).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// In whose place, and in which unit, an incarico of someone who is away gives this permission.
    pub fn stands_in(&self, permission: &Permission) -> Vec<(UnitId, PersonId)> {
        let given = self.grants.iter().filter(|grant| grant.permissions.contains(permission.code));
        let absent = given.filter_map(|grant| Some((grant.unit, grant.deputy_for?)));
        absent.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// As the journal names them.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.uuid())
    }
}
