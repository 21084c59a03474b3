//! Whether a definition may be put in force: all the reasons why not, at once.
//!
//! A definition is a Petri net in which no state ever holds a file twice. Its files can be in a bounded number of
//! places, so nothing is guessed from the shape of the graph: every place that a file can reach is looked at
//! ([`cammini`]), with every answer that its conditions can give.

mod attori;
pub(crate) mod cammini;
mod forma;
mod organigramma;
pub(crate) mod racconto;
mod rete;
mod termini;

use kernel::Refusal;

pub use organigramma::Organigramma;
pub(crate) use rete::{Luogo, Rete};

use crate::{Definizione, Impronta, Vocabolario};

/// A definition that [`valida`] found in order: the only kind that files can run through.
#[derive(Clone, Debug)]
pub struct Valida {
    definizione: Definizione,
    impronta: Impronta,
    pub(crate) rete: Rete,
    pub(crate) luoghi: Vec<Luogo>,
}

impl Valida {
    /// The definition.
    pub const fn definizione(&self) -> &Definizione {
        &self.definizione
    }

    /// Its version.
    pub const fn impronta(&self) -> &Impronta {
        &self.impronta
    }

    /// In how many different places a file can be, branches told apart.
    pub const fn quanti_luoghi(&self) -> usize {
        self.luoghi.len()
    }
}

impl std::ops::Deref for Valida {
    type Target = Definizione;
    fn deref(&self) -> &Definizione {
        &self.definizione
    }
}

/// Checks a definition against what the offices registered and against who is there.
///
/// The reasons, all at once: names that are missing, doubled or unknown; a check, condition, effect or designation
/// that nobody registered, and parameters that it does not take; two beginnings, no end; a state without a way out,
/// or that no file reaches; a step that can never be taken, among them joins whose branches never all arrive; places
/// where a file stays for ever, and under which conditions; a file that ends in one branch while another goes on, or
/// that comes into a state twice; an actor that nobody can be, also when four eyes are asked and there are two; terms
/// without an owner, without an end, or suspended for ever.
///
/// # Errors
/// Every reason found, each a sentence for the person who wrote the definition.
pub fn valida(
    definizione: Definizione,
    vocabolario: &Vocabolario,
    organigramma: &Organigramma,
) -> Result<Valida, Refusal> {
    let mut no = Refusal::default();
    let whole = forma::forma(&definizione, vocabolario, &mut no);
    termini::termini(&definizione, &mut no);
    attori::attori(&definizione, organigramma, vocabolario, &mut no);
    // The ways are walked only where all names lead somewhere: else each missing name would be told a second time, as
    // a dead end.
    if !whole {
        return Err(no);
    }
    percorsa(definizione, no)
}

/// Walks the ways of a definition in which all names lead somewhere: what is found there is told with what was found
/// before.
fn percorsa(definizione: Definizione, mut no: Refusal) -> Result<Valida, Refusal> {
    let rete = Rete::nuova(&definizione);
    let luoghi = cammini::esplora(&definizione, &rete, &mut no);
    no.unless_empty(())?;
    let impronta = definizione.impronta();
    Ok(Valida { definizione, impronta, rete, luoghi })
}

/// A definition that was found in order when it was put in force, read again for the files that follow it: its ways are walked
/// anew, but who is there and which words are registered is not asked, since both may have changed while the file runs. A
/// missing check then holds its step back, and a missing person is waited for: neither takes the file away from those who
/// must end it.
///
/// # Errors
/// What is wrong with its form and its ways: a text that was never in order.
pub fn riapri(definizione: Definizione) -> Result<Valida, Refusal> {
    let mut words = Refusal::default();
    if !forma::forma(&definizione, &Vocabolario::default(), &mut words) {
        return Err(words);
    }
    percorsa(definizione, Refusal::default())
}
