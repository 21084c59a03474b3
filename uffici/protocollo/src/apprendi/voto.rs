//! What the nearest entries say together. Pure.

use std::{collections::BTreeMap, fmt::Debug};

/// The nearest that are looked at, to hear those of them that have something to say.
pub(super) const CANDIDATI: usize = 200;
/// The nearest that are heard.
pub(super) const ASCOLTATI: usize = 25;
/// What a proposal that was only left as it was counts, of what a choice counts: a mistake that nobody saw must not grow by itself.
const LASCIATA: f32 = 0.5;
/// Below this nearness an entry says nothing.
const TROPPO_LONTANO: f32 = 0.05;

/// What an entry near to the one in question says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Voto<T> {
    /// What was chosen for it.
    pub valore: T,
    /// How near it is, from nothing to one.
    pub quanto: f32,
    /// Whether that had been proposed and was left as it was.
    pub lasciata: bool,
}

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Esito<T> {
    /// The value.
    pub valore: T,
    /// Its share of all that was said, from nothing to one.
    pub parte: f32,
    /// How many of the entries heard say it.
    pub quante: usize,
}

/// The votes that are heard, out of all with the nearest first.
pub(super) fn ascoltati<T>(voti: &[Voto<T>]) -> impl Iterator<Item = &Voto<T>> {
    voti.iter().filter(|voto| voto.quanto >= TROPPO_LONTANO).take(ASCOLTATI)
}

/// What is proposed, the likeliest first. The votes stand with the nearest first; only the first are heard.
pub(super) fn conta<T: Ord + Copy + Debug>(voti: &[Voto<T>]) -> Vec<Esito<T>> {
    let mut sums: BTreeMap<T, (f32, usize)> = BTreeMap::new();
    let mut all = 0.0;
    for voto in ascoltati(voti) {
        // The square: a document that says the same counts more than many that have one word of it.
        let weight = voto.quanto * voto.quanto * if voto.lasciata { LASCIATA } else { 1.0 };
        let sum = sums.entry(voto.valore).or_default();
        *sum = (sum.0 + weight, sum.1 + 1);
        all += weight;
    }
    let told = |(valore, (sum, quante)): (T, (f32, usize))| Esito { valore, parte: sum / all, quante };
    let mut found: Vec<Esito<T>> = sums.into_iter().map(told).collect();
    found.sort_by(|one, other| other.parte.total_cmp(&one.parte).then(one.valore.cmp(&other.valore)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voto(valore: u32, quanto: f32) -> Voto<u32> {
        Voto { valore, quanto, lasciata: false }
    }

    #[test]
    fn the_nearest_say_more_than_many_that_are_far() {
        let mut voti = vec![voto(1, 0.9)];
        voti.extend([voto(2, 0.25); 8]);
        let found = conta(&voti);
        assert_eq!((found[0].valore, found[0].quante), (1, 1));
        assert_eq!((found[1].valore, found[1].quante), (2, 8));
        assert!((found[0].parte + found[1].parte - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_was_only_left_as_proposed_says_half() {
        let left = Voto { lasciata: true, ..voto(1, 0.5) };
        let found = conta(&[left, left, left, voto(2, 0.5), voto(2, 0.5)]);
        assert_eq!(found[0].valore, 2, "three that were left say less than two that were chosen");
    }

    #[test]
    fn what_is_far_says_nothing_and_only_the_nearest_are_heard() {
        assert_eq!(conta(&[voto(1, 0.01)]), []);
        let voti: Vec<_> = (0..100).map(|_| voto(1, 0.5)).collect();
        assert_eq!(conta(&voti)[0].quante, ASCOLTATI);
    }
}
