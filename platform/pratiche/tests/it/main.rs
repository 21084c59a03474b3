//! The stories of files that run, told to each engine with a small office of their own: permits.

mod casa;
mod insieme;
mod permessi;
mod scrivania;
mod storie;
mod tempo;
mod versioni;
