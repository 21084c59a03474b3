//! One story, told to each engine.

mod ending;
mod fixture;
mod lease;
mod managing;
mod outbox;
mod periodic;
mod watching;
