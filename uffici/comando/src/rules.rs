//! The rules, pure: no database, no web, no clock.

use std::collections::BTreeSet;

use authz::{UnitId, unit};
use kernel::{Date, Refusal};

/// What the ente's doors hang on: whoever holds it can give back every other permission.
pub(crate) const CHIAVE: &str = "comando.gestisci";

/// From a day to a day, both included; for ever without the second. A period that ends before it begins is empty: it was called
/// off before it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Periodo {
    pub dal: Date,
    pub al: Option<Date>,
}

impl Periodo {
    pub(crate) const fn new(dal: Date, al: Option<Date>) -> Self {
        Self { dal, al }
    }

    pub(crate) fn vuoto(self) -> bool {
        self.al.is_some_and(|al| al < self.dal)
    }

    pub(crate) fn contiene(self, giorno: Date) -> bool {
        self.dal <= giorno && self.al.is_none_or(|al| al >= giorno)
    }

    pub(crate) fn finito(self, oggi: Date) -> bool {
        self.al.is_some_and(|al| al < oggi)
    }

    pub(crate) fn futuro(self, oggi: Date) -> bool {
        !self.vuoto() && self.dal > oggi
    }

    /// The days of both.
    pub(crate) fn insieme(self, altro: Self) -> Self {
        let al = match (self.al, altro.al) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { dal: self.dal.max(altro.dal), al }
    }

    pub(crate) fn tocca(self, altro: Self) -> bool {
        !self.vuoto() && !altro.vuoto() && !self.insieme(altro).vuoto()
    }

    /// "dal 1/12/2026 al 31/12/2026", or "dal 1/12/2026".
    pub(crate) fn parole(self) -> String {
        match self.al {
            Some(al) if al < self.dal => format!("annullato prima di cominciare, il {}", giorno(self.dal)),
            Some(al) if al == self.dal => format!("il {}", giorno(al)),
            Some(al) => format!("dal {} al {}", giorno(self.dal), giorno(al)),
            None => format!("dal {}", giorno(self.dal)),
        }
    }
}

/// A civil date as it is written.
pub(crate) fn giorno(date: Date) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// The first day, from `oggi` on, that none of the periods covers; none when they cover all time to come.
pub(crate) fn scoperto_dal(mut periodi: Vec<Periodo>, oggi: Date) -> Option<Date> {
    periodi.retain(|periodo| !periodo.vuoto());
    periodi.sort_unstable_by_key(|periodo| periodo.dal);
    let mut fin_qui = oggi;
    for periodo in periodi {
        if periodo.dal > fin_qui {
            break;
        }
        match periodo.al {
            None => return None,
            Some(al) if al >= fin_qui => fin_qui = al.succ_opt()?,
            Some(_) => {}
        }
    }
    Some(fin_qui)
}

/// Whether a change would leave the ente without anyone who may manage it, from which day; what was so before is not held
/// against the change.
pub(crate) fn chiude_fuori(prima: Option<Date>, dopo: Option<Date>) -> Option<Date> {
    match (prima, dopo) {
        (None, Some(giorno)) => Some(giorno),
        (Some(prima), Some(dopo)) if dopo < prima => Some(dopo),
        _ => None,
    }
}

/// The lines of a text that are there only after, and those that were there only before.
pub(crate) fn differenza(prima: &str, dopo: &str) -> (Vec<String>, Vec<String>) {
    let (prima, dopo): (BTreeSet<&str>, BTreeSet<&str>) = (prima.lines().collect(), dopo.lines().collect());
    let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).map(|line| (*line).to_owned()).collect();
    (only(&dopo, &prima), only(&prima, &dopo))
}

/// Units as a tree: each with its depth, those above before those below, by code.
pub(crate) fn albero(units: &[unit::Model]) -> Vec<(usize, &unit::Model)> {
    let known: BTreeSet<UnitId> = units.iter().map(|unit| unit.id).collect();
    let roots = units.iter().filter(|unit| unit.parent_id.is_none_or(|above| !known.contains(&above)));
    let mut tree = Vec::with_capacity(units.len());
    let mut stack: Vec<(usize, &unit::Model)> = roots.map(|unit| (0, unit)).collect();
    stack.sort_unstable_by(|a, b| b.1.code.cmp(&a.1.code));
    while let Some((depth, unit)) = stack.pop() {
        tree.push((depth, unit));
        let mut below: Vec<_> =
            units.iter().filter(|other| other.parent_id == Some(unit.id)).map(|other| (depth + 1, other)).collect();
        below.sort_unstable_by(|a, b| b.1.code.cmp(&a.1.code));
        stack.extend(below);
    }
    tree
}

/// A unit and all that hang from it.
pub(crate) fn sotto(units: &[unit::Model], top: UnitId) -> BTreeSet<UnitId> {
    let mut inside = BTreeSet::from([top]);
    loop {
        let more: Vec<UnitId> = units
            .iter()
            .filter(|unit| unit.parent_id.is_some_and(|above| inside.contains(&above)) && !inside.contains(&unit.id))
            .map(|unit| unit.id)
            .collect();
        if more.is_empty() {
            return inside;
        }
        inside.extend(more);
    }
}

/// The last day that someone chose for something that is under way: what was so until yesterday cannot be taken back.
pub(crate) fn controlla_fine(periodo: Periodo, ultimo: Option<Date>, oggi: Date, refusal: &mut Refusal) {
    let yesterday = oggi.pred_opt().unwrap_or(oggi);
    let Some(ultimo) = ultimo else {
        refusal.add(Some("al"), "Scrivi l'ultimo giorno in cui vale.");
        return;
    };
    if periodo.finito(oggi) {
        refusal.add(None, "È già finito: quello che è stato non si cambia.");
    } else if ultimo < yesterday && periodo.dal <= oggi {
        let sentence = format!(
            "Fino a ieri è valso, e non si cambia: scrivi {} per farlo finire subito, o un giorno dopo.",
            giorno(yesterday)
        );
        refusal.add(Some("al"), sentence);
    }
}

/// A code of a unit as it is kept: capitals and digits.
pub(crate) fn codice(text: &str, refusal: &mut Refusal) -> String {
    let code = text.trim().to_uppercase();
    if !(2..=12).contains(&code.len()) || !code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        refusal.add(Some("codice"), "Il codice ha da 2 a 12 lettere senza accenti o cifre, per esempio LLPP.");
    }
    code
}

/// A name in one line.
pub(crate) fn nome(text: &str, field: &'static str, refusal: &mut Refusal) -> String {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        refusal.add(Some(field), "Manca il nome.");
    } else if name.chars().count() > 100 || name.chars().any(char::is_control) {
        refusal.add(Some(field), "Il nome può avere al massimo 100 caratteri.");
    }
    name
}

/// A reason in a few words; none when nothing was written.
pub(crate) fn motivo(text: &str, serve: bool, refusal: &mut Refusal) -> Option<String> {
    let text = text.trim();
    if text.chars().count() > 500 {
        refusal.add(Some("motivo"), "Il motivo è troppo lungo: bastano 500 caratteri.");
    }
    if text.is_empty() && serve {
        refusal.add(Some("motivo"), "Scrivi il motivo: chi guarderà la storia deve poterlo capire.");
    }
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn day(text: &str) -> Date {
        Date::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn from_to(dal: &str, al: &str) -> Periodo {
        Periodo::new(day(dal), (!al.is_empty()).then(|| day(al)))
    }

    #[test]
    fn a_gap_among_those_who_may_manage_is_found_on_its_day() {
        let oggi = day("2026-11-25");
        let gap = |all: &[(&str, &str)]| scoperto_dal(all.iter().map(|(a, b)| from_to(a, b)).collect(), oggi);
        assert_eq!(gap(&[("2020-01-01", "")]), None);
        assert_eq!(gap(&[]), Some(oggi));
        assert_eq!(gap(&[("2020-01-01", "2026-12-31"), ("2027-01-01", "")]), None);
        assert_eq!(gap(&[("2020-01-01", "2026-12-31"), ("2027-01-02", "")]), Some(day("2027-01-01")));
        assert_eq!(gap(&[("2026-11-26", "")]), Some(oggi));
        assert_eq!(gap(&[("2020-01-01", "2026-12-31"), ("2020-01-01", "2026-12-01")]), Some(day("2027-01-01")));
        assert_eq!(gap(&[("2026-12-01", "2026-11-30"), ("2020-01-01", "2026-11-30")]), Some(day("2026-12-01")));
    }

    #[test]
    fn a_change_is_refused_only_for_the_gap_that_it_makes() {
        let (soon, later) = (Some(day("2026-12-01")), Some(day("2027-01-01")));
        assert_eq!(chiude_fuori(None, soon), soon);
        assert_eq!(chiude_fuori(later, soon), soon);
        for harmless in [(None, None), (soon, None), (soon, later), (soon, soon)] {
            assert_eq!(chiude_fuori(harmless.0, harmless.1), None);
        }
    }

    #[test]
    fn what_was_so_until_yesterday_cannot_be_taken_back() {
        let oggi = day("2026-11-25");
        let reasons = |periodo: Periodo, al: &str| {
            let mut refusal = Refusal::default();
            controlla_fine(periodo, Date::parse_from_str(al, "%Y-%m-%d").ok(), oggi, &mut refusal);
            refusal.reasons.len()
        };
        let (open, over, to_come) =
            (from_to("2020-01-01", ""), from_to("2020-01-01", "2026-11-24"), from_to("2026-12-01", ""));
        assert_eq!(reasons(open, "2026-11-24"), 0, "from today it gives nothing any more");
        assert_eq!(reasons(open, "2026-11-23"), 1);
        assert_eq!(reasons(open, ""), 1);
        assert_eq!(reasons(over, "2026-12-01"), 1, "what has ended does not begin again");
        assert_eq!(reasons(to_come, "2026-11-30"), 0, "it is called off before it comes");
    }

    #[test]
    fn units_hang_from_each_other_by_code() {
        let unit = |n: u128, code: &str, above: Option<u128>| unit::Model {
            id: Id::from(kernel::Uuid::from_u128(n)),
            code: code.into(),
            name: code.into(),
            parent_id: above.map(|above| Id::from(kernel::Uuid::from_u128(above))),
            valid_from: day("2020-01-01"),
            valid_to: None,
        };
        let units = [unit(1, "TEC", None), unit(2, "LLP", Some(1)), unit(3, "EDI", Some(1)), unit(4, "AGG", Some(9))];
        let tree: Vec<(usize, &str)> = albero(&units).into_iter().map(|(depth, unit)| (depth, &*unit.code)).collect();
        assert_eq!(tree, [(0, "AGG"), (0, "TEC"), (1, "EDI"), (1, "LLP")]);
        assert_eq!(sotto(&units, units[0].id).len(), 3);
        assert_eq!(sotto(&units, units[1].id).len(), 1);
    }

    #[test]
    fn what_a_role_gained_and_lost_is_told() {
        let (more, less) = differenza("a.b\na.c", "a.c\na.d");
        assert_eq!((more, less), (vec!["a.d".to_owned()], vec!["a.b".to_owned()]));
    }
}
