//! What was learned, as an index: for each trait the entries that have it. Pure: no database, no clock.
//!
//! An entry is a vector of its traits, each as heavy as it is rare (TF-IDF), of length one; two entries are as near as their vectors.
//! How rare a trait is, is counted over the entries that are not confidential: so nothing of a confidential one shows in how near
//! others are.

use std::collections::HashMap;

/// The most recent entries that a trait keeps; what everything has helps little, and would be slow to read.
pub(super) const MOST_OF_A_TRAIT: usize = 600;
/// Bytes of a packed [`Voce`].
const PACKED: usize = 12;

/// Something that an entry has: a word, its sender, how it came. Told by a number made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tratto {
    /// The number.
    pub parola: u32,
    /// How much it counts besides being rare.
    pub forza: f32,
}

/// An entry that has a trait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Voce {
    /// Which entry.
    pub chi: u64,
    /// How heavy the trait is in it.
    pub peso: f32,
}

/// What an example must tell to be put in the index.
pub(super) trait Indicizzabile {
    /// Which entry it is; a later one has a higher number.
    fn chi(&self) -> u64;
    /// Its traits, each once.
    fn tratti(&self) -> &[Tratto];
    /// Whether it is confidential.
    fn riservata(&self) -> bool;
}

impl<E: Indicizzabile> Indicizzabile for &E {
    fn chi(&self) -> u64 {
        E::chi(self)
    }

    fn tratti(&self) -> &[Tratto] {
        E::tratti(self)
    }

    fn riservata(&self) -> bool {
        E::riservata(self)
    }
}

/// The entries of a trait.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lista {
    /// How many that are not confidential have it.
    pub quanti: u32,
    /// Those that are not confidential, the last first.
    pub aperte: Vec<Voce>,
    /// The confidential ones, the last first.
    pub riservate: Vec<Voce>,
}

/// The whole index.
#[derive(Clone, Debug, Default)]
pub(super) struct Indice {
    /// How many entries in it are not confidential.
    pub quanti: u32,
    /// By trait.
    pub liste: HashMap<u32, Lista>,
}

impl Indice {
    /// An index of these examples, which stand in order of time.
    pub(super) fn di<E: Indicizzabile>(esempi: &[E]) -> Self {
        let mut indice = Self::default();
        for esempio in esempi.iter().filter(|esempio| !esempio.riservata()) {
            indice.quanti += 1;
            for tratto in esempio.tratti() {
                indice.liste.entry(tratto.parola).or_default().quanti += 1;
            }
        }
        for esempio in esempi.iter().rev() {
            let pesi = pesi(esempio.tratti(), indice.quanti, |parola| {
                indice.liste.get(&parola).map_or(0, |lista| lista.quanti)
            });
            for (tratto, peso) in esempio.tratti().iter().zip(pesi) {
                let lista = indice.liste.entry(tratto.parola).or_default();
                let voci = if esempio.riservata() { &mut lista.riservate } else { &mut lista.aperte };
                if voci.len() < MOST_OF_A_TRAIT {
                    voci.push(Voce { chi: esempio.chi(), peso });
                }
            }
        }
        indice
    }

    /// The nearest entries that are not confidential to whoever has these traits.
    pub(super) fn vicini(&self, tratti: &[Tratto], quanti: usize) -> Vec<Voce> {
        let rare = |parola| self.liste.get(&parola).map_or(0, |lista| lista.quanti);
        let pesi = pesi(tratti, self.quanti, rare);
        let of = |(tratto, peso): (&Tratto, f32)| Some((peso, &*self.liste.get(&tratto.parola)?.aperte));
        vicini(tratti.iter().zip(pesi).filter_map(of), quanti)
    }
}

/// How heavy each trait is in a vector of length one.
pub(super) fn pesi(tratti: &[Tratto], quanti: u32, rare: impl Fn(u32) -> u32) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "counts within a million")]
    let weight = |tratto: &Tratto| {
        let share = quanti as f32 / (1 + rare(tratto.parola)) as f32;
        tratto.forza * share.ln_1p()
    };
    let weights: Vec<f32> = tratti.iter().map(weight).collect();
    let length = weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
    let length = if length > 0.0 { length } else { 1.0 };
    weights.into_iter().map(|weight| weight / length).collect()
}

/// The nearest of the entries in these lists, each with the weight that its trait has in what is asked: the nearest first, then the
/// later ones first.
pub(super) fn vicini<'a>(liste: impl Iterator<Item = (f32, &'a [Voce])>, quanti: usize) -> Vec<Voce> {
    let mut sums: HashMap<u64, f32> = HashMap::new();
    for (peso, voci) in liste {
        for voce in voci {
            *sums.entry(voce.chi).or_default() += peso * voce.peso;
        }
    }
    let mut all: Vec<Voce> = sums.into_iter().map(|(chi, peso)| Voce { chi, peso }).collect();
    all.sort_unstable_by(nearer);
    all.truncate(quanti);
    all
}

/// The order of [`vicini`].
pub(super) fn nearer(one: &Voce, other: &Voce) -> std::cmp::Ordering {
    other.peso.total_cmp(&one.peso).then(other.chi.cmp(&one.chi))
}

/// Entries as bytes.
pub(super) fn impacca(voci: &[Voce]) -> Vec<u8> {
    voci.iter().flat_map(|voce| voce.chi.to_le_bytes().into_iter().chain(voce.peso.to_le_bytes())).collect()
}

/// The way back from [`impacca`]; what is not whole, or not a weight, is left out.
pub(super) fn spacca(bytes: &[u8]) -> Vec<Voce> {
    let voce = |piece: &[u8]| {
        let (chi, peso) = piece.split_first_chunk::<8>()?;
        let peso = f32::from_le_bytes(peso.try_into().ok()?);
        peso.is_finite().then_some(Voce { chi: u64::from_le_bytes(*chi), peso })
    };
    bytes.chunks_exact(PACKED).filter_map(voce).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Uno(u64, &'static [u32], bool);

    impl Uno {
        fn tratti(parole: &[u32]) -> Vec<Tratto> {
            parole.iter().map(|parola| Tratto { parola: *parola, forza: 1.0 }).collect()
        }
    }

    struct Esempio(u64, Vec<Tratto>, bool);

    impl Indicizzabile for Esempio {
        fn chi(&self) -> u64 {
            self.0
        }
        fn tratti(&self) -> &[Tratto] {
            &self.1
        }
        fn riservata(&self) -> bool {
            self.2
        }
    }

    fn indice(all: &[Uno]) -> Indice {
        let all: Vec<Esempio> = all.iter().map(|uno| Esempio(uno.0, Uno::tratti(uno.1), uno.2)).collect();
        Indice::di(&all)
    }

    #[test]
    fn the_nearest_share_what_is_rare() {
        let indice =
            indice(&[Uno(1, &[1, 2], false), Uno(2, &[1, 3], false), Uno(3, &[1, 3], false), Uno(4, &[1, 9], false)]);
        let near = indice.vicini(&Uno::tratti(&[1, 2]), 10);
        assert_eq!(near[0].chi, 1);
        assert!((near[0].peso - 1.0).abs() < 1e-5, "the same traits are as near as can be");
        let near: Vec<u64> = indice.vicini(&Uno::tratti(&[3]), 10).iter().map(|voce| voce.chi).collect();
        assert_eq!(near, [3, 2], "of two that are as near the later comes first");
        assert_eq!(indice.vicini(&Uno::tratti(&[77]), 10), []);
        assert_eq!(indice.vicini(&[], 10), []);
    }

    #[test]
    fn a_confidential_entry_changes_nothing_of_what_others_see() {
        let open = [Uno(1, &[1, 2], false), Uno(2, &[1, 3], false)];
        let with = [Uno(1, &[1, 2], false), Uno(2, &[1, 3], false), Uno(3, &[1, 2, 4], true)];
        let (open, with) = (indice(&open), indice(&with));
        assert_eq!(open.quanti, with.quanti);
        for (parola, lista) in &open.liste {
            assert_eq!((lista.quanti, &lista.aperte), (with.liste[parola].quanti, &with.liste[parola].aperte));
        }
        assert_eq!((with.liste[&4].quanti, with.liste[&4].aperte.len(), with.liste[&4].riservate.len()), (0, 0, 1));
        let asked = Uno::tratti(&[1, 2, 4]);
        assert_eq!(open.vicini(&asked, 9), with.vicini(&asked, 9));
    }

    #[test]
    fn a_trait_keeps_its_last_entries_only() {
        let all: Vec<Uno> = (0..1_000).map(|n| Uno(n, &[1], false)).collect();
        let indice = indice(&all);
        let lista = &indice.liste[&1];
        assert_eq!((lista.quanti, lista.aperte.len(), lista.aperte[0].chi), (1_000, MOST_OF_A_TRAIT, 999));
    }

    #[test]
    fn entries_come_back_from_their_bytes_and_others_are_left_out() {
        let voci = [Voce { chi: 7, peso: 0.25 }, Voce { chi: u64::MAX, peso: -1.0 }];
        assert_eq!(spacca(&impacca(&voci)), voci);
        assert_eq!(spacca(&impacca(&voci)[..20]), voci[..1]);
        assert_eq!(spacca(&impacca(&[Voce { chi: 1, peso: f32::NAN }])), []);
    }
}
