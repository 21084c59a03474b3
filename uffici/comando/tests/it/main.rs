//! The office's stories, told to each engine.

mod api;
mod custodia;
mod date;
mod fiducia;
mod giornale;
mod lavori;
mod modelli;
mod permessi;
mod persone;
mod sostituti;
mod testi;
