//! What is made here, given to programs that are not ours.

mod adding;
mod authority;
mod cades;
mod house;
mod pades;
