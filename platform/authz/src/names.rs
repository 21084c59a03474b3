use std::collections::HashMap;

use kernel::Instant;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{UnitId, all_units, former_name};

/// What the units are called, and were: what was done in a unit is told with the name that it had then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNames {
    now: HashMap<UnitId, String>,
    /// Each with the instant until which it held, the first first.
    former: HashMap<UnitId, Vec<(Instant, String)>>,
}

impl UnitNames {
    /// Reads all of them: a town hall has some dozens of units, and few were ever renamed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load<C: ConnectionTrait>(connection: &C) -> Result<Self, db::Error> {
        let now = all_units(connection).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
        let select = former_name::Entity::find().order_by_asc(former_name::Column::UntilAt);
        let mut former: HashMap<UnitId, Vec<(Instant, String)>> = HashMap::new();
        for row in select.order_by_asc(former_name::Column::Id).all(connection).await? {
            former.entry(row.unit_id).or_default().push((row.until_at, row.name));
        }
        Ok(Self { now, former })
    }

    /// What it is called today; `None` for a unit that there never was.
    pub fn now(&self, unit: UnitId) -> Option<&str> {
        self.now.get(&unit).map(String::as_str)
    }

    /// What it was called at an instant. A name holds until that of its change, itself not included.
    pub fn at(&self, unit: UnitId, at: Instant) -> Option<&str> {
        let then = self.former.get(&unit).and_then(|names| names.iter().find(|(until, _)| at < *until));
        then.map(|(_, name)| name.as_str()).or_else(|| self.now(unit))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;

    #[test]
    fn what_was_done_then_is_told_with_the_name_of_then() {
        let (unit, other): (UnitId, UnitId) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let at = Instant::from_micros;
        let names = UnitNames {
            now: HashMap::from([(unit, "Opere".to_owned()), (other, "Tributi".to_owned())]),
            former: HashMap::from([(unit, vec![(at(10), "Tecnico".to_owned()), (at(20), "Lavori".to_owned())])]),
        };
        for (then, expected) in [(9, "Tecnico"), (10, "Lavori"), (19, "Lavori"), (20, "Opere"), (99, "Opere")] {
            assert_eq!(names.at(unit, at(then)), Some(expected), "{then}");
        }
        assert_eq!(names.at(other, at(0)), Some("Tributi"));
        assert_eq!((names.now(unit), names.now(Uuid::nil().into())), (Some("Opere"), None));
    }
}
