//! The days that count: the holidays of the Italian law by date, the patron saint's day and the working week of an
//! ente as data, and when a term ends. Pure: no clock, no I/O.
//!
//! Three questions that are often taken for one:
//! - is a day a **holiday of the law** ([`festivo`])? Sundays, the feasts of L. 260/1949 and later ones, Easter
//!   Monday. It decides whether a term that ends there moves (art. 155 c. 4 c.p.c., art. 2963 c. 3 c.c.).
//! - does the ente **work** on a day ([`Calendario::lavorativo`])? Its own week, its patron, the days on which it is
//!   closed. Only what is counted "in working days" asks this.
//! - does a term **run** on a day? Not while it is suspended ([`Sospeso`]).
//!
//! *Absent on purpose:* a Saturday that is a holiday. It is none, save for acts of a lawsuit outside of hearings
//! (art. 155 c. 5 c.p.c.): [`Proroga::FestiviESabato`].

mod ente;
mod feste;
mod termini;

pub use ente::{Calendario, Chiusura, Patrono, Ricorrenza};
pub use feste::{Festa, feste, festivo, pasqua};
pub use termini::{Durata, Proroga, Sospeso, Unita, dopo, sospensione_feriale};
