//! Pure rules: kinds of acts, accounting lines, by what an act is found, effect, opinions, amendments, clauses, what the text of a past act says. No database, no web, no
//! clock.

pub mod chiavi;
pub mod clausole;
pub mod comunicazioni;
pub mod dovute;
pub mod efficacia;
pub mod emendamenti;
pub mod importi;
pub mod pareri;
pub mod passati;
pub mod righe;
pub mod tipi;
