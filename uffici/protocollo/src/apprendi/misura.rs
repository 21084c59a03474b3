//! How often proposals are right, beside the clerk's habit, on entries that were held back. Pure.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Bersaglio,
    memoria::{Esempio, Memoria},
};

/// Of the register, the part that is held back: the last fifth.
const UN_QUINTO: usize = 5;
/// Entries held back that are asked, drawn at the same distance from each other.
const PROVATI: usize = 2_000;
/// With fewer entries held back nothing is proposed: so few prove nothing.
pub(super) const ABBASTANZA: u32 = 10;

/// How proposals fare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misura {
    /// Entries from which was learned while measuring.
    pub imparati: u32,
    /// For the class and for the office.
    pub bersagli: [PerBersaglio; 2],
}

/// How proposals of one thing fare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerBersaglio {
    /// Entries asked.
    pub provati: u32,
    /// Those for which the first proposal was what the clerk chose.
    pub giuste: u32,
    /// Those for which one of the first three was.
    pub fra_tre: u32,
    /// Those for which the habit was.
    pub abitudine: u32,
    /// Those for which the clerk had left a proposal as it was: they say less.
    pub lasciate: u32,
    /// Month by month.
    pub mesi: Vec<Mese>,
}

/// A month of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mese {
    /// Months since the beginning of our era.
    pub mese: i32,
    /// Entries asked.
    pub provati: u32,
    /// Those for which the first proposal was what the clerk chose.
    pub giuste: u32,
    /// Those for which the habit was.
    pub abitudine: u32,
}

impl PerBersaglio {
    /// Whether there is enough to tell.
    pub const fn abbastanza(&self) -> bool {
        self.provati >= ABBASTANZA
    }

    /// Whether proposals are made: they are not right less often than the habit, and that was seen often enough.
    pub const fn attiva(&self) -> bool {
        self.abbastanza() && self.giuste >= self.abitudine
    }
}

/// Measures on examples that stand in order of time. The confidential ones are left out: the figures are for whoever may see the
/// others.
pub fn misura(esempi: &[Esempio]) -> Misura {
    let open: Vec<&Esempio> = esempi.iter().filter(|esempio| !esempio.riservata).collect();
    let (learn, held) = open.split_at(open.len() - open.len() / UN_QUINTO);
    let memoria = Memoria::da(learn);
    let step = held.len().div_ceil(PROVATI).max(1);
    let asked: Vec<_> = held.iter().step_by(step).map(|esempio| (*esempio, memoria.per_esempio(esempio))).collect();
    let bersagli = Bersaglio::ALL.map(|bersaglio| {
        let place = bersaglio as usize;
        let habit = Abitudine::di(learn, place);
        let mut found = PerBersaglio::default();
        let mut mesi: BTreeMap<i32, Mese> = BTreeMap::new();
        for (esempio, told) in &asked {
            let Some(chosen) = esempio.scelte[place] else { continue };
            let right = |most: usize| told[place].iter().take(most).any(|esito| esito.valore == chosen);
            let (first, three, same) =
                (u32::from(right(1)), u32::from(right(3)), u32::from(habit.per(esempio) == Some(chosen)));
            found.provati += 1;
            found.giuste += first;
            found.fra_tre += three;
            found.abitudine += same;
            found.lasciate += u32::from(esempio.lasciate[place]);
            let mese = mesi.entry(esempio.mese).or_insert(Mese { mese: esempio.mese, ..Mese::default() });
            mese.provati += 1;
            mese.giuste += first;
            mese.abitudine += same;
        }
        PerBersaglio { mesi: mesi.into_values().collect(), ..found }
    });
    Misura { imparati: u32::try_from(learn.len()).unwrap_or(u32::MAX), bersagli }
}

/// What a clerk would do who goes by the sender: what theirs mostly are, else what all mostly are.
struct Abitudine {
    di_chi: HashMap<u32, u32>,
    tutte: Option<u32>,
}

impl Abitudine {
    fn di(esempi: &[&Esempio], place: usize) -> Self {
        let mut by_sender: HashMap<u32, BTreeMap<u32, u32>> = HashMap::new();
        let mut all: BTreeMap<u32, u32> = BTreeMap::new();
        for esempio in esempi {
            let Some(chosen) = esempio.scelte[place] else { continue };
            *by_sender.entry(esempio.mittente).or_default().entry(chosen).or_default() += 1;
            *all.entry(chosen).or_default() += 1;
        }
        let most = |counts: &BTreeMap<u32, u32>| {
            counts.iter().max_by_key(|(value, count)| (**count, std::cmp::Reverse(**value))).map(|(value, _)| *value)
        };
        let di_chi = by_sender.iter().filter(|(sender, _)| **sender != 0);
        Self {
            di_chi: di_chi.filter_map(|(sender, counts)| Some((*sender, most(counts)?))).collect(),
            tutte: most(&all),
        }
    }

    fn per(&self, esempio: &Esempio) -> Option<u32> {
        self.di_chi.get(&esempio.mittente).copied().or(self.tutte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apprendi::Carta;

    /// Three kinds of document in turn, `count` of them, from citizens who write once.
    fn register(count: u64, class: impl Fn(u64) -> u32) -> Vec<Esempio> {
        let subjects = ["Lampione spento in via Roma", "Buca nel manto stradale", "Iscrizione alla mensa"];
        let of = |n: u64| {
            let nome = format!(
                "Cittadino {}",
                "abcdefghijklmnopqrstuvwxyz".chars().nth(usize::try_from(n % 26).unwrap()).unwrap()
            );
            let oggetto = subjects[usize::try_from(n % 3).unwrap()];
            let carta = Carta { verso: "arrivo", nome: &nome, oggetto, ..Carta::default() };
            Esempio::new(n, 24_312 + i32::try_from(n / 30).unwrap(), &carta, [Some(class(n)), None])
        };
        (0..count).map(of).collect()
    }

    #[test]
    fn words_that_tell_the_class_beat_the_habit_and_months_add_up() {
        let found = misura(&register(150, |n| u32::try_from(n % 3).unwrap()));
        let classe = &found.bersagli[0];
        assert_eq!((found.imparati, classe.provati, classe.giuste), (120, 30, 30));
        assert!(classe.abitudine < 20, "{classe:?}");
        assert!(classe.attiva());
        assert_eq!(classe.mesi.iter().map(|mese| mese.provati).sum::<u32>(), 30);
        assert_eq!(found.bersagli[1], PerBersaglio::default(), "of the office nothing was chosen");
        assert!(!found.bersagli[1].attiva());
    }

    #[test]
    fn what_is_worse_than_the_habit_is_switched_off() {
        // After a reorganisation holes in the road go where everything else went: words mislead, the habit does not.
        let found = misura(&register(150, |n| if n < 120 && n % 3 == 1 { 5 } else { 0 }));
        let classe = &found.bersagli[0];
        assert_eq!((classe.provati, classe.giuste, classe.abitudine), (30, 20, 30));
        assert!(!classe.attiva());
    }

    #[test]
    fn few_entries_prove_nothing() {
        let found = misura(&register(45, |n| u32::try_from(n % 3).unwrap()));
        assert_eq!(found.bersagli[0].provati, 9);
        assert!(!found.bersagli[0].attiva());
        assert_eq!(misura(&[]), Misura::default());
    }

    #[test]
    fn the_confidential_are_neither_asked_nor_learned_from() {
        let mut all = register(150, |n| u32::try_from(n % 3).unwrap());
        let open = misura(&all);
        let hidden = register(60, |_| 9).into_iter().map(|esempio| Esempio { riservata: true, ..esempio });
        all.extend(hidden);
        assert_eq!(misura(&all), open);
    }
}
