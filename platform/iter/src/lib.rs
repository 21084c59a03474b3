//! The workflow engine, its pure half: how the files of one kind go, as data, and where one file is, as the fold of
//! its facts. No I/O and no clock: instants, people, the calendar and the file's matter are arguments.
//!
//! - A [`Definizione`] says states, steps, terms, in TOML. [`valida()`] finds all that is wrong with it, and only
//!   what it lets through ([`Valida`]) can be run.
//! - Checks, conditions, effects and designations are a closed vocabulary: offices register them in a [`Registro`],
//!   definitions name them by code. There is no scripting language.
//! - A [`Pratica`] is the fold of its [`Fatto`]s. [`Pratica::compi`] takes a step: it gives the facts to append, or
//!   all the reasons why not.
//! - Terms are counted as the law counts them (crate `calendar`), suspended and interrupted as L. 241/1990 says.
//!
//! How the model was chosen, and how an office commits a step with its numbers and signatures, is in the README.

mod chi;
mod confronto;
mod definizione;
mod disegno;
mod impronta;
mod leggi;
mod misure;
mod pratica;
mod valida;
mod vocabolario;

pub use chi::{Agente, Chi, Dove, Incarico, Persona, Titolo, ViceDi};
pub use confronto::confronta;
pub use definizione::{
    Definizione, Evento, Motivo, Passo, Riprende, Scatto, Se, Sospende, Sostituto, Stato, Termine, Tipo,
};
pub use disegno::{Casella, Disegno, Figura, Freccia, disegna, racconta};
pub use impronta::Impronta;
pub use misure::{Attese, Misure, misura};
pub use pratica::{
    Attesa, Avvio, Avviso, Compiuto, Corso, Cosa, Fatto, Firmatario, Guasto, MAX_FATTI, PassoPossibile, Pratica, Quale,
    Richiesta, Scadenza, Sospensione, Spostamento,
};
pub use valida::{Organigramma, Valida, riapri, valida};
pub use vocabolario::{
    Condizione, Controllo, Designazione, Doppione, Mondo, Parametri, Parametro, Registro, Su, TipoParametro, Uso,
    Valore, Vocabolario, Voce,
};
