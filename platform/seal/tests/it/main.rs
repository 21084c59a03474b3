//! The seal, from the file that a service gives to what is sealed with it.

mod files;
mod house;
mod set;
