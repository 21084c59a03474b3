//! The office's stories, told to each engine.

mod giornata;
mod modelli;
mod numeri;
mod riservatezza;
