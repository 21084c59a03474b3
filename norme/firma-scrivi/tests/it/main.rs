//! What is made here, given to programs that are not ours.

mod cades;
mod house;
