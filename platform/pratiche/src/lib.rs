//! Files that run, kept: the office half of the workflow engine. [`iter`] decides, this crate writes down and asks by
//! index.
//!
//! An office that has files implements [`Materia`] once: what its definitions may name, what its thing looks like to
//! checks ([`Materia::mondo`]), what each effect does ([`Materia::compi`]). Then it calls, inside its own
//! [`ledger::Tx`]: [`avvia()`], [`compi()`], [`astieni()`], [`sposta()`], and reads with [`leggi()`], [`storia()`],
//! [`scrivania()`], [`elenca()`].
//!
//! **A function that may refuse takes the transaction and gives it back only if all of it was done.** So a step whose
//! third effect refuses cannot be half written by somebody who commits all the same: there is nothing left to commit.
//!
//! *Invariants:* facts are rows of record, written in order under the lock of their file; the working rows (where
//! files are, who is waited for, what falls due) are remade from the fold in the same transaction, and could be
//! thrown away; the same request sent twice is served once, also across a crash. *Absent on purpose:* a way to move a
//! file that is not a step, and any word of an office in this crate.

mod astieni;
mod avvia;
mod bozza;
mod calendario;
mod compi;
mod definizioni;
mod elenca;
mod error;
mod fatti;
mod leggi;
mod materia;
mod misure;
mod notte;
mod persone;
mod prova;
mod quadro;
mod righe;
mod scrivania;
mod sposta;
mod storia;
mod tables;

pub use astieni::{Astensione, astieni};
pub use avvia::{Avviata, Nuova, avvia};
pub use bozza::{Bozza, bozze, leggi_bozza, salva_bozza, togli_bozza};
pub use calendario::{calendario, calendario_visto, scrivi_calendario};
pub use compi::{Agisce, Esito, Passo, compi};
pub use definizioni::{
    InVigore, MetteInVigore, Versione, controlla, definizione_di, in_vigore, installa, metti_in_vigore,
    rimetti_in_vigore, tutte, versioni,
};
pub use elenca::{Cerca, Voce, aperte, conta_per_versione, elenca};
pub use error::Error;
pub use fatti::Presa;
pub use leggi::{Lettura, leggi, leggi_tutte, prendi};
pub use materia::{Caso, Intestazione, Materia, MondoDi, Vista, di_codice};
pub use misure::{MISURATE_MAX, misura};
pub use notte::{Notte, lavora};
pub use persone::{organigramma, persona};
pub use prova::{Giro, Prova, prova};
pub use quadro::{Bottone, Grafo, Posto, Quadro, TEMPLATES};
pub use righe::rinfresca;
pub use scrivania::{Cursore, DaFare, Scrivania, conta, scrivania};
pub use sposta::{SPOSTA, Sposta, sposta, spostabile};
pub use storia::{Evento, storia};
pub use tables::{
    CLASSES, DefinizioneId, MIGRATIONS, PraticaId, RECORD_TABLES, calendario as tabella_calendari, definizione, fatto,
    pratica, vigore,
};
