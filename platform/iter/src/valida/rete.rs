//! A definition as a net of bits: at most 64 states, 128 steps, 6 conditions.

use crate::{Chi, Definizione, Tipo, Uso};

/// At most so many states: a place is one word of the machine.
pub const MAX_STATI: usize = 64;
/// At most so many steps.
pub const MAX_PASSI: usize = 128;
/// At most so many different conditions: all their answers are tried.
pub const MAX_CONDIZIONI: usize = 6;

/// Where a file is: a bit for each state.
pub type Marca = u64;
/// A set of answers to the conditions: a bit for each of the 2^n.
pub type Risposte = u64;

/// A step as bits.
#[derive(Clone, Debug)]
pub struct Mossa {
    /// Where the file must be.
    pub da: Marca,
    /// Where it goes.
    pub a: Marca,
    /// What else it is taken out of.
    pub ritira: Marca,
    /// Under which answers it is there.
    pub risposte: Risposte,
    /// Whether it happens at once, by itself.
    pub subito: bool,
    /// Whether one cannot count upon it, because it may be taken a limited number of times.
    pub contata: bool,
}

/// A definition as bits.
#[derive(Clone, Debug)]
pub struct Rete {
    /// The beginning.
    pub inizio: Marca,
    /// All ends.
    pub fini: Marca,
    /// The steps, in the definition's order.
    pub mosse: Vec<Mossa>,
    /// The different conditions.
    pub condizioni: Vec<Uso>,
    /// All answers.
    pub tutte: Risposte,
    codici: Vec<String>,
}

/// A place that files can reach.
#[derive(Clone, Debug)]
pub struct Luogo {
    /// Which.
    pub marca: Marca,
    /// From where it was first reached, and by which step: a shortest way.
    pub da: Option<(usize, usize)>,
    /// Where one can go from it: the step, the place and under which answers.
    pub uscite: Vec<(usize, usize, Risposte)>,
    /// The steps that every way to it has taken.
    pub sempre: u128,
}

impl Rete {
    /// The net of a definition whose names all lead somewhere.
    pub fn nuova(definizione: &Definizione) -> Self {
        let codici: Vec<String> = definizione.stati.iter().map(|stato| stato.codice.clone()).collect();
        let mut condizioni: Vec<Uso> = Vec::new();
        for se in definizione.passi.iter().flat_map(|passo| &passo.se) {
            if !condizioni.contains(&se.condizione) {
                condizioni.push(se.condizione.clone());
            }
        }
        let answers = 1u32 << condizioni.len().min(MAX_CONDIZIONI);
        let tutte = if answers == 64 { u64::MAX } else { (1 << answers) - 1 };
        let mut rete = Self { inizio: 0, fini: 0, mosse: Vec::new(), condizioni, tutte, codici };
        let of = |tipo: Tipo| {
            let bits = definizione.stati.iter().enumerate().filter(|(_, stato)| stato.tipo == tipo);
            bits.fold(0, |all, (place, _)| all | 1 << place)
        };
        rete.inizio = of(Tipo::Inizio);
        rete.fini = of(Tipo::Fine);
        rete.mosse = definizione
            .passi
            .iter()
            .map(|passo| Mossa {
                da: rete.marca(&passo.da),
                a: rete.marca(&passo.a),
                ritira: rete.marca(&passo.ritira),
                risposte: rete.risposte(passo),
                subito: passo.subito() && passo.chi == Chi::Sistema,
                contata: passo.contato(),
            })
            .collect();
        rete
    }

    /// States as bits; those that it does not know are left out.
    pub fn marca<S: AsRef<str>>(&self, stati: &[S]) -> Marca {
        let place = |stato: &str| self.codici.iter().position(|codice| codice == stato);
        stati.iter().filter_map(|stato| place(stato.as_ref())).fold(0, |all, place| all | 1 << place)
    }

    /// Bits as states.
    pub fn stati(&self, marca: Marca) -> impl Iterator<Item = &str> {
        self.codici
            .iter()
            .enumerate()
            .filter(move |(place, _)| marca & (1 << place) != 0)
            .map(|(_, codice)| codice.as_str())
    }

    fn risposte(&self, passo: &crate::Passo) -> Risposte {
        let holds = |answer: u32| {
            passo.se.iter().all(|se| {
                let place = self.condizioni.iter().position(|condizione| *condizione == se.condizione);
                place.is_some_and(|place| (answer & (1 << place) != 0) == se.vale)
            })
        };
        (0..64u32).filter(|answer| self.tutte & (1 << answer) != 0 && holds(*answer)).fold(0, |all, one| all | 1 << one)
    }

    /// Where a step leads, or the states in which the file already is.
    pub fn muovi(&self, marca: Marca, mossa: &Mossa) -> Result<Marca, Marca> {
        let rest = marca & !mossa.da & !mossa.ritira;
        if rest & mossa.a == 0 { Ok(rest | mossa.a) } else { Err(rest & mossa.a) }
    }

    /// The steps that can be taken, each with the answers under which it can: one that happens at once goes before
    /// all others.
    pub fn possibili(&self, marca: Marca) -> Vec<(usize, Risposte)> {
        let here = |mossa: &Mossa| marca & mossa.da == mossa.da;
        let mut left = self.tutte;
        let mut found = Vec::new();
        let at_once = self.mosse.iter().enumerate().filter(|(_, mossa)| mossa.subito && here(mossa));
        for (place, mossa) in at_once {
            found.push((place, mossa.risposte & left));
            left &= !mossa.risposte;
        }
        let others = self.mosse.iter().enumerate().filter(|(_, mossa)| !mossa.subito && here(mossa));
        found.extend(others.map(|(place, mossa)| (place, mossa.risposte & left)));
        found.retain(|(_, risposte)| *risposte != 0);
        found
    }
}
