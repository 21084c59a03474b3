//! The office's stories, told to each engine.

mod api;
mod modelli;
mod pagine;
