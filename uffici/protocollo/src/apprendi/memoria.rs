//! Examples, and what is proposed from them in memory: for measuring, with the same reckoning as for whoever registers. Pure.

use std::collections::HashMap;

use super::{
    Bersaglio, Carta,
    indice::{Indice, Indicizzabile, Tratto},
    voto::{CANDIDATI, Esito, Voto, conta},
};

/// An entry of which somebody has decided.
#[derive(Clone, Debug)]
pub struct Esempio {
    /// Which entry; a later one has a higher number.
    pub chi: u64,
    /// When: months since the beginning of our era.
    pub mese: i32,
    /// Whether it is confidential.
    pub riservata: bool,
    /// What was chosen, by number, in the order of [`Bersaglio::ALL`].
    pub scelte: [Option<u32>; 2],
    /// Whether that had been proposed and was left as it was.
    pub lasciate: [bool; 2],
    /// Whose it is.
    pub(super) mittente: u32,
    pub(super) tratti: Vec<Tratto>,
}

impl Esempio {
    /// An entry that is not confidential and of which nothing was proposed.
    pub fn new(chi: u64, mese: i32, carta: &Carta<'_>, scelte: [Option<u32>; 2]) -> Self {
        let (mittente, tratti) = (carta.di_chi(), carta.tratti());
        Self { chi, mese, riservata: false, scelte, lasciate: [false; 2], mittente, tratti }
    }
}

impl Indicizzabile for Esempio {
    fn chi(&self) -> u64 {
        self.chi
    }

    fn tratti(&self) -> &[Tratto] {
        &self.tratti
    }

    fn riservata(&self) -> bool {
        self.riservata
    }
}

/// What was chosen for an entry, and whether it had been proposed.
type Scelte = ([Option<u32>; 2], [bool; 2]);

/// What was learned, in memory.
#[derive(Debug)]
pub struct Memoria {
    indice: Indice,
    scelte: HashMap<u64, Scelte>,
}

impl Memoria {
    /// Learns from examples, which stand in order of time.
    pub fn di(esempi: &[Esempio]) -> Self {
        Self::da(&esempi.iter().collect::<Vec<_>>())
    }

    /// The same from some of them.
    pub(super) fn da(esempi: &[&Esempio]) -> Self {
        let scelte = esempi.iter().map(|esempio| (esempio.chi, (esempio.scelte, esempio.lasciate))).collect();
        Self { indice: Indice::di(esempi), scelte }
    }

    /// What it proposes for a document, the likeliest first.
    pub fn proponi(&self, carta: &Carta<'_>) -> [Vec<Esito<u32>>; 2] {
        self.per(&carta.tratti())
    }

    /// What it proposes for an example.
    pub(super) fn per_esempio(&self, esempio: &Esempio) -> [Vec<Esito<u32>>; 2] {
        self.per(&esempio.tratti)
    }

    fn per(&self, tratti: &[Tratto]) -> [Vec<Esito<u32>>; 2] {
        let near = self.indice.vicini(tratti, CANDIDATI);
        Bersaglio::ALL.map(|bersaglio| {
            let place = bersaglio as usize;
            let of = |voce: &super::indice::Voce| {
                let (scelte, lasciate) = self.scelte.get(&voce.chi)?;
                Some(Voto { valore: scelte[place]?, quanto: voce.peso, lasciata: lasciate[place] })
            };
            conta(&near.iter().filter_map(of).collect::<Vec<_>>())
        })
    }
}
