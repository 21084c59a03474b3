//! The doors to whoever holds the keys and tells the time.

mod csc;
mod csc_simulator;
mod house;
mod time_stamps;
mod trial;
