//! The rules, pure: no database, no web, no clock.

mod codice;
mod conto;
mod csv;
mod esercizio;
mod giudizio;
mod importo;
mod missione;
mod piano;
mod riga;
mod tipo;

pub use codice::Codice;
pub use conto::{Conto, Mancano, Mossa};
pub use csv::{COLONNE, Letto, leggi as leggi_csv};
pub use esercizio::{Conteggio, dodicesimi};
pub use importo::importo;
pub use missione::{esiste, nome as nome_missione};
pub use piano::{Livello, Piano};
pub use tipo::{Tipo, controlla as controlla_variazione};

pub(crate) use giudizio::{Prenotata, Programma, Quadro, Voce, giudica};
pub(crate) use riga::{grande, testo, testo_fino_a};

use kernel::Cents;

/// Largest amount that is taken, in cents: a hundred thousand million euro. Sums of what is kept stay far from the ends of the range.
pub(crate) const MASSIMO: Cents = Cents(10_000_000_000_000);

/// `a` less `b`, stopping at the ends of the range.
pub(crate) fn meno(a: Cents, b: Cents) -> Cents {
    Cents(a.0.saturating_sub(b.0))
}
